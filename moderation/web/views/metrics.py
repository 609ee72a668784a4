"""Metrics, for whoever collects them: a moderator's session, or the token of the settings."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moderation.conf import get_settings
from moderation.policies import may_see
from moderation.tasks import count_messages

metrics: Any = None
# The package is optional: a site without it says so where it is asked.
with suppress(ImportError):
    from moderation.web import metrics


def show_metrics(request: HttpRequest) -> HttpResponse:
    """Tell what Prometheus collects. Strangers get a 401, readers a 403; without the package it is a 501."""
    response = _answer(request)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if not (_has_token(request) or may_see(request.user)):
        if request.user.is_authenticated:
            return _say(_("Your account may not see this."), 403)
        response = _say(_("This needs the token of the settings, or a moderator's session."), 401)
        response["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return response
    return _tell(request)


@require_safe
def _tell(request: HttpRequest) -> HttpResponse:
    if metrics is None:
        return _say(_('The package prometheus-client is not installed: pip install "django-afterword[metrics]".'), 501)
    facts = metrics.load_facts(count_messages())
    content, content_type = metrics.write_metrics(facts, accept=request.headers.get("Accept", ""))
    return HttpResponse(content, content_type=content_type)


def _has_token(request: HttpRequest) -> bool:
    """Whether the settings' token came along; where they have none, nobody has it."""
    expected = get_settings().metrics_token
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    return bool(expected) and scheme.lower() == "bearer" and constant_time_compare(given.strip(), expected)


def _say(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
