"""Which prompts an editor may want to see alone."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.admin.prompt_forms import WORDS
from engagement.conf import get_settings
from engagement.models import Prompt, PromptMode, WordingSource, WordingStyle
from engagement.models.discussion import DiscussionStatus

DECIDED = (PromptMode.ACCEPTED, PromptMode.EDITED)

_NO_STYLE = "-"
"""What the address says of words whose style is not known."""


class DiffersFilter(admin.SimpleListFilter):
    """Prompts that an editor decided about before the article was edited."""

    title = _("the article")
    parameter_name = "article"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """The one thing worth asking for."""
        return [("differs", _("now closes with other words"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Prompt]) -> QuerySet[Prompt]:  # noqa: ARG002
        """Those whose proposal is worded otherwise than what is shown."""
        if self.value() != "differs":
            return queryset
        same = Q(**{f"proposal__{name}": F(f"chosen__{name}") for name in WORDS})
        since = Q(mode=PromptMode.ACCEPTED) | Q(proposal__created_at__gt=F("decided_at"))
        return queryset.filter(since, mode__in=DECIDED, proposal__isnull=False).exclude(same)


class AskedFilter(admin.SimpleListFilter):
    """How prompts are asked, and what is still to be done about them."""

    title = _("how it is asked")
    parameter_name = "asked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """By what an editor can do something about."""
        return [
            ("unsigned", _("signed by nobody")),
            ("template", _("proposed by a template")),
            ("upcoming", _("other words are to come")),
            ("open_later", _("opens later")),
            ("unanswered", _("closed, without a follow-up")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Prompt]) -> QuerySet[Prompt]:  # noqa: ARG002
        """Those of the kind that is wanted; closed is what was closed by hand or by the prompt's own time."""
        now = timezone.now()
        match self.value():
            case "unsigned":
                return queryset.filter(signed_by="").exclude(mode=PromptMode.OFF)
            case "template":
                return queryset.filter(mode=PromptMode.PROPOSED, proposal__source=WordingSource.TEMPLATE)
            case "upcoming":
                return queryset.filter(upcoming_at__gt=now)
            case "open_later":
                return queryset.filter(discussion__opens_at__gt=now, discussion__stays_open=False)
            case "unanswered":
                over = Q(discussion__answers_until__lte=now, discussion__stays_open=False)
                closed = Q(discussion__status=DiscussionStatus.CLOSED) | over
                return queryset.filter(closed, follow_up="", discussion__comment_count__gt=0)
        return queryset


class StyleFilter(admin.SimpleListFilter):
    """Prompts by how the words ask that readers see; those of which no words show are in none."""

    title = _("style")
    parameter_name = "style"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """All styles, and none known."""
        return [*WordingStyle.choices, (_NO_STYLE, _("not known"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Prompt]) -> QuerySet[Prompt]:  # noqa: ARG002
        """Those of the style that is wanted."""
        style = self.value()
        if style is None:
            return queryset
        shown = [
            When(upcoming_at__lte=timezone.now(), then=F("upcoming__style")),
            When(mode__in=DECIDED, then=F("chosen__style")),
        ]
        if get_settings().prompts_live_unconfirmed:
            shown.append(When(mode=PromptMode.PROPOSED, then=F("proposal__style")))
        styles = Case(*shown, default=Value(None), output_field=CharField())
        return queryset.annotate(shown_style=styles).filter(shown_style="" if style == _NO_STYLE else style)
