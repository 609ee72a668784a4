"""What readers' pages tell of their prompt: shown, seen, begun to be answered. No cookie is read or set.

``measure.js`` tells it by ``fetch`` with ``keepalive``, without credentials, so that no cookie leaves the browser;
``sendBeacon`` would send them, and from another site's page without its origin where that page's referrer policy is
strict. The body is JSON called ``text/plain``, for which browsers ask no permission first.
"""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from engagement.conf import get_settings
from engagement.models import TallyKind
from engagement.requests import ForeignOrigin, assert_same_site, client_address
from engagement.services.measuring import Event, leave_out_robot, take_events
from engagement.web.robots import is_robot
from engagement.web.shared import mark_private

MOST_EVENTS = 10
MOST_BYTES = 2048
_LARGEST_ID = 2**63 - 1
_TYPES = frozenset({"text/plain", "application/json"})


@csrf_exempt
@require_POST
def measure(request: HttpRequest) -> HttpResponse:
    """Take a few events. What is left out, by the reader's wish or another's, is answered as what is counted."""
    if not get_settings().measure:
        raise Http404
    return mark_private(HttpResponse(status=_take(request)))


def _take(request: HttpRequest) -> int:
    """The status to answer with."""
    try:
        assert_same_site(request)
    except ForeignOrigin:
        return 403
    if request.content_type not in _TYPES:
        return 415
    if _length(request) > MOST_BYTES:
        return 413
    events = _read(request.body)
    if events is None:
        return 400
    if _wants_none(request) or _comes_too_soon(request):
        return 204
    if is_robot(request.headers.get("User-Agent", "")):
        leave_out_robot(events=events)
    else:
        take_events(events=events, ip=client_address(request))
    return 204


def _length(request: HttpRequest) -> int:
    try:
        return int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return 0


def _wants_none(request: HttpRequest) -> bool:
    """Whether the reader asked not to be counted: Global Privacy Control, or the older Do Not Track."""
    return request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1"


def _comes_too_soon(request: HttpRequest) -> bool:
    """Whether a browser fetches the page ahead, and nobody looks at it yet."""
    return "prefetch" in request.headers.get("Sec-Purpose", "") or request.headers.get("X-Moz") == "prefetch"


def _read(body: bytes) -> frozenset[Event] | None:
    """The events, each once; none where it is anything but a list of one to ten pairs ``[kind, wording]``."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, list) or not 1 <= len(told) <= MOST_EVENTS:
        return None
    events = [_read_event(event) for event in told]
    return None if None in events else frozenset(event for event in events if event)


def _read_event(event: Any) -> Event | None:
    if not isinstance(event, list) or len(event) != 2:
        return None
    kind, wording_id = event
    if not isinstance(kind, str) or kind not in TallyKind.values:
        return None
    if type(wording_id) is not int or not 1 <= wording_id <= _LARGEST_ID:
        return None
    return TallyKind(kind), wording_id
