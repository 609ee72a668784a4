"""Whether the demo can do its work; for the supervisor, and for whoever watches a server."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from demo.reaching import ask_broker, ask_database
from moderation.api import screening_health

log = logging.getLogger(__name__)


@never_cache
@require_safe
def show_health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer 200 when database and broker can be reached, 503 when one cannot; never why: the log says that.

    Screening that is behind is told and is no reason for 503: readers can read and write all the same.
    """
    database, broker = _works("database", ask_database), _works("broker", ask_broker)
    parts = {"database": "ok" if database else "unreachable", "broker": "ok" if broker else "unreachable"}
    if database:
        parts["screening"] = "ok" if screening_health().is_well else "behind"
    if database and broker:
        return JsonResponse({"status": "ok", **parts})
    return JsonResponse({"status": "unhealthy", **parts}, status=503)


def _works(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except (DatabaseError, OperationalError, OSError) as error:
        log.warning("The %s cannot be reached (%s).", name, type(error).__name__)
        return False
    return True
