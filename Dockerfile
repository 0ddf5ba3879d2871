# One image for web, worker and beat; what differs between them is the command, and between places the environment.

FROM node:24-bookworm-slim AS design
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.13-slim-bookworm AS base
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

FROM base AS build
RUN apt-get update && apt-get install -y --no-install-recommends gettext
COPY . .
COPY --from=design /app/node_modules node_modules
# The settings want to know where things are, though collecting files asks none of them.
RUN python dev/assets.py \
    && find locale -name '*.po' -execdir msgfmt -o django.mo django.po ';' \
    && SECRET_KEY=build DATABASE_URL=postgresql:///build REDIS_URL=redis://build MAIL_URL=smtp://build \
       python manage.py collectstatic --no-input \
    && rm -r node_modules dev

FROM base
RUN useradd --system --uid 10001 kulturpunkt && install -d -o kulturpunkt /data
COPY --from=build /app /app
USER kulturpunkt
ENV DATA_DIR=/data PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["gunicorn", "kulturpunkt.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "24", "--no-control-socket"]
