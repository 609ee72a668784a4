"""What every view of the moderators' API stands on."""

from collections.abc import Callable
from typing import Any, cast

from rest_framework.request import Request
from rest_framework.response import Response

from engagement.plumbing.problems import CACHE_PRIVATE
from engagement.plumbing.views import JsonView
from moderation.rest.v1.authentication import ModeratorSession
from moderation.rest.v1.permissions import Moderates
from moderation.rest.v1.problems import answer_problem


class ModeratorView(JsonView):
    """For those alone who may see what moderators see; nothing of it is kept by caches or found by search engines.

    The publisher's throttles do not hold here: they are against strangers, and would stop whoever works fast.
    """

    authentication_classes = (ModeratorSession,)
    permission_classes = (Moderates,)

    def get_exception_handler(self) -> Callable[..., Response | None]:
        """Problem details, for DRF's own errors too."""
        return answer_problem

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say of every answer, errors among them, that it is nobody else's."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = CACHE_PRIVATE
        answer["X-Robots-Tag"] = "noindex"
        return answer


def moderator_id_of(request: Request) -> int:
    """The account that acts; behind ``Moderates`` there is always one."""
    return cast("int", request.user.pk)
