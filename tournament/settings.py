"""Settings of the site, all from the environment (docs/operators.md has the table)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from tournament import broker
from tournament import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where things lie -------------------------------------------------------------------------
VAR = env.private_directory("VAR_DIR", BASE_DIR / "var")

# --- Who may reach the site -------------------------------------------------------------------
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key("SECRET_KEY", VAR / "secret_key")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in ("http", "https") or not _site.hostname:
    raise ImproperlyConfigured(
        f"SITE_URL must be an address such as https://contest.example, not {SITE_URL!r}."
    )
LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [*env.names("ALLOWED_HOSTS", LOOPBACK_HOSTS), _site.hostname]
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]

HTTPS = _site.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Only behind a proxy of our own that always sets the header; otherwise a client could claim it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False  # static/js reads it for uploads
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Django -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "tournament.accounts",
    "tournament.agents",
    "tournament.tournaments",
    "tournament.standings",
    "tournament.replays",
    "tournament.processes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tournament.accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tournament.urls"
WSGI_APPLICATION = "tournament.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
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
                "tournament.frame.frame",
            ],
            "libraries": {"pieces": "tournament.pieces"},
        },
    },
]
LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_TZ = True
USE_I18N = False

# WhiteNoise serves straight from static/ and the packages: no collecting step to forget.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Accounts ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/my-team/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
REGISTRATION = env.choice("REGISTRATION", "open", ("open", "invite", "domain"))
REGISTRATION_INVITE_CODE = env.text("REGISTRATION_INVITE_CODE")
REGISTRATION_DOMAINS = [
    name.lower().removeprefix("@") for name in env.names("REGISTRATION_DOMAINS")
]
if REGISTRATION == "invite" and len(REGISTRATION_INVITE_CODE) < 8:
    raise ImproperlyConfigured(
        "REGISTRATION=invite needs REGISTRATION_INVITE_CODE, 8 characters or more."
    )
if REGISTRATION == "domain" and not REGISTRATION_DOMAINS:
    raise ImproperlyConfigured(
        "REGISTRATION=domain needs REGISTRATION_DOMAINS, for example uni.example,students.example."
    )

# --- E-mail: printed on the console until EMAIL_HOST is set -----------------------------------
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = env.number("EMAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"contest@{_site.hostname}")

# --- Uploads and agents -----------------------------------------------------------------------
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_BYTES", 2_000_000, least=1_000, most=50_000_000)
UPLOADS_PER_HOUR = env.number("UPLOADS_PER_HOUR", 20, least=1, most=10_000)
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES + 100_000
FILE_UPLOAD_HANDLERS = ["tournament.agents.capped_upload.CappedUpload"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
ALLOW_LIGHT_ISOLATION = env.flag("ALLOW_LIGHT_ISOLATION")
NATIVE_TRUSTED = env.flag("NATIVE_TRUSTED")
SANDBOX = env.choice("SANDBOX", "wasm", ("wasm", "native", "process"))
if SANDBOX == "native" and not NATIVE_TRUSTED:
    raise ImproperlyConfigured(
        "SANDBOX=native needs NATIVE_TRUSTED=1, which says that this server may run agents "
        "natively. Without it leave SANDBOX at wasm."
    )
if SANDBOX == "process" and not ALLOW_LIGHT_ISOLATION:
    raise ImproperlyConfigured(
        "SANDBOX=process needs ALLOW_LIGHT_ISOLATION=1, which says that you trust those who "
        "upload. Without it leave SANDBOX at wasm."
    )
# The engine reads it, also in the processes that the site starts.
IMAGES = env.shared_path("IMAGES_DIR", VAR / "images")

# --- Database ---------------------------------------------------------------------------------
_SQLITE_OPTIONS = {
    "timeout": 30,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
_MYSQL_OPTIONS = {
    "charset": "utf8mb4",
    "sql_mode": "STRICT_TRANS_TABLES",
    "isolation_level": "read committed",
}


def _database(url: str) -> dict[str, object]:
    try:
        database = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like sqlite:////path/to/file or mysql://user:password@host/name."
        ) from error
    engine = str(database["ENGINE"]).rpartition(".")[2]
    if engine not in ("sqlite3", "mysql"):
        raise ImproperlyConfigured(f"DATABASE_URL: only sqlite and mysql are known, not {engine}.")
    defaults = _SQLITE_OPTIONS if engine == "sqlite3" else _MYSQL_OPTIONS
    database["OPTIONS"] = {**defaults, **database.get("OPTIONS", {})}
    return database


DATABASES = {"default": _database(env.text("DATABASE_URL") or f"sqlite:///{VAR / 'site.sqlite3'}")}

# --- Background work: the broker only wakes, rows are the truth -------------------------------
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "filesystem://localhost")
if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = broker.make_folders(VAR / "broker")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 150
CELERY_TASK_TIME_LIMIT = 170
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
WORKER_PROCESSES = env.number("WORKER_PROCESSES", 2, least=1, most=64)

# --- Matches ----------------------------------------------------------------------------------
PYMW_INTERFACE = env.choice("PYMW_INTERFACE", "multicore", ("multicore", "generic", "inline"))

# --- Log --------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name}: {message}",
            "datefmt": "%H:%M:%S",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Django leaves it to the server to drop the body of an answer to HEAD: gunicorn warns of it.
    # Celery's lines about wakes say nothing that those about work (work.py) do not say better.
    "loggers": {
        "gunicorn.http.wsgi": {"level": "ERROR"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", "info", ("debug", "info", "warning", "error")).upper(),
    },
}
