"""Prompts for editors: the proposal beside the article's ending, and what to make of it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import F, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.admin.base import KeptAdmin
from engagement.exceptions import InvalidPrompt
from engagement.models import Prompt, PromptMode
from engagement.queries.endings import read_ending
from engagement.queries.prompts import shown_wording
from engagement.services.prompts import accept_prompt, follow_article, reword_prompt, switch_prompt_off

_CHANGES_SHOWN = 50
_WORDS = ("question", "call_to_action", "lead")
_DECIDED = (PromptMode.ACCEPTED, PromptMode.EDITED)


class PromptForm(forms.Form):
    """One decision of an editor; the words count where they are the editor's own."""

    decision = forms.ChoiceField(choices=[(name, name) for name in ("accept", "reword", "off", "follow")])
    proposal = forms.IntegerField(required=False, widget=forms.HiddenInput)
    question = forms.CharField(label=_("Question"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    call_to_action = forms.CharField(
        label=_("Call to action"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    lead = forms.CharField(label=_("Lead"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


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
        same = Q(**{f"proposal__{name}": F(f"chosen__{name}") for name in _WORDS})
        since = Q(mode=PromptMode.ACCEPTED) | Q(proposal__created_at__gt=F("decided_at"))
        return queryset.filter(since, mode__in=_DECIDED, proposal__isnull=False).exclude(same)


@admin.register(Prompt)
class PromptAdmin(KeptAdmin):
    """A list of prompts, and a page on which an editor decides about one."""

    list_display = ("discussion", "mode", "words", "note")
    list_filter = ("mode", DiffersFilter)
    list_select_related = ("discussion", "proposal", "chosen")
    search_fields = ("discussion__key", "discussion__title")
    ordering = ("-id",)
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Prompts with the time at which an editor last decided about each."""
        prompts: QuerySet[Any] = super().get_queryset(request).annotate(decided_at=Max("changes__at"))
        return prompts

    @admin.display(description=_("shown at the head of the discussion"))
    def words(self, prompt: Prompt) -> str:
        """What readers are asked; empty where nothing is shown."""
        return str(shown_wording(prompt.discussion) or "")

    @admin.display(description=_("article"))
    def note(self, prompt: Prompt) -> str:
        """Whether somebody should look again."""
        return gettext("now closes with other words") if _differs(prompt) else ""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of one prompt, and its decisions."""
        prompt = self.get_object(request, unquote(object_id))
        if prompt is None:
            raise Http404
        if not self.has_view_or_change_permission(request, prompt):
            raise PermissionDenied
        form = PromptForm(initial=_initial(prompt))
        problems: list[Any] = []
        if request.method == "POST":
            if not self.has_change_permission(request, prompt):
                raise PermissionDenied
            sent = PromptForm(request.POST)
            if sent.is_valid() and self._decide(request, prompt, sent):
                return HttpResponseRedirect(request.path)
            problems = [problem for name, found in sent.errors.items() if name not in _WORDS for problem in found]
            form = sent if sent["decision"].value() == "reword" else form
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Prompt"),
            "subtitle": str(prompt.discussion),
            "opts": self.opts,
            "original": prompt,
            "prompt": prompt,
            "form": form,
            "problems": problems,
            "shown": shown_wording(prompt.discussion),
            "differs": _differs(prompt),
            "ending": read_ending(prompt.discussion),
            "changes": prompt.changes.select_related("wording", "by")[:_CHANGES_SHOWN],
            "can_change": self.has_change_permission(request, prompt),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "engagement/admin/prompt.html", context)

    def _decide(self, request: HttpRequest, prompt: Prompt, form: PromptForm) -> bool:
        """Do as the editor says; false, with the reason at its field, where that cannot be."""
        given = form.cleaned_data
        try:
            match given["decision"]:
                case "accept":
                    accept_prompt(prompt_id=prompt.pk, by=request.user, wording_id=given["proposal"] or 0)
                case "reword":
                    words = {name: given[name] for name in _WORDS}
                    reword_prompt(prompt_id=prompt.pk, by=request.user, **words)
                case "off":
                    switch_prompt_off(prompt_id=prompt.pk, by=request.user)
                case "follow":
                    follow_article(prompt_id=prompt.pk, by=request.user)
        except InvalidPrompt as error:
            for field, problems in error.errors.items():
                form.add_error(field if field in form.fields else None, problems)
            return False
        prompt.refresh_from_db()
        mode = prompt.get_mode_display()
        self.log_change(request, prompt, f"{mode}: {prompt.chosen}" if prompt.chosen else mode)
        self.message_user(request, gettext("The prompt was changed: %(mode)s.") % {"mode": mode}, messages.SUCCESS)
        return True


def _initial(prompt: Prompt) -> dict[str, str]:
    """The words to start from: those that are shown, or else those that are proposed."""
    wording = shown_wording(prompt.discussion) or prompt.chosen or prompt.proposal
    return {name: getattr(wording, name) for name in _WORDS} if wording else {}


def _differs(prompt: Prompt) -> bool:
    """Whether the article has come to close with other words since an editor decided.

    An editor's own words are other words from the start; that the article keeps its own is no news.
    """
    proposal, chosen = prompt.proposal, prompt.chosen
    if prompt.mode not in _DECIDED or proposal is None or chosen is None:
        return False
    decided_at = getattr(prompt, "decided_at", None)
    is_news = prompt.mode == PromptMode.ACCEPTED or (decided_at is not None and proposal.created_at > decided_at)
    return is_news and any(getattr(proposal, name) != getattr(chosen, name) for name in _WORDS)
