"""Followers and their mails for operators: to be looked up, and erased where somebody asks for it."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from engagement.admin.base import ReadOnlyAdmin
from engagement.models import Digest, Follow, Notice
from engagement.services.following import erase_follows_by_id


@admin.register(Follow)
class FollowAdmin(ReadOnlyAdmin):
    """Who follows what. They themselves confirm and stop it; here it is only erased."""

    list_display = (
        "id",
        "email",
        "discussion",
        "section",
        "scope",
        "frequency",
        "confirmed_at",
        "stopped_at",
        "next_at",
    )
    list_filter = ("scope", "frequency")
    list_select_related = ("discussion",)
    search_fields = ("=email_folded", "=discussion__key", "=section")
    search_help_text = _("Written in full: e-mail address, key of the discussion, or section.")
    ordering = ("-id",)
    actions = ("erase_selected",)
    raw_id_fields = ("user", "discussion")
    exclude = ("nonce", "email_folded")
    never_told = ("nonce",)

    def has_erase_permission(self, request: HttpRequest) -> bool:
        """Whoever might delete follows, if they were deleted by hand."""
        return request.user.has_perm("afterword_engagement.delete_follow")

    @admin.action(permissions=["erase"], description=_("Erase the selected follows for good"))
    def erase_selected(self, request: HttpRequest, queryset: QuerySet[Follow]) -> None:
        """Delete them and what was noted for them; nothing is lost that the follower could not ask for again."""
        count = erase_follows_by_id(follow_ids=list(queryset.values_list("pk", flat=True)))
        text = ngettext("%(count)d follow was erased.", "%(count)d follows were erased.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """What followers are told of; those refused or cut off are what an operator looks for."""

    list_display = ("id", "follow", "comment", "state", "error", "created_at", "claimed_at", "finished_at")
    list_filter = ("state",)
    list_select_related = ("follow", "comment")
    search_fields = ("=follow__id", "=comment__id")
    search_help_text = _("Number of the follow or of the comment.")
    ordering = ("-id",)
    raw_id_fields = ("follow", "comment")


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    """The summaries that went to followers; those refused or cut off are what an operator looks for."""

    list_display = ("id", "follow", "since", "until", "state", "error", "claimed_at", "finished_at")
    list_filter = ("state",)
    list_select_related = ("follow",)
    search_fields = ("=follow__id",)
    search_help_text = _("Number of the follow.")
    ordering = ("-id",)
    raw_id_fields = ("follow",)
