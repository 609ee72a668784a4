"""Who may call what, until a view says so: nobody."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class Nobody(BasePermission):
    """Refuses everyone: what holds until a view says who may call it."""

    def has_permission(self, _request: Request, _view: Any) -> bool:
        """Never."""
        return False
