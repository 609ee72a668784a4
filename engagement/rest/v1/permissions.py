"""Who may call what. A view that says nothing lets nobody in."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from engagement.rest.v1.authentication import AuthorToken


class HoldsAuthorToken(BasePermission):
    """Lets the author of a comment in."""

    def has_permission(self, request: Request, _view: Any) -> bool:
        """Whether the request carried an author's token that is genuine and in time."""
        return isinstance(request.auth, AuthorToken)
