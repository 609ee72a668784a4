"""What ``manage.py check`` says about engagement: whatever would fail before readers fails here, with a way out."""

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network
from typing import Any

from django.apps import apps
from django.conf import global_settings
from django.conf import settings as django_settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, router
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from python_ipware import IpWare

from engagement import gates, hosts
from engagement.conf import EngagementSettings, get_settings
from engagement.foreign import get_single_sign_on
from engagement.forms import CommentForm
from engagement.host_checks import check_host
from engagement.models import Comment
from engagement.services import sessions
from engagement.text import name_looks

_MAILS_NOWHERE = frozenset(f"django.core.mail.backends.{name}.EmailBackend" for name in ("dummy", "console", "locmem"))
_METADATA = ip_address("169.254.169.254")
_ORIGIN = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:\d+)?")


@register(Tags.compatibility)
def check_settings(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Settings that cannot be read, or that say what cannot be."""
    try:
        settings = get_settings()
    except ImproperlyConfigured as error:
        hint = "Each key of ENGAGEMENT, with its type and default, stands in docs/reference/settings.md."
        return [Error(str(error), hint=hint, id="engagement.E001")]
    return [
        *_check_proxies(settings),
        *_check_origins(settings),
        *_check_honeypot(settings),
        *_check_throttles(settings),
        *_check_badges(settings),
        *_check_reserved_names(settings),
    ]


@register(Tags.models)
def check_hosts(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Registered models that lack what they were registered with, or that nobody follows."""
    return [message for host in hosts.registered() for message in check_host(host)]


@register(Tags.compatibility)
def check_gates(**_kwargs: Any) -> Iterable[CheckMessage]:
    """A site on which nobody looks at comments before everybody reads them."""
    if gates.registered():
        return []
    hint = 'Add "moderation" to INSTALLED_APPS, register a gate of your own, or silence this where it is meant.'
    return [CheckWarning("Comments are published unscreened.", hint=hint, id="engagement.W001")]


@register(Tags.templates)
def check_templates(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Templates that no engine finds."""
    try:
        get_template("engagement/section.html")
    except (TemplateDoesNotExist, ImproperlyConfigured):
        hint = 'Set "APP_DIRS": True in TEMPLATES, or put the app directories loader among its loaders.'
        return [Error("Engagement's templates are not found.", hint=hint, id="engagement.E008")]
    return list(_check_respect_icon())


@register(Tags.urls)
def check_urls(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Pages that every discussion links to and that lead nowhere."""
    if not _leads_somewhere("engagement:privacy"):
        hint = 'Add path("discussions/", include("engagement.web.urls")) to the project\'s urlpatterns.'
        return [Error("Engagement's URLs are not included.", hint=hint, id="engagement.E009")]
    if _leads_somewhere("engagement-api:status") and not apps.is_installed("rest_framework"):
        message = 'Engagement\'s API is included and "rest_framework" is not installed.'
        return [CheckWarning(message, hint='Add "rest_framework" to INSTALLED_APPS.', id="engagement.W003")]
    return []


@register(Tags.compatibility)
def check_database(**_kwargs: Any) -> Iterable[CheckMessage]:
    """SQLite that lets two writers begin and then stops one of them."""
    connection = connections[router.db_for_write(Comment)]
    if connection.vendor != "sqlite" or connection.settings_dict["OPTIONS"].get("transaction_mode") == "IMMEDIATE":
        return []
    message = "SQLite answers posts at the same time with 'database is locked'."
    hint = 'Set "OPTIONS": {"transaction_mode": "IMMEDIATE"} for this database, so that writers wait for each other.'
    return [CheckWarning(message, hint=hint, id="engagement.W004")]


@register(Tags.compatibility)
def check_webhooks(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Webhooks that others may read, or that reach where nobody's receiver stands."""
    try:
        settings = get_settings()
    except ImproperlyConfigured:
        return []
    if not settings.webhooks:
        return []
    problems = []
    if settings.webhook_http and not django_settings.DEBUG:
        message = 'ENGAGEMENT["WEBHOOK_HTTP"] is on: whoever is on the way can read what is sent.'
        hint = "Let receivers speak https, and take it out."
        problems.append(CheckWarning(message, hint=hint, id="engagement.W020"))
    if any(_METADATA in ip_network(network) for network in settings.webhook_networks):
        message = f'ENGAGEMENT["WEBHOOK_NETWORKS"] holds {_METADATA}, where clouds keep the keys of their machines.'
        hint = "Name only the networks in which your receivers stand."
        problems.append(CheckWarning(message, hint=hint, id="engagement.W021"))
    return problems


@register(Tags.compatibility)
def check_follow(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Mails to followers that would reach nobody."""
    try:
        settings = get_settings()
    except ImproperlyConfigured:
        return []
    if not settings.follow:
        return []
    problems = []
    if django_settings.EMAIL_BACKEND in _MAILS_NOWHERE:
        problems.append(f"EMAIL_BACKEND is {django_settings.EMAIL_BACKEND!r}, which sends nothing")
    if (settings.follow_from or django_settings.DEFAULT_FROM_EMAIL) in ("", global_settings.DEFAULT_FROM_EMAIL):
        problems.append("FOLLOW_FROM and DEFAULT_FROM_EMAIL name nobody whom a mail server trusts")
    return [
        CheckWarning(
            f'ENGAGEMENT["FOLLOW"] is on, and {problem}.',
            hint="Set EMAIL_BACKEND with EMAIL_HOST and EMAIL_TIMEOUT, and FOLLOW_FROM; or FOLLOW to False.",
            id="engagement.W009",
        )
        for problem in problems
    ]


@register(Tags.security)
def check_sso(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Single sign-on that could take no token: what is wrong with the settings themselves, ``check_settings`` says."""
    try:
        settings = get_single_sign_on()
    except (ImproperlyConfigured, ValueError):
        return []
    if settings is None or not settings.keys:
        return []
    if sessions.jwts is None:
        hint = 'pip install "django-afterword[sso]"'
        return [Error("ENGAGEMENT['SSO'] is set, and PyJWT is not installed.", hint=hint, id="engagement.E020")]
    return [
        Error(
            f"ENGAGEMENT['SSO']['KEYS'][{kid!r}] cannot be used: {problem}.",
            hint="Give an RSA key of 2048 bits or more, or an Ed25519 key, as public PEM or JWK, with its ALGORITHM.",
            id="engagement.E021",
        )
        for kid, problem in sessions.jwts.find_unusable_keys(settings)
    ]


def _check_proxies(settings: EngagementSettings) -> Iterator[CheckMessage]:
    try:
        IpWare(proxy_list=list(settings.trusted_proxies))
    except ValueError as error:
        yield Error(
            f"ENGAGEMENT['TRUSTED_PROXIES'] cannot be read: {error}",
            hint='Give addresses, networks or prefixes, such as "10.1.2.3", "10.1.0.0/16" or "10.1.".',
            id="engagement.E002",
        )


def _check_origins(settings: EngagementSettings) -> Iterator[CheckMessage]:
    named = [("TRUSTED_ORIGINS", origin) for origin in settings.trusted_origins]
    named += [("EMBED_ORIGINS", origin) for origin in settings.embed_origins]
    for name, origin in named:
        if not _ORIGIN.fullmatch(origin.removesuffix("/")):
            yield Error(
                f"ENGAGEMENT[{name!r}] holds {origin!r}, which is no origin.",
                hint='Give the scheme and the host and nothing behind them, such as "https://www.example.org".',
                id="engagement.E003",
            )


def _check_honeypot(settings: EngagementSettings) -> Iterator[CheckMessage]:
    name = settings.honeypot_field
    if not name.isidentifier() or name in {*CommentForm.base_fields, "csrfmiddlewaretoken"}:
        yield Error(
            f"ENGAGEMENT['HONEYPOT_FIELD'] is {name!r}, which the comment form cannot use.",
            hint="Choose a word of letters, digits and underscores that is no field of the form.",
            id="engagement.E004",
        )


def _check_throttles(settings: EngagementSettings) -> Iterator[CheckMessage]:
    for path in settings.api_throttles:
        try:
            can_throttle = callable(getattr(import_string(path), "allow_request", None))
        except ImportError:
            can_throttle = False
        if not can_throttle:
            yield Error(
                f"ENGAGEMENT['API_THROTTLES'] names {path!r}, which is no throttle class.",
                hint='Give dotted paths such as "rest_framework.throttling.ScopedRateThrottle".',
                id="engagement.E010",
            )


def _check_respect_icon() -> Iterator[CheckMessage]:
    try:
        name = get_settings().respect_icon
    except ImproperlyConfigured:
        # What cannot be read is told by check_settings.
        return
    if f'id="aw-i-{name}"' not in get_template("engagement/elements/sprite.html").render():
        yield Error(
            f"ENGAGEMENT['RESPECT_ICON'] is {name!r}, which is not drawn.",
            hint="Name a symbol of engagement/elements/sprite.html, without its aw-i-.",
            id="engagement.E013",
        )


def _check_badges(settings: EngagementSettings) -> Iterator[CheckMessage]:
    try:
        can_ask = not settings.badges or callable(import_string(settings.badges))
    except ImportError:
        can_ask = False
    if not can_ask:
        yield Error(
            f"ENGAGEMENT['BADGES'] names {settings.badges!r}, which is no function.",
            hint='Give the dotted path of a function that takes ids of accounts, such as "newsroom.people.experts".',
            id="engagement.E011",
        )


def _check_reserved_names(settings: EngagementSettings) -> Iterator[CheckMessage]:
    for name in settings.reserved_names:
        if not name_looks(name):
            yield Error(
                f"ENGAGEMENT['RESERVED_NAMES'] holds {name!r}, which has no letter and no digit.",
                hint="Give names or words; signs that pass for a badge are never allowed in a name.",
                id="engagement.E012",
            )


def _leads_somewhere(name: str) -> bool:
    try:
        reverse(name)
    except (NoReverseMatch, ImproperlyConfigured):
        return False
    return True
