"""What every page here has in common."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
    BaseInline = admin.StackedInline[Any, Any]
else:
    # Generic for type checkers alone, unless a project patches Django so.
    Base = admin.ModelAdmin
    BaseInline = admin.StackedInline


class KeptAdmin(Base):
    """Rows that come and go through services alone: nobody adds or deletes one by hand."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False


class ReadOnlyAdmin(KeptAdmin):
    """Rows to be looked at."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False
