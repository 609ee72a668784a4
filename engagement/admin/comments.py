"""Comments and wordings for operators: to be looked up, and comments to be erased for good."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from engagement.admin.base import BaseInline, ReadOnlyAdmin
from engagement.models import Comment, Submission, Wording
from engagement.services.badges import renew_badge
from engagement.services.erasure import erase_comment
from engagement.text import excerpt


class SubmissionInline(BaseInline):
    """What came along, for those who may see submissions."""

    model = Submission
    can_delete = False
    fields = ("ip", "user_agent", "referrer", "form_seconds", "honeypot", "expires_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """Every comment whatever its visibility. What becomes of it is decided elsewhere."""

    list_display = ("id", "words", "author_name", "discussion", "visibility", "created_at")
    list_display_links = ("id", "words")
    list_filter = ("visibility",)
    list_select_related = ("discussion",)
    search_fields = ("=id", "=author_email", "=author_name", "=discussion__key")
    search_help_text = _('Written in full: number, author\'s e-mail address or "name", or key of the discussion.')
    ordering = ("-id",)
    actions = ("renew_badges", "erase_selected")
    inlines = (SubmissionInline,)
    raw_id_fields = ("parent", "root", "author")
    exclude = ("html", "render_version", "idempotency_key")

    @admin.display(description=_("text"))
    def words(self, comment: Comment) -> str:
        """The beginning, without markup."""
        return excerpt(comment.body, length=80) or "-"

    def has_erase_permission(self, request: HttpRequest) -> bool:
        """Whoever might delete comments, if comments were ever deleted."""
        return request.user.has_perm("afterword_engagement.delete_comment")

    def has_mark_permission(self, request: HttpRequest) -> bool:
        """Whoever might change comments, if comments were ever changed here."""
        return request.user.has_perm("afterword_engagement.change_comment")

    @admin.action(permissions=["mark"], description=_("Ask anew for the badges of the selected comments"))
    def renew_badges(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        """Give each the badge that its account would get now."""
        changed = sum(renew_badge(comment_id=pk) for pk in queryset.values_list("pk", flat=True))
        text = ngettext("%(count)d badge was changed.", "%(count)d badges were changed.", changed)
        self.message_user(request, text % {"count": changed}, messages.SUCCESS)

    @admin.action(permissions=["erase"], description=_("Erase the selected comments for good"))
    def erase_selected(self, request: HttpRequest, queryset: QuerySet[Comment]) -> HttpResponse | None:
        """Ask, then delete everything personal of them, their texts included."""
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": gettext("Are you sure?"),
                "opts": self.opts,
                "comments": queryset.select_related("discussion").order_by("pk"),
                "action_checkbox_name": ACTION_CHECKBOX_NAME,
                "media": self.media,
            }
            return TemplateResponse(request, "engagement/admin/erase_comments.html", context)
        ids = list(queryset.values_list("pk", flat=True))
        for comment_id in ids:
            erase_comment(comment_id=comment_id)
        text = ngettext("%(count)d comment was erased.", "%(count)d comments were erased.", len(ids))
        self.message_user(request, text % {"count": len(ids)}, messages.SUCCESS)
        return None


@admin.register(Wording)
class WordingAdmin(ReadOnlyAdmin):
    """What prompts have said, and which comments answered."""

    list_display = ("id", "__str__", "source", "created_at", "created_by")
    list_filter = ("source",)
    list_select_related = ("created_by",)
    search_fields = ("=id", "=prompt__discussion__key")
    ordering = ("-id",)
    exclude = ("digest",)
