"""Readers report a comment through the API: as guests, with the publisher's session, or signed in from another site."""

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db import transaction
from django.http import UnreadablePostError
from django.utils.decorators import method_decorator
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from engagement.api import get_engagement_settings, get_public_comment
from engagement.plumbing.operations import Operation
from engagement.requests import assert_same_site, client_address
from moderation.api import Reporter, file_report
from moderation.rest.v1.operations.reports import REPORT
from moderation.rest.v1.reader_sessions import ReaderSessionAuthentication
from moderation.rest.v1.report_problems import PRIVATE, answer_problem
from moderation.rules.reports import DISAGREE
from moderation.services.reports import make_token

_TEXTS = ("reason", "words", "token")
_MOST_BYTES = 16 * 1024


class ReportParser(BaseParser):
    """Reads JSON in UTF-8, no longer than any report."""

    media_type = "application/json"

    def parse(self, stream: Any, _media_type: str | None = None, _parser_context: Any = None) -> Any:
        """The value in the body; ParseError for what is longer than a report, or no JSON."""
        try:
            raw = stream.read(_MOST_BYTES + 1)
            if len(raw) > _MOST_BYTES:
                raise ParseError(_("The body is longer than any report."))
            return json.loads(raw.decode())
        except UnreadablePostError:
            raise ParseError(_("The body could not be read to its end.")) from None
        except RecursionError:
            raise ParseError(_("The body is nested too deep.")) from None
        except ValueError:
            raise ParseError(_("The body is not JSON in UTF-8.")) from None


@method_decorator(transaction.non_atomic_requests, name="dispatch")
class ReportsView(APIView):
    """The reports of one comment: they are written here, and read by moderators alone."""

    # The header before the cookie: what a page sends on purpose before what a browser sends along.
    authentication_classes = (ReaderSessionAuthentication, SessionAuthentication)
    permission_classes = (AllowAny,)
    parser_classes = (ReportParser,)
    renderer_classes = (JSONRenderer,)
    throttle_classes = ()
    throttle_scope = "afterword"
    versioning_class = None
    schema = None
    operations: ClassVar[Mapping[str, Operation]] = {"POST": REPORT}

    def get_throttles(self) -> list[BaseThrottle]:
        """Those that the publisher names for the readers' API; the limits of reporting are the service's own."""
        return [import_string(path)() for path in get_engagement_settings().api_throttles]

    def get_exception_handler(self) -> Callable[..., Response | None]:
        """Problem details, for DRF's own errors too."""
        return answer_problem

    def post(self, request: Request, pk: int) -> Response:
        """Take a report: 201, or 200 where the reader reported the comment before. A guest is given their token.

        The reason ``disagree`` is none: 200, and nothing is stored.
        """
        sent = _read(request)
        is_guest = request.successful_authenticator is None
        if is_guest:
            assert_same_site(request)
        get_public_comment(pk)
        if sent["reason"] == DISAGREE:
            return _answer({"filed": False, "detail": _("To disagree, answer the comment.")}, 200)
        token = (sent["token"] or make_token()) if is_guest else ""
        reporter = Reporter(user_id=None if is_guest else request.user.pk, token=token, ip=client_address(request))
        filed = file_report(comment_id=pk, reason=sent["reason"], words=sent["words"], reporter=reporter)
        shape = {"filed": True, "reason": filed.report.reason, **({"token": token} if is_guest else {})}
        return _answer(shape, 201 if filed.created else 200)


def _read(request: Request) -> dict[str, str]:
    """The body's texts; one that is left out is empty."""
    sent = request.data
    if not isinstance(sent, Mapping):
        raise ParseError(_("The body must be a JSON object."))
    texts = {name: "" if sent.get(name) is None else sent[name] for name in _TEXTS}
    for name, value in texts.items():
        if not isinstance(value, str) or _has_half_a_character(value):
            raise ParseError(_("“%(name)s” must be a text.") % {"name": name})
    return texts


def _has_half_a_character(text: str) -> bool:
    """Whether a lone surrogate is in it, which JSON can escape and UTF-8 cannot hold."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def _answer(shape: Mapping[str, Any], status: int) -> Response:
    return Response(shape, status=status, headers={"Cache-Control": PRIVATE})
