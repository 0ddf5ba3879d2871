"""The one place that reads the environment. A missing variable says how to set it."""

import datetime
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
_read = environ.Env()


def _required(name: str, example: str) -> str:
    value = _read.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it in the environment, for example {name}={example} "
            "(`make demo` and `make test` set everything by themselves)."
        )
    return value


def _day(name: str) -> datetime.date | None:
    text = _read.str(name, default="")
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={text} is not a day. Write it as {name}=2025-04-22.") from error


DEBUG = _read.bool("DEBUG", default=False)
DEMO = _read.bool("KULTURPUNKT_DEMO", default=False)
TODAY = _day("KULTURPUNKT_TODAY")
SITE_URL = _read.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SECRET_KEY = _required("SECRET_KEY", "$(openssl rand -hex 32)")
SECRET_KEY_FALLBACKS = _read.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = _read.list("ALLOWED_HOSTS", default=[SITE_URL.split("//")[-1].split(":")[0]])
DATABASE_URL = _required("DATABASE_URL", "postgresql://kulturpunkt:hemmeligt@localhost/kulturpunkt")
REDIS_URL = _required("REDIS_URL", "redis://localhost:6379/0")
MAIL_URL = _required("MAIL_URL", "smtp://localhost:25")
MAIL_FROM = _read.str("MAIL_FROM", default="Kulturpunkt <kulturpunkt@rn.dk>")
# A restored backup starts with mail held, so that nothing that went out before goes again.
MAIL_HELD = _read.bool("MAIL_HELD", default=False)
# Where one can ask whether a Message-ID has arrived: imap://user:password@host. Without it the team decides.
MAIL_LOOKUP_URL = _read.str("MAIL_LOOKUP_URL", default="")
DATA_DIR = Path(_read.str("DATA_DIR", default=str(BASE_DIR / "data")))
# Only behind a proxy that sets X-Request-Start itself may that header say when a request arrived.
TRUSTED_PROXY = _read.bool("TRUSTED_PROXY", default=False)
# clamd's socket or host:port. Without it files are not scanned for viruses, and say so.
CLAMAV_SOCKET = _read.str("CLAMAV_SOCKET", default="")
OIDC_ISSUER = _read.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = _read.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = _read.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = _read.str("OIDC_NAME", default="MitID")


def database() -> dict:
    return _read.db_url_config(DATABASE_URL)


def mail() -> dict:
    """MAIL_URL as the options of Django's SMTP mailer."""
    parts = environ.Env.email_url_config(MAIL_URL)
    return {
        "host": parts["EMAIL_HOST"] or "localhost",
        "port": parts["EMAIL_PORT"] or 25,
        "username": parts["EMAIL_HOST_USER"] or "",
        "password": parts["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": parts.get("EMAIL_USE_TLS", False),
        "use_ssl": parts.get("EMAIL_USE_SSL", False),
        "timeout": 20,
    }


def broker() -> str:
    """Celery (kombu) names a unix socket redis+socket://, the cache client unix://."""
    return REDIS_URL.replace("unix://", "redis+socket://", 1)


def origin(address: str) -> str:
    """https://broker.dk/realms/a → https://broker.dk"""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
