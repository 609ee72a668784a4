"""How a prompt asks, beside its words: who, in what context, from when until when, and what became of the answers."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.exceptions import InvalidPrompt
from engagement.models import Discussion, Prompt, PromptAct
from engagement.services.prompts import lock_prompt, note_change
from engagement.text import find_forbidden, is_blank, normalize, plain_line, render, says_nothing

MOST_NAME = 100
MOST_CONTEXT = 300
MOST_PICTURE = 500
MOST_FOLLOW_UP = 5_000

_is_url = URLValidator(schemes=["http", "https"])
_PATH = re.compile(r"/(?!/)[!-\[\]-~]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingData:
    """Everything beside the words that an editor says before a prompt is asked."""

    signed_by: str = ""
    signed_role: str = ""
    signed_picture: str = ""
    context: str = ""
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None


@transaction.atomic
def set_asking(*, prompt_id: int, asking: AskingData, by: Any | None) -> Prompt:
    """Say who asks, in what context, and when, all or nothing; only what differs is changed."""
    errors: dict[str, list[str]] = {}
    for change in (
        partial(sign_prompt, name=asking.signed_by, role=asking.signed_role, picture=asking.signed_picture),
        partial(set_prompt_context, context=asking.context),
        partial(set_prompt_times, opens_at=asking.opens_at, closes_at=asking.closes_at),
    ):
        try:
            change(prompt_id=prompt_id, by=by)
        except InvalidPrompt as error:
            errors.update(error.errors)
    if errors:
        raise InvalidPrompt(errors)
    return Prompt.objects.get(pk=prompt_id)


@transaction.atomic
def sign_prompt(*, prompt_id: int, name: str, role: str = "", picture: str = "", by: Any | None) -> Prompt:
    """Say who asks, in place of the names above the article; with an empty name, nobody signs it.

    ``picture`` is the address of one that the publisher serves: whole, or a path on this site.
    """
    prompt = lock_prompt(prompt_id)
    signature = (
        _line(name, "signed_by", MOST_NAME),
        _line(role, "signed_role", MOST_NAME),
        _picture(picture),
    )
    if not signature[0] and any(signature):
        raise InvalidPrompt({"signed_by": [_("A role or a picture needs a name.")]})
    if signature == (prompt.signed_by, prompt.signed_role, prompt.signed_picture):
        return prompt
    prompt.signed_by, prompt.signed_role, prompt.signed_picture = signature
    prompt.save(update_fields=["signed_by", "signed_role", "signed_picture"])
    note_change(prompt, PromptAct.SIGNATURE, by=by)
    return prompt


@transaction.atomic
def set_prompt_context(*, prompt_id: int, context: str, by: Any | None) -> Prompt:
    """Put a line of context under the question; an empty one takes it away."""
    prompt = lock_prompt(prompt_id)
    context = _line(context, "context", MOST_CONTEXT)
    if context == prompt.context:
        return prompt
    prompt.context = context
    prompt.save(update_fields=["context"])
    note_change(prompt, PromptAct.CONTEXT, by=by)
    return prompt


@transaction.atomic
def set_prompt_times(
    *, prompt_id: int, opens_at: dt.datetime | None, closes_at: dt.datetime | None, by: Any | None
) -> Prompt:
    """Take answers from and until these moments; none leaves it to the discussion's own terms.

    They count again for a discussion that somebody opened in spite of its times.
    """
    prompt = lock_prompt(prompt_id)
    discussion = Discussion.objects.get(pk=prompt.discussion_id)
    if (opens_at, closes_at) == (discussion.opens_at, discussion.answers_until):
        return prompt
    if opens_at and closes_at and opens_at >= closes_at:
        raise InvalidPrompt({"closes_at": [_("It must open before it closes.")]})
    given = {"opens_at": opens_at, "answers_until": closes_at}
    Discussion.objects.filter(pk=discussion.pk).update(**given, stays_open=False)
    note_change(prompt, PromptAct.TIMES, by=by)
    return prompt


@transaction.atomic
def follow_prompt_up(*, prompt_id: int, text: str, by: Any | None) -> Prompt:
    """Tell readers at the head of the discussion what became of their answers; an empty text takes that away.

    It may be marked up as comments may.
    """
    prompt = lock_prompt(prompt_id)
    _assert_storable(text, "follow_up")
    text = normalize(text)
    if is_blank(text):
        text = ""
    if text == prompt.follow_up:
        return prompt
    if len(text) > MOST_FOLLOW_UP:
        raise _too_long("follow_up", MOST_FOLLOW_UP)
    if text and says_nothing(text):
        raise InvalidPrompt({"follow_up": [_("Readers would see nothing of this.")]})
    prompt.follow_up, prompt.follow_up_html = text, render(text) if text else ""
    prompt.followed_up_at = (prompt.followed_up_at or timezone.now()) if text else None
    prompt.save(update_fields=["follow_up", "follow_up_html", "followed_up_at"])
    note_change(prompt, PromptAct.FOLLOW_UP, by=by)
    return prompt


def check_picture(address: str) -> str | None:
    """What is wrong with the address of a picture, in words; none where nothing is."""
    words = _("This must be a whole address that begins with https:// or http://, or a path that begins with /.")
    if _PATH.fullmatch(address):
        return None
    try:
        _is_url(address)
    except (ValidationError, ValueError):
        return words
    return words if "@" in address.partition("://")[2].partition("/")[0] else None


def _picture(address: str) -> str:
    _assert_storable(address, "signed_picture")
    address = address.strip()
    if len(address) > MOST_PICTURE:
        raise _too_long("signed_picture", MOST_PICTURE)
    if address and (words := check_picture(address)):
        raise InvalidPrompt({"signed_picture": [words]})
    return address


def _line(text: str, name: str, most: int) -> str:
    _assert_storable(text, name)
    line = plain_line(text)
    if len(line) > most:
        raise _too_long(name, most)
    return "" if is_blank(line) else line


def _assert_storable(text: str, name: str) -> None:
    if found := find_forbidden(text):
        words = _("Character %(position)s is a %(name)s, which cannot be stored.")
        raise InvalidPrompt({name: [words % {"position": found.position + 1, "name": found.name}]})


def _too_long(name: str, most: int) -> InvalidPrompt:
    return InvalidPrompt({name: [_("At most %(most)s characters are allowed.") % {"most": most}]})
