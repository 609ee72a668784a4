"""What every view of an API stands on: policies of its own, whatever ``REST_FRAMEWORK`` says of other APIs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.views import APIView

from engagement.plumbing.operations import Operation
from engagement.plumbing.parsers import JsonParser
from engagement.plumbing.permissions import Nobody
from engagement.plumbing.problems import answer_common
from engagement.plumbing.renderers import JsonOnly, JsonRenderer


@method_decorator(transaction.non_atomic_requests, name="dispatch")
class JsonView(APIView):
    """JSON in, JSON out, nobody let in and no cookie read until a view says otherwise.

    The transactions are the services' own, so that a commit that fails has its answer here.
    """

    authentication_classes: Sequence[type[BaseAuthentication]] = ()
    permission_classes: Sequence[type[BasePermission]] = (Nobody,)
    throttle_classes = ()
    parser_classes = (JsonParser,)
    renderer_classes = (JsonRenderer,)
    content_negotiation_class = JsonOnly
    versioning_class = None
    schema = None
    """In no document of the publisher's own API: this one has its own, made from ``operations``."""
    operations: ClassVar[Mapping[str, Operation]] = {}
    """What the view answers, by method."""

    def get_exception_handler(self) -> Callable[..., Response | None]:
        """Problem details, for DRF's own errors too."""
        return answer_common

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002  DRF's own names.
        """Say in ``Allow`` what can be done, and nothing of how it is made."""
        return Response(status=204)
