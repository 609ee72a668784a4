"""What operators may look up about screening and decisions; nothing of it is changed or deleted here."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from moderation.models import Case, Decision, Feedback, Finding

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    # Generic for type checkers alone, unless a project patches Django so.
    Base = admin.ModelAdmin


class ReadOnlyAdmin(Base):
    """Rows to be looked at: they come and change through services alone."""

    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False
    list_display_links = ("id",)
    raw_id_fields = ("comment",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody changes rows by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody deletes rows by hand."""
        return False


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    """What each check saw."""

    list_display = ("id", "comment_id", "check_name", "verdict", "duration_ms", "at")
    list_filter = ("verdict",)
    search_fields = ("=comment__id", "=guid")


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """What waits, and what did."""

    list_display = ("id", "comment_id", "queue", "opened_at", "decided_at")
    list_filter = ("queue",)
    search_fields = ("=comment__id",)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Who decided what, and why."""

    list_display = ("id", "comment_id", "action", "actor", "moderator", "before", "after", "reason", "at")
    list_filter = ("action", "actor")
    list_select_related = ("moderator",)
    search_fields = ("=comment__id",)


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    """What the spam checker was told, and what it could not be told yet."""

    list_display = ("id", "comment_id", "kind", "state", "attempts", "next_attempt_at", "error")
    list_filter = ("state", "kind")
    search_fields = ("=comment__id",)
