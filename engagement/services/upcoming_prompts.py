"""Words to be shown from a time on, and words that were another prompt's before."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.exceptions import InvalidPrompt
from engagement.models import Prompt, PromptAct, PromptMode, Wording
from engagement.queries.prompts import has_turned
from engagement.services.prompts import assert_not_compared, decide, keep_words, lock_prompt, note_change


@transaction.atomic
def show_prompt_later(
    *,
    prompt_id: int,
    at: dt.datetime,
    question: str,
    call_to_action: str,
    lead: str,
    by: Any | None,
    style: str = "",
) -> Prompt:
    """Show an editor's own words from a moment on, until somebody decides otherwise after it.

    They ask in ``style``; empty: it is recognised. They take the place of words that were in store before.
    """
    prompt = lock_prompt(prompt_id)
    if at <= timezone.now():
        raise InvalidPrompt({"at": [_("This must be a moment to come.")]})
    assert_not_compared(prompt)
    if has_turned(prompt):
        # What is shown now stays until then.
        decide(prompt, mode=PromptMode.EDITED, chosen=prompt.upcoming, by=by)
    wording = keep_words(prompt, question=question, call_to_action=call_to_action, lead=lead, style=style, by=by)
    if (prompt.upcoming, prompt.upcoming_at) == (wording, at):
        return prompt
    prompt.upcoming, prompt.upcoming_at = wording, at
    prompt.save(update_fields=["upcoming", "upcoming_at"])
    note_change(prompt, PromptAct.UPCOMING, by=by, wording=wording)
    return prompt


@transaction.atomic
def drop_upcoming_prompt(*, prompt_id: int, by: Any | None) -> Prompt:
    """Show no other words later; those that are shown already stay."""
    prompt = lock_prompt(prompt_id)
    if prompt.upcoming is None or has_turned(prompt):
        return prompt
    prompt.upcoming, prompt.upcoming_at = None, None
    prompt.save(update_fields=["upcoming", "upcoming_at"])
    note_change(prompt, PromptAct.UPCOMING, by=by)
    return prompt


@transaction.atomic
def reuse_prompt(*, prompt_id: int, wording_id: int, by: Any | None) -> Prompt:
    """Show the words of another discussion's prompt here too, with their style, its context and whoever signed it; the
    wording keeps where it came from.
    """
    source = Wording.objects.select_related("prompt").filter(pk=wording_id).first()
    prompt = lock_prompt(prompt_id)
    if source is None or source.prompt_id == prompt.pk:
        raise InvalidPrompt({"prompt": [_("There is no such prompt to take the words from.")]})
    words = {"question": source.question, "call_to_action": source.call_to_action, "lead": source.lead}
    wording = keep_words(prompt, **words, style=source.style, by=by, reused=source)
    _take_over(prompt, source.prompt, by=by)
    return decide(prompt, mode=PromptMode.EDITED, chosen=wording, by=by)


def _take_over(prompt: Prompt, other: Prompt, *, by: Any | None) -> None:
    """The other's context and signature, where it has them."""
    if other.context and other.context != prompt.context:
        prompt.context = other.context
        prompt.save(update_fields=["context"])
        note_change(prompt, PromptAct.CONTEXT, by=by)
    names = ("signed_by", "signed_role", "signed_picture")
    if other.signed_by and any(getattr(prompt, name) != getattr(other, name) for name in names):
        for name in names:
            setattr(prompt, name, getattr(other, name))
        prompt.save(update_fields=names)
        note_change(prompt, PromptAct.SIGNATURE, by=by)
