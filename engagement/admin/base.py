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


class DiscreetAdmin(Base):
    """Rows with something in them that no page tells, not even bit by bit."""

    never_told: tuple[str, ...] = ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Not by what is never told: an address such as ``?secret__startswith=a`` would let a reader of the list guess
        it, letter by letter.
        """
        return lookup.partition("__")[0] not in self.never_told and super().lookup_allowed(lookup, value, request)


class KeptAdmin(DiscreetAdmin):
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
