"""Prompts for editors: what each earned, the proposal beside the article's ending, and what to make of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.admin.base import KeptAdmin
from engagement.admin.experiments import view_experiments
from engagement.admin.prompt_decisions import take_decision
from engagement.admin.prompt_filters import DECIDED, AskedFilter, DiffersFilter, StyleFilter
from engagement.admin.prompt_forms import FORMS, WORDS, forms_of, sent_form
from engagement.exceptions import InvalidPrompt
from engagement.models import Prompt, PromptAct, PromptChange, PromptMode
from engagement.prompts.advice import Advice, advise
from engagement.queries.endings import mark_prompt, read_ending
from engagement.queries.prompt_list import with_earnings
from engagement.queries.prompts import find_reusable, has_turned, shown_wording, wording_of

_CHANGES_SHOWN = 50


@admin.register(Prompt)
class PromptAdmin(KeptAdmin):
    """A list of prompts with what each earned, and a page on which an editor decides about one."""

    list_display = ("discussion", "answers", "writers", "replies", "featured", "words", "mode", "note")
    list_filter = ("mode", AskedFilter, StyleFilter, DiffersFilter, "discussion__section")
    list_select_related = ("discussion", "proposal", "chosen", "upcoming")
    search_fields = ("discussion__key", "discussion__title", "chosen__question", "proposal__question")
    ordering = ("-id",)
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Prompts with what they earned, and the time at which an editor last decided what each says."""
        decided = PromptChange.objects.filter(prompt=OuterRef("pk"), act=PromptAct.WORDS).order_by("-at", "-pk")
        prompts: QuerySet[Any] = super().get_queryset(request)
        return with_earnings(prompts.annotate(decided_at=Subquery(decided.values("at")[:1])))

    def get_urls(self) -> list[URLPattern]:
        """Beside Django's own, where the page asks for advice while an editor writes."""
        advice = path(
            "<int:prompt_id>/advice/",
            self.admin_site.admin_view(self.advice_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_advice",
        )
        return [advice, *super().get_urls()]

    @admin.display(description=_("shown at the head of the discussion"))
    def words(self, prompt: Prompt) -> str:
        """What readers are asked; empty where nothing is shown."""
        return str(wording_of(prompt) or "")

    @admin.display(description=_("published answers"), ordering="answers")
    def answers(self, prompt: Any) -> int:
        """How many everybody can read; spam is none."""
        return int(prompt.answers)

    @admin.display(description=_("writers"), ordering="writers")
    def writers(self, prompt: Any) -> int:
        """How many people wrote them."""
        return int(prompt.writers)

    @admin.display(description=_("replies"), ordering="replies")
    def replies(self, prompt: Any) -> int:
        """How many replies stand under them."""
        return int(prompt.replies)

    @admin.display(description=_("featured"), ordering="featured")
    def featured(self, prompt: Any) -> int:
        """How many of all these the newsroom featured."""
        return int(prompt.featured)

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
        shown = forms_of(prompt)
        problems: list[Any] = []
        failed = False
        if request.method == "POST":
            if not self.has_change_permission(request, prompt):
                raise PermissionDenied
            decision = request.POST.get("decision", "")
            if decision not in FORMS:
                failed, problems = True, [gettext("There is no such decision.")]
            else:
                sent = sent_form(decision, request.POST)
                if "check" not in request.POST:
                    failed = not (sent.is_valid() and self._decide(request, prompt, decision, sent))
                    if not failed:
                        return HttpResponseRedirect(request.path)
                problems = _problems_beside(sent, shown.get(decision))
                if decision in shown:
                    shown[decision] = sent
        context = {
            **self.admin_site.each_context(request),
            **self._describe(request, prompt, shown["reword"]),
            "experiments": view_experiments(prompt, shown["experiment"]),
            "forms": shown,
            "failed": failed,
            "problems": problems,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "engagement/admin/prompt.html", context)

    def advice_view(self, request: HttpRequest, prompt_id: int) -> HttpResponse:
        """Advice on words that are being written, for script; nothing is kept."""
        prompt = self.get_object(request, str(prompt_id))
        if prompt is None or request.method != "POST":
            raise Http404
        if not self.has_view_or_change_permission(request, prompt):
            raise PermissionDenied
        sent = sent_form("reword", request.POST)
        authors = read_ending(prompt.discussion).authors
        return TemplateResponse(
            request, "engagement/admin/prompt_advice.html", {"advice": _advise(prompt, sent, authors)}
        )

    def _describe(self, request: HttpRequest, prompt: Prompt, words: forms.Form) -> dict[str, Any]:
        """What the page shows beside its forms."""
        discussion = prompt.discussion
        ending = read_ending(discussion)
        searched = request.GET.get("reuse", "")
        return {
            "title": gettext("Prompt"),
            "subtitle": str(discussion),
            "opts": self.opts,
            "original": prompt,
            "prompt": prompt,
            "shown": shown_wording(discussion),
            "has_turned": has_turned(prompt),
            "differs": _differs(prompt),
            "ending": mark_prompt(ending.paragraphs, prompt.proposal, discussion.language),
            "advice": _advise(prompt, words, ending.authors),
            "searched": searched,
            "reusable": find_reusable(searched, but=prompt),
            "changes": prompt.changes.select_related("wording", "by")[:_CHANGES_SHOWN],
            "can_change": self.has_change_permission(request, prompt),
        }

    def _decide(self, request: HttpRequest, prompt: Prompt, decision: str, form: forms.Form) -> bool:
        """Do as the editor says; false, with the reason at its field, where that cannot be."""
        try:
            take_decision(decision, prompt_id=prompt.pk, given=form.cleaned_data, by=request.user)
        except InvalidPrompt as error:
            for field, problems in error.errors.items():
                form.add_error(field if field in form.fields else None, problems)
            return False
        prompt.refresh_from_db()
        mode = prompt.get_mode_display()
        self.log_change(request, prompt, f"{mode}: {prompt.chosen}" if prompt.chosen else mode)
        self.message_user(request, gettext("The prompt was changed: %(mode)s.") % {"mode": mode}, messages.SUCCESS)
        return True


def _problems_beside(sent: forms.Form, shown: forms.Form | None) -> list[Any]:
    """What is wrong with a form beside the fields that the page shows."""
    fields = shown.fields if shown else {}
    return [problem for name, found in sent.errors.items() if name not in fields for problem in found]


def _advise(prompt: Prompt, words: forms.Form, authors: Sequence[str]) -> tuple[Advice, ...]:
    """What could be asked better in the words that stand in the form."""
    return advise(
        question=words["question"].value() or "",
        call_to_action=words["call_to_action"].value() or "",
        language=prompt.discussion.language,
        signed=bool(prompt.signed_by or authors),
    )


def _differs(prompt: Prompt) -> bool:
    """Whether the article has come to close with other words since an editor decided.

    An editor's own words are other words from the start; that the article keeps its own is no news.
    """
    proposal, chosen = prompt.proposal, prompt.chosen
    if prompt.mode not in DECIDED or proposal is None or chosen is None:
        return False
    decided_at = getattr(prompt, "decided_at", None)
    is_news = prompt.mode == PromptMode.ACCEPTED or (decided_at is not None and proposal.created_at > decided_at)
    return is_news and any(getattr(proposal, name) != getattr(chosen, name) for name in WORDS)
