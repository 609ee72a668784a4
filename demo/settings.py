"""The demo's settings: what the environment says, and what a careful publisher would set."""

import sys
from typing import Any

from demo import haste
from demo.elsewhere import signing as elsewhere
from demo.environment import BASE_DIR, BrokenEnvironmentError, read_environment
from demo.logs import make_logging
from demo.secret_key import load_secret_key
from moderation.rules.signals import CHECKER, SIGNALS

try:
    ENVIRONMENT = read_environment()
except BrokenEnvironmentError as error:
    # One line from every process, manage.py's too, which shows ImproperlyConfigured with a traceback.
    sys.exit(f"Broken setting: {error}")

VAR = ENVIRONMENT.var
SECRET_KEY = ENVIRONMENT.secret_key or load_secret_key(VAR / "secret-key")
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
ROOT_URLCONF = "demo.urls"
WSGI_APPLICATION = "demo.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "demo.apps.DemoConfig",
    "demo.articles.apps.ArticlesConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "rest_framework",
    "engagement",
    "moderation",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The site's own come first, so that it may override the apps'. In the wheel those stand in the apps.
        "DIRS": [BASE_DIR / "demo" / "templates", BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": dict(ENVIRONMENT.database)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers beside one writer (WAL); a writer waits for its turn when its transaction begins, not in its middle.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        # What a process asks again and again is parsed and planned once: a third less work for the server.
        "server_side_binding": True,
        "prepare_threshold": 5,
        **DATABASES["default"].get("OPTIONS", {}),
    }

if ENVIRONMENT.cache_url:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": ENVIRONMENT.cache_url,
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "login"
LOGOUT_REDIRECT_URL = None

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
if not ENVIRONMENT.csp:
    MIDDLEWARE.remove("csp.middleware.CSPMiddleware")

SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

LOGGING = make_logging()

ENGAGEMENT: dict[str, Any] = {
    "SITE_NAME": "The Lindhaven Courier",
    "PRIVACY_CONTACT": "privacy@lindhaven.example",
    "BADGES": "demo.people.experts",
    "CLOSE_AFTER_DAYS": 60,
    "HOUSE_RULES": "Speak about the matter, not about each other. Say what you saw yourself.",
    "LINK_PROMPT_IN_BODY": True,
    "SITE_URL": ENVIRONMENT.akismet_site_url,
    "FOLLOW": True,
    "MEASURE": True,
    "FOLLOW_FROM": "The Lindhaven Courier <talk@lindhaven.example>",
    "EMBED_ORIGINS": (*elsewhere.origins(ENVIRONMENT.port), *ENVIRONMENT.embed_origins),
    "SSO": elsewhere.single_sign_on(VAR),
}
if ENVIRONMENT.post_limit:
    # Tests and measurements post from one address what many readers would.
    for limits in ("POST_LIMITS", "AUTHOR_LIMITS", "DISCUSSION_LIMITS", "FOLLOW_LIMITS"):
        ENGAGEMENT[limits] = ((ENVIRONMENT.post_limit, 60),)
    ENGAGEMENT["SAME_TEXT_HOURS"] = 0
MODERATION: dict[str, Any] = {}
if ENVIRONMENT.akismet_api_key:
    MODERATION = {
        "SPAM_CHECKER": "moderation.spam.akismet.AkismetChecker",
        "SPAM_CHECKER_OPTIONS": {
            "key": ENVIRONMENT.akismet_api_key,
            "site_url": ENVIRONMENT.akismet_site_url,
            "api_url": ENVIRONMENT.akismet_api_url,
        },
    }
if not ENVIRONMENT.own_checks:
    # The spam checker alone decides: what a test posts is published whatever links and words it has.
    MODERATION["POLICY"] = {code: "publish" for code, signal in SIGNALS.items() if signal.check != CHECKER}
if ENVIRONMENT.haste:
    MODERATION |= haste.MODERATION
    MODERATION.get("SPAM_CHECKER_OPTIONS", {})["timeout"] = haste.CHECKER_SECONDS
# Mails are written into a folder, one file each.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = "The Lindhaven Courier <talk@lindhaven.example>"
MODERATION["SITE_URL"] = ENVIRONMENT.akismet_site_url
# A minute is enough here to take a rejection, or a mark, back before its author is told.
MODERATION |= {"MAIL_AUTHORS": True, "MAIL_FEATURED": True, "MAIL_ANSWERED": True, "MAIL_MINUTES": 1}
