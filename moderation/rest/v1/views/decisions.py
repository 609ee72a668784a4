"""Decisions: made, and taken back."""

from dataclasses import asdict

from rest_framework.request import Request
from rest_framework.response import Response

from moderation.api import Decided, StaleDecision, find_or_decide, find_or_undo
from moderation.rest.v1.base import ModeratorView, moderator_id_of
from moderation.rest.v1.operations import decisions as described
from moderation.rest.v1.permissions import check_comment, check_decision
from moderation.rest.v1.problems import EditedSince
from moderation.rest.v1.reading import read_decision
from moderation.rest.v1.serializers import show_decision


class DecisionsView(ModeratorView):
    """The decisions on one comment."""

    operations = {"POST": described.DECIDE}

    def post(self, request: Request, comment_id: int) -> Response:
        """Decide: 201, or 200 with the decision that somebody made before where it is the same."""
        check_comment(request, comment_id)
        wished = read_decision(request)
        try:
            decided = find_or_decide(comment_id=comment_id, moderator_id=moderator_id_of(request), **asdict(wished))
        except StaleDecision as error:
            if error.revision != wished.revision:
                raise EditedSince(error) from error
            raise
        return _answer(request, decided)


class UndoView(ModeratorView):
    """The way back from one decision."""

    operations = {"POST": described.UNDO}

    def post(self, request: Request, decision_id: int) -> Response:
        """Take it back: 201 with the undoing, or 200 where it was taken back before. What is sent is not read."""
        check_decision(request, decision_id)
        return _answer(request, find_or_undo(decision_id=decision_id, moderator_id=moderator_id_of(request)))


def _answer(request: Request, decided: Decided) -> Response:
    return Response(show_decision(request, decided.decision), status=201 if decided.is_new else 200)
