"""Who may call what."""

from typing import Any

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from engagement.api import CommentNotFound
from moderation.api import DecisionNotFound, find_sections, may_moderate, may_see, may_undo
from moderation.queries.sections import EVERYWHERE
from moderation.queries.told import load_told


class Moderates(BasePermission):
    """Lets in whoever may see, and lets nobody act who may not decide, by the same rules as the pages."""

    def has_permission(self, request: Request, _view: Any) -> bool:
        """Whether the account may see, or decide; false for the anonymous and for disabled accounts."""
        return may_see(request.user) if request.method in SAFE_METHODS else may_moderate(request.user)


def check_comment(request: Request, comment_id: int) -> None:
    """CommentNotFound for a comment that stands where whoever asks does not work: to them it is not there."""
    if not find_sections(request.user).allow_comment(comment_id):
        raise CommentNotFound(comment_id)


def check_decision(request: Request, decision_id: int) -> None:
    """DecisionNotFound for one on such a comment; PermissionDenied for one that whoever asks may not take back."""
    sections = find_sections(request.user)
    told = load_told(decision_id, sections=sections)
    if told is None and sections != EVERYWHERE:
        raise DecisionNotFound(decision_id)
    if told is not None and not may_undo(request.user, moderator_id=told.moderator_id):
        raise PermissionDenied
