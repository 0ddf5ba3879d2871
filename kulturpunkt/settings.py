"""One settings file for every place the system runs; what differs between places comes from `env`."""

import structlog
from celery.schedules import crontab
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from . import env

BASE_DIR = env.BASE_DIR
DEBUG = env.DEBUG
DEMO = env.DEMO
SITE_URL = env.SITE_URL
SECRET_KEY = env.SECRET_KEY
SECRET_KEY_FALLBACKS = env.SECRET_KEY_FALLBACKS
ALLOWED_HOSTS = env.ALLOWED_HOSTS
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "kulturpunkt.urls"
WSGI_APPLICATION = "kulturpunkt.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "kulturpunkt.apps.TeamAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "pgtrigger",
    "pghistory",
    "django_structlog",
    "dkfds",
    "people",
    "programme",
    "documents",
    "notices",
    "areas",
    "selection",
    "kulturpunkt",
    *(["demo"] if DEMO else []),
]

MIDDLEWARE = [
    "programme.arrival.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "kulturpunkt.middleware.HealthMiddleware",
    "kulturpunkt.middleware.SessionMiddleware",
    "kulturpunkt.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "kulturpunkt.middleware.CrowdMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "areas.on_behalf.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "people.second_factor.SecondFactorMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kulturpunkt.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "dkfds.templatetags.dkfds",
                "people.templatetags.unsaved",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "dkfds"
CRISPY_TEMPLATE_PACK = "dkfds"
CRISPY_FAIL_SILENTLY = False

# --- where things are kept
DATABASES = {"default": env.database() | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}}
CACHES = {
    "default": {
        "BACKEND": "kulturpunkt.cache.FailoverCache",
        "LOCATION": env.REDIS_URL,
        "KEY_PREFIX": "kulturpunkt",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
DATA_DIR = env.DATA_DIR
CLAMAV_SOCKET = env.CLAMAV_SOCKET

# --- people
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_page"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code that signs a person in is itself the proof of the address
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 20 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_ADAPTER = "kulturpunkt.sign_in.AccountAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.TRUSTED_PROXY else 0
SOCIALACCOUNT_ADAPTER = "kulturpunkt.sign_in.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": env.OIDC_NAME,
                    "client_id": env.OIDC_CLIENT_ID,
                    "secret": env.OIDC_CLIENT_SECRET,
                    "settings": {"server_url": env.OIDC_ISSUER},
                }
            ],
        }
    }
    if env.OIDC_ISSUER
    else {}
)
OIDC_NAME = env.OIDC_NAME if env.OIDC_ISSUER else ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "kulturpunkt.sign_in.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "people.forms.SecondFactorForm",
    "reauthenticate": "people.forms.SecondFactorAgainForm",
    "activate_totp": "people.forms.FirstAppCodeForm",
    "add_webauthn": "people.forms.PasskeyForm",
}
MFA_TOTP_ISSUER = "Kulturpunkt"
MFA_TOTP_TOLERANCE = 1  # half a minute to either side: telephones' clocks are off, and typing takes its time
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://")

# --- safety on the web
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    # A browser follows form-action through redirects: without the broker here, MitID is silently unreachable.
    "form-action": [CSP.SELF, *([env.origin(env.OIDC_ISSUER)] if env.OIDC_ISSUER else [])],
}
_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = False  # the proxy in front does it
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.TRUSTED_PROXY else None
TRUSTED_PROXY = env.TRUSTED_PROXY
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "kulturpunkt.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = [
    "documents.intake.StopAtLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "documents.intake.Nameless",
]

# --- language and time: Danish unless the reader chose otherwise; stored in UTC, shown in Copenhagen
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Dansk")), ("en", _("Engelsk"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "sprog"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "kulturpunkt.formats"
TODAY = env.TODAY

# --- static files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static_root"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "static_npm"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- mail
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": env.mail()}}
DEFAULT_FROM_EMAIL = env.MAIL_FROM
MAIL_HELD = env.MAIL_HELD
MAIL_LOOKUP_URL = env.MAIL_LOOKUP_URL

# --- tasks
CELERY_BROKER_URL = env.broker()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is away must not hold a request up: the row is in the database, the beat finds it.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 2, "socket_connect_timeout": 1, "max_retries": 1}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "queue-what-is-due": {"task": "kulturpunkt.tasks.queue_reminders", "schedule": crontab(minute="*/5")},
    "deliver-what-is-queued": {"task": "kulturpunkt.tasks.deliver_waiting", "schedule": 30.0},
    "catch-up-on-files": {"task": "documents.tasks.catch_up", "schedule": 120.0},
    "tell-what-ran-out": {"task": "kulturpunkt.tasks.stop_acting", "schedule": crontab(minute="*/5")},
    "clear-sessions": {"task": "kulturpunkt.tasks.clear_sessions", "schedule": crontab(hour="2", minute="7")},
    "sweep-stray-files": {"task": "documents.tasks.sweep", "schedule": crontab(hour="2", minute="17")},
}

# --- logs
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
        "django_structlog": {"level": "INFO"},
    },
}
# What django-structlog says of each request goes the way of all other lines.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(key_order=["event", "request", "code"], drop_missing=True),
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
DJANGO_STRUCTLOG_CELERY_ENABLED = False
PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
