"""Prompts: the article proposes, the editor decides, and nothing overwrites an editor's words."""

import hashlib
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.exceptions import InvalidPrompt
from engagement.models import Discussion, Prompt, PromptChange, PromptMode, Wording, WordingSource
from engagement.prompts import extract_prompt
from engagement.signals import announce, discussion_changed, prompt_proposed


@transaction.atomic
def propose_prompt(*, discussion_id: int, body: str, language: str = "") -> Prompt:
    """Read the prompt an article closes with and keep it as the proposal; an article that closes with none proposes
    nothing.
    """
    found = extract_prompt(body, language=language or None)
    Discussion.objects.select_for_update(no_key=True).get(pk=discussion_id)
    prompt, _new = Prompt.objects.get_or_create(discussion_id=discussion_id)
    wording = None
    if found:
        wording = _keep_wording(
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
        _show_again(prompt)
    return prompt


@transaction.atomic
def accept_prompt(*, prompt_id: int, by: Any | None, wording_id: int | None = None) -> Prompt:
    """Keep the proposal as it stands now, whatever the article closes with later.

    ``wording_id`` is the proposal that the editor saw: where the article has been edited meanwhile nothing is
    accepted unseen.
    """
    prompt = _lock(prompt_id)
    if prompt.proposal is None:
        raise InvalidPrompt({"prompt": [_("There is no proposal to accept.")]})
    if wording_id not in (None, prompt.proposal.pk):
        raise InvalidPrompt(
            {"prompt": [_("The article has been edited and closes with other words now. Please look again.")]}
        )
    return _decide(prompt, mode=PromptMode.ACCEPTED, chosen=prompt.proposal, by=by)


@transaction.atomic
def reword_prompt(*, prompt_id: int, question: str, call_to_action: str, lead: str, by: Any | None) -> Prompt:
    """Show an editor's own words."""
    prompt = _lock(prompt_id)
    question, call_to_action, lead = question.strip(), call_to_action.strip(), lead.strip()
    if not question and not call_to_action:
        raise InvalidPrompt({"question": [_("A prompt needs a question or a call to action.")]})
    wording = _keep_wording(
        prompt, question=question, call_to_action=call_to_action, lead=lead, source=WordingSource.EDITOR, created_by=by
    )
    return _decide(prompt, mode=PromptMode.EDITED, chosen=wording, by=by)


@transaction.atomic
def switch_prompt_off(*, prompt_id: int, by: Any | None) -> Prompt:
    """Show no prompt, whatever the article closes with."""
    prompt = _lock(prompt_id)
    return _decide(prompt, mode=PromptMode.OFF, chosen=prompt.chosen, by=by)


@transaction.atomic
def follow_article(*, prompt_id: int, by: Any | None) -> Prompt:
    """Give the decision back to the article's own ending."""
    prompt = _lock(prompt_id)
    return _decide(prompt, mode=PromptMode.PROPOSED, chosen=None, by=by)


def _lock(prompt_id: int) -> Prompt:
    """The prompt, locked behind its discussion, as an article's proposal locks it."""
    Discussion.objects.select_for_update(no_key=True).get(prompt=prompt_id)
    return (
        Prompt.objects.select_for_update(no_key=True, of=("self",))
        .select_related("proposal", "chosen")
        .get(pk=prompt_id)
    )


def _decide(prompt: Prompt, *, mode: PromptMode, chosen: Wording | None, by: Any | None) -> Prompt:
    before = PromptMode(prompt.mode)
    if before == mode and prompt.chosen == chosen:
        return prompt
    prompt.mode, prompt.chosen = mode, chosen
    prompt.save(update_fields=["mode", "chosen"])
    PromptChange.objects.create(prompt=prompt, before=before, after=mode, wording=chosen, by=by)
    _show_again(prompt)
    return prompt


def _keep_wording(
    prompt: Prompt, *, question: str, call_to_action: str, lead: str, source: WordingSource, **rest: Any
) -> Wording:
    digest = hashlib.sha256(f"{question}\x00{call_to_action}\x00{lead}".encode("utf-8", "surrogatepass")).hexdigest()
    wording, _new = Wording.objects.get_or_create(
        prompt=prompt,
        source=source,
        digest=digest,
        defaults={"question": question, "call_to_action": call_to_action, "lead": lead, **rest},
    )
    return wording


def _show_again(prompt: Prompt) -> None:
    Discussion.objects.filter(pk=prompt.discussion_id).update(version=F("version") + 1, changed_at=timezone.now())
    announce(discussion_changed, sender=Discussion, discussion_id=prompt.discussion_id)
