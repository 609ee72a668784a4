"""Discussions for editors: found, opened, closed, hidden, merged."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from engagement.admin.base import KeptAdmin
from engagement.exceptions import CannotMerge
from engagement.models import Discussion, Prompt
from engagement.models.discussion import DiscussionStatus
from engagement.services.discussions import set_discussion_status
from engagement.services.merging import merge_discussions


@admin.register(Discussion)
class DiscussionAdmin(KeptAdmin):
    """The status can be changed; everything else follows the article or counts."""

    list_display = ("__str__", "key", "section", "status", "takes_comments", "comment_count", "article_published_at")
    list_filter = ("status", "host", "section")
    search_fields = ("key", "title", "url")
    ordering = ("-id",)
    actions = ("open_selected", "close_selected", "hide_selected", "merge_selected")
    fields = (
        "status",
        "takes_comments",
        "ends",
        "key",
        "other_keys",
        "merged_into",
        "title",
        "url",
        "section",
        "authors",
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

    @admin.action(permissions=["change"], description=_("Merge the selected discussions into one of them"))
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Discussion]) -> HttpResponse | None:
        """Ask which one, then move the comments of the others into it."""
        chosen = list(queryset.filter(merged_into__isnull=True).order_by("pk"))
        if len(chosen) < 2:
            words = gettext("Choose two or more discussions that are not merged yet.")
            self.message_user(request, words, messages.WARNING)
            return None
        target = next((one for one in chosen if str(one.pk) == request.POST.get("target")), None)
        if "confirmed" not in request.POST or target is None:
            context = {
                **self.admin_site.each_context(request),
                "title": gettext("Which discussion stays?"),
                "opts": self.opts,
                "discussions": chosen,
                "action_checkbox_name": ACTION_CHECKBOX_NAME,
                "media": self.media,
            }
            return TemplateResponse(request, "engagement/admin/merge_discussions.html", context)
        self._merge(request, [one for one in chosen if one != target], target)
        return None

    @admin.display(description=_("takes comments now"), boolean=True)
    def takes_comments(self, discussion: Discussion) -> bool:
        """Whether it is open, its age and its section considered."""
        return discussion.is_open

    @admin.display(description=_("closes, or closed"))
    def ends(self, discussion: Discussion) -> str:
        """When, by the settings or by hand."""
        end = discussion.closes_at
        return date_format(timezone.localtime(end), "DATETIME_FORMAT") if end else "-"

    @admin.display(description=_("other keys"))
    def other_keys(self, discussion: Discussion) -> str:
        """The keys that lead here beside its own."""
        keys = [*discussion.aliases.values_list("key", flat=True), *discussion.merged.values_list("key", flat=True)]
        return ", ".join(sorted(keys)) or "-"

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

    def _merge(self, request: HttpRequest, sources: list[Discussion], target: Discussion) -> None:
        moved = 0
        for source in sources:
            try:
                moved += merge_discussions(source_id=source.pk, target_id=target.pk)
            except CannotMerge as error:
                self.message_user(request, error.message, messages.ERROR)
        text = ngettext(
            "%(count)d comment stands under “%(title)s” now.",
            "%(count)d comments stand under “%(title)s” now.",
            moved,
        )
        self.message_user(request, text % {"count": moved, "title": target}, messages.SUCCESS)

    def _set(self, request: HttpRequest, queryset: QuerySet[Discussion], status: DiscussionStatus) -> None:
        changed = sum(
            set_discussion_status(discussion_id=pk, status=status) for pk in queryset.values_list("pk", flat=True)
        )
        text = ngettext("%(count)d discussion was changed.", "%(count)d discussions were changed.", changed)
        self.message_user(request, text % {"count": changed}, messages.SUCCESS)
