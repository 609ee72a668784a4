"""Who may call what."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from moderation.api import may_moderate


class Moderates(BasePermission):
    """Lets moderators in, by the same rule as the pages."""

    def has_permission(self, request: Request, _view: Any) -> bool:
        """Whether the account may moderate; false for the anonymous and for disabled accounts."""
        return may_moderate(request.user)
