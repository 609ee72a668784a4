"""Whether the site does its work, in one word for anybody: for load balancers and whoever watches from outside.

The publisher mounts it where they like, usually at ``/healthz``.
"""

import logging
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from moderation.queries.health import screening_health
from moderation.queries.outgoing import outgoing_health
from moderation.tasks import reach_broker

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def show_status(request: HttpRequest, ask_broker: Callable[[], None] = reach_broker) -> JsonResponse:  # noqa: ARG001
    """Say ``ok`` or ``degraded`` and never why: the log says that, and the page for operators.

    ``ask_broker`` raises where the broker cannot be reached; a URL pattern may name another one.

    Degraded is 503 only where database or broker cannot be reached. Where screening is behind, or what
    is sent to followers and the publisher's servers, it is 200: readers can read and write all the same, and another
    process of this site would fare no better.
    """
    reached = _works("database", _ask_database) and _works("broker", ask_broker)
    if not reached:
        return JsonResponse({"status": "degraded"}, status=503)
    health = screening_health()
    is_well = (health.is_well or not health.configured) and outgoing_health().is_well
    return JsonResponse({"status": "ok" if is_well else "degraded"})


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _works(name: str, ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Exception as error:  # noqa: BLE001  # each transport of a broker fails in its own way
        logger.warning("The %s cannot be reached (%s).", name, type(error).__name__)
        return False
    return True
