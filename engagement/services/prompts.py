"""Prompts: the article proposes, the editor decides, and nothing overwrites an editor's words."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.exceptions import InvalidPrompt
from engagement.models import (
    Discussion,
    Prompt,
    PromptAct,
    PromptChange,
    PromptMode,
    Wording,
    WordingSource,
    WordingStyle,
)
from engagement.prompts import extract_prompt
from engagement.prompts.styles import recognise_style
from engagement.queries.prompt_templates import find_filled
from engagement.queries.prompts import has_turned
from engagement.signals import announce, discussion_changed, prompt_proposed


@transaction.atomic
def propose_prompt(*, discussion_id: int, body: str, language: str = "", authors: Sequence[str] = ()) -> Prompt:
    """Read the prompt an article closes with and keep it as the proposal.

    Where it closes with none, the first template that fits is filled and proposed, with ``authors`` as the names above
    the article; where none fits, nothing is. What a template proposed and readers have answered stays meanwhile.
    """
    found = extract_prompt(body, language=language or None)
    discussion = Discussion.objects.select_for_update(no_key=True).get(pk=discussion_id)
    prompt, _new = Prompt.objects.select_related("proposal").get_or_create(discussion=discussion)
    wording = None
    if not found:
        wording = _keep_answered(prompt) or _fill_template(prompt, authors)
    else:
        wording = keep_wording(
            prompt,
            question=found.question,
            call_to_action=found.call_to_action,
            lead=found.lead,
            source=WordingSource.ARTICLE,
            confidence=found.confidence,
        )
    if prompt.proposal_id == (wording.pk if wording else None):
        return prompt
    prompt.proposal = wording
    prompt.save(update_fields=["proposal"])
    if wording:
        announce(prompt_proposed, sender=Prompt, prompt_id=prompt.pk, wording_id=wording.pk)
    if prompt.mode == PromptMode.PROPOSED:
        show_again(prompt)
    return prompt


@transaction.atomic
def accept_prompt(*, prompt_id: int, by: Any | None, wording_id: int | None = None) -> Prompt:
    """Keep the proposal as it stands now, whatever the article closes with later.

    ``wording_id`` is the proposal that the editor saw: where the article has been edited meanwhile nothing is
    accepted unseen.
    """
    prompt = lock_prompt(prompt_id)
    if prompt.proposal is None:
        raise InvalidPrompt({"prompt": [_("There is no proposal to accept.")]})
    if wording_id not in (None, prompt.proposal.pk):
        raise InvalidPrompt(
            {"prompt": [_("The article has been edited and closes with other words now. Please look again.")]}
        )
    return decide(prompt, mode=PromptMode.ACCEPTED, chosen=prompt.proposal, by=by)


@transaction.atomic
def reword_prompt(
    *, prompt_id: int, question: str, call_to_action: str, lead: str, by: Any | None, style: str = ""
) -> Prompt:
    """Show an editor's own words, which ask in ``style``; empty: it is recognised."""
    prompt = lock_prompt(prompt_id)
    wording = keep_words(prompt, question=question, call_to_action=call_to_action, lead=lead, style=style, by=by)
    return decide(prompt, mode=PromptMode.EDITED, chosen=wording, by=by)


@transaction.atomic
def switch_prompt_off(*, prompt_id: int, by: Any | None) -> Prompt:
    """Show no prompt, whatever the article closes with."""
    prompt = lock_prompt(prompt_id)
    return decide(prompt, mode=PromptMode.OFF, chosen=prompt.chosen, by=by)


@transaction.atomic
def follow_article(*, prompt_id: int, by: Any | None) -> Prompt:
    """Give the decision back to the article's own ending."""
    prompt = lock_prompt(prompt_id)
    return decide(prompt, mode=PromptMode.PROPOSED, chosen=None, by=by)


def lock_prompt(prompt_id: int) -> Prompt:
    """The prompt, locked behind its discussion, as an article's proposal locks it."""
    Discussion.objects.select_for_update(no_key=True).get(prompt=prompt_id)
    return (
        Prompt.objects.select_for_update(no_key=True, of=("self",))
        .select_related("proposal", "chosen", "upcoming")
        .get(pk=prompt_id)
    )


def decide(prompt: Prompt, *, mode: PromptMode, chosen: Wording | None, by: Any | None) -> Prompt:
    """Show this from now on; words that were to be shown from a time on stay in store while that has not come.

    InvalidPrompt while an experiment compares the words.
    """
    before = PromptMode(prompt.mode)
    turned = has_turned(prompt)
    if before == mode and prompt.chosen == chosen and not turned:
        return prompt
    assert_not_compared(prompt)
    prompt.mode, prompt.chosen = mode, chosen
    if turned:
        prompt.upcoming, prompt.upcoming_at = None, None
    prompt.save(update_fields=["mode", "chosen", "upcoming", "upcoming_at"])
    PromptChange.objects.create(prompt=prompt, before=before, after=mode, wording=chosen, by=by)
    show_again(prompt)
    return prompt


def assert_not_compared(prompt: Prompt) -> None:
    """InvalidPrompt while an experiment runs: who saw other words meanwhile would be counted with those who did not."""
    if prompt.known_arms:
        raise InvalidPrompt({"prompt": [_("An experiment compares these words. End it first.")]})


def note_change(prompt: Prompt, act: PromptAct, *, by: Any | None, wording: Wording | None = None) -> None:
    """Keep that an editor changed something of the prompt beside its words, and show it."""
    PromptChange.objects.create(prompt=prompt, act=act, before=prompt.mode, after=prompt.mode, wording=wording, by=by)
    show_again(prompt)


def keep_words(
    prompt: Prompt,
    *,
    question: str,
    call_to_action: str,
    lead: str,
    by: Any | None,
    style: str = "",
    reused: Wording | None = None,
) -> Wording:
    """An editor's own words as a wording of this prompt; InvalidPrompt where they ask nothing, or in no known style."""
    question, call_to_action, lead = question.strip(), call_to_action.strip(), lead.strip()
    if not question and not call_to_action:
        raise InvalidPrompt({"question": [_("A prompt needs a question or a call to action.")]})
    if style and style not in WordingStyle.values:
        raise InvalidPrompt({"style": [_("There is no such style.")]})
    return keep_wording(
        prompt,
        question=question,
        call_to_action=call_to_action,
        lead=lead,
        source=WordingSource.EDITOR,
        style=style,
        created_by=by,
        reused=reused,
    )


def show_again(prompt: Prompt) -> None:
    """Mark the prompt's discussion as changed for its readers."""
    Discussion.objects.filter(pk=prompt.discussion_id).update(version=F("version") + 1, changed_at=timezone.now())
    announce(discussion_changed, sender=Discussion, discussion_id=prompt.discussion_id)


def keep_wording(
    prompt: Prompt,
    *,
    question: str,
    call_to_action: str,
    lead: str,
    source: WordingSource,
    style: str = "",
    experiment_id: int | None = None,
    **rest: Any,
) -> Wording:
    """These words as a wording of the prompt, one row however often they come; in an experiment one of its own, so that
    nothing is counted in it but what belongs there.

    ``style`` is what somebody told of how they ask. Nobody told: the row that is there, or a new one whose style is
    recognised. Told otherwise than the row that is there says: one of its own, because rows never change.
    """
    words = {"question": question, "call_to_action": call_to_action, "lead": lead}
    said = [*words.values()] if experiment_id is None else [*words.values(), f"{experiment_id}"]

    def recognise() -> str:
        return recognise_style(**words, language=prompt.discussion.language)

    wording = _find_or_add(prompt, source, said, {**words, **rest, "style": style or recognise})
    if style and wording.style != style:
        wording = _find_or_add(prompt, source, [*said, style], {**words, **rest, "style": style})
    return wording


def _find_or_add(prompt: Prompt, source: WordingSource, said: Sequence[str], values: Mapping[str, Any]) -> Wording:
    """The wording that was kept under what is ``said``; what can be called in ``values`` is so for a new one alone."""
    digest = hashlib.sha256("\x00".join(said).encode("utf-8", "surrogatepass")).hexdigest()
    wording, _new = Wording.objects.get_or_create(prompt=prompt, source=source, digest=digest, defaults=values)
    return wording


def _keep_answered(prompt: Prompt) -> Wording | None:
    """The proposal that a template made, where readers have answered it: they shall not lose their question."""
    proposal = prompt.proposal
    if proposal is None or proposal.source != WordingSource.TEMPLATE:
        return None
    return proposal if proposal.answers.exists() else None


def _fill_template(prompt: Prompt, authors: Sequence[str]) -> Wording | None:
    filled = find_filled(prompt.discussion, authors)
    if filled is None:
        return None
    words, template = asdict(filled.words), filled.template
    return keep_wording(prompt, **words, source=WordingSource.TEMPLATE, style=template.style, template=template)
