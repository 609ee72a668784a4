"""Discussions for editors: found, opened, closed, hidden."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from engagement.admin.base import KeptAdmin
from engagement.models import Discussion, Prompt
from engagement.models.discussion import DiscussionStatus
from engagement.services.discussions import set_discussion_status


@admin.register(Discussion)
class DiscussionAdmin(KeptAdmin):
    """The status can be changed; everything else follows the article or counts."""

    list_display = ("__str__", "key", "section", "status", "comment_count", "article_published_at")
    list_filter = ("status", "host", "section")
    search_fields = ("key", "title", "url")
    ordering = ("-id",)
    actions = ("open_selected", "close_selected", "hide_selected")
    fields = (
        "status",
        "key",
        "title",
        "url",
        "section",
        "tags",
        "language",
        "host",
        "host_pk",
        "article_published_at",
        "article_modified_at",
        "comment_count",
        "version",
        "changed_at",
        "created_at",
        "prompt_page",
        "comments_page",
    )
    readonly_fields = fields[1:]

    def save_model(self, request: HttpRequest, obj: Discussion, form: Any, change: bool) -> None:  # noqa: ARG002
        """Change the status as everybody else does, so that readers are told."""
        if "status" in form.changed_data:
            set_discussion_status(discussion_id=obj.pk, status=obj.status)

    @admin.action(permissions=["change"], description=_("Open the selected discussions"))
    def open_selected(self, request: HttpRequest, queryset: QuerySet[Discussion]) -> None:
        """Let readers comment."""
        self._set(request, queryset, DiscussionStatus.OPEN)

    @admin.action(permissions=["change"], description=_("Close the selected discussions"))
    def close_selected(self, request: HttpRequest, queryset: QuerySet[Discussion]) -> None:
        """Take no more comments."""
        self._set(request, queryset, DiscussionStatus.CLOSED)

    @admin.action(permissions=["change"], description=_("Close and hide the selected discussions"))
    def hide_selected(self, request: HttpRequest, queryset: QuerySet[Discussion]) -> None:
        """Show nothing of them any more."""
        self._set(request, queryset, DiscussionStatus.HIDDEN)

    @admin.display(description=_("prompt"))
    def prompt_page(self, discussion: Discussion) -> SafeString | str:
        """Where an editor decides about the prompt."""
        prompt = Prompt.objects.filter(discussion=discussion).first()
        if prompt is None:
            return "-"
        url = reverse("admin:afterword_engagement_prompt_change", args=[prompt.pk])
        return format_html('<a href="{}">{}</a>', url, prompt)

    @admin.display(description=_("comments"))
    def comments_page(self, discussion: Discussion) -> SafeString:
        """All comments of the discussion, whatever their visibility."""
        url = reverse("admin:afterword_engagement_comment_changelist")
        return format_html('<a href="{}?discussion__id__exact={}">{}</a>', url, discussion.pk, _("All comments"))

    def _set(self, request: HttpRequest, queryset: QuerySet[Discussion], status: DiscussionStatus) -> None:
        changed = sum(
            set_discussion_status(discussion_id=pk, status=status) for pk in queryset.values_list("pk", flat=True)
        )
        text = ngettext("%(count)d discussion was changed.", "%(count)d discussions were changed.", changed)
        self.message_user(request, text % {"count": changed}, messages.SUCCESS)
