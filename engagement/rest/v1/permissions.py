"""Who may call what. A view that says nothing lets nobody in."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from engagement.rest.v1.authentication import AuthorToken
from engagement.services.sessions import ReaderSession


class HoldsAuthorToken(BasePermission):
    """Lets the author of a comment in."""

    def has_permission(self, request: Request, _view: Any) -> bool:
        """Whether the request carried an author's token, or a reader's session, that is genuine and in time."""
        return isinstance(request.auth, AuthorToken | ReaderSession)


class AnybodyOrEndsSessions(BasePermission):
    """Lets everybody begin a session; to end one takes one."""

    def has_permission(self, request: Request, _view: Any) -> bool:
        """Whether the request carried a session, where it needs one."""
        return request.method != "DELETE" or isinstance(request.auth, ReaderSession)


class MaySeeEarnings(BasePermission):
    """Lets accounts in that may view prompts, by Django's own permission. What can be asked, anybody may hear."""

    def has_permission(self, request: Request, _view: Any) -> bool:
        """Whether the account has it; false for strangers and for disabled accounts."""
        # Nobody at all stands there where the publisher's other settings for the API say so.
        may = getattr(request.user, "has_perm", None)
        return request.method == "OPTIONS" or (may is not None and may("afterword_engagement.view_prompt"))


class ReadsOrMayBeAuthor(BasePermission):
    """Lets everybody read; to change anything one must say who one is, by an author's token or a session. Whose comment
    it is, the view asks.
    """

    def has_permission(self, request: Request, _view: Any) -> bool:
        """Whether the request only reads, or carried either."""
        if request.method in SAFE_METHODS or isinstance(request.auth, AuthorToken):
            return True
        return bool(request.user and request.user.is_authenticated)
