"""A publisher whose own APIs stand on all that this one must not: every default is turned against it."""

from tests.settings.engagement_only import *  # noqa: F403

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.BasicAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "1/day", "user": "1/day"},
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.BrowsableAPIRenderer",
        "rest_framework.renderers.JSONRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.FormParser"],
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "ALLOWED_VERSIONS": ["9"],
    "DEFAULT_METADATA_CLASS": "rest_framework.metadata.SimpleMetadata",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 1,
    "EXCEPTION_HANDLER": "tests.engagement.rest.hostile_settings.swallow",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": lambda: "nobody's",
    "URL_FORMAT_OVERRIDE": "sort",
    "FORMAT_SUFFIX_KWARG": "key",
    "NON_FIELD_ERRORS_KEY": "all",
    "DATETIME_FORMAT": "%d.%m.%Y",
    "UNICODE_JSON": False,
    "COMPACT_JSON": False,
    "STRICT_JSON": False,
}


def swallow(error, context):
    """Let no error be seen as what it is."""
    raise AssertionError
