"""How a section asks, beside the words of its prompt: what stands around the question and above the box."""

import datetime as dt
from dataclasses import dataclass

from django.utils.safestring import mark_safe
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from engagement.conf import get_settings
from engagement.pages.subjects import Subject
from engagement.queries.prompts import prompt_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What an editor and the settings say of how readers are asked; each part is empty where nothing is said."""

    signed_by: str = ""
    """Who asks, where somebody signed the prompt."""
    signed_role: str = ""
    signed_picture: str = ""
    """The address of their picture, on the publisher's own server."""
    context: str = ""
    follow_up: str = ""
    """What became of the answers, as safe HTML."""
    followed_up_at: dt.datetime | None = None
    opens_at: dt.datetime | None = None
    """When the discussion begins to take answers; none where it has begun."""
    rules: str = ""
    """The house's rules, in a sentence or two."""
    rules_url: str = ""


def asking_of(subject: Subject) -> Asking:
    """How the subject's readers are asked now."""
    settings = get_settings()
    discussion = subject.discussion
    rules = settings.rules_of(discussion.section if discussion else subject.section)
    prompt = prompt_of(discussion) if discussion else None
    if discussion is None or prompt is None:
        return Asking(
            rules=rules, rules_url=settings.house_rules_url, opens_at=discussion.opening if discussion else None
        )
    return Asking(
        signed_by=prompt.signed_by,
        signed_role=prompt.signed_role,
        signed_picture=prompt.signed_picture,
        context=prompt.context,
        follow_up=mark_safe(prompt.follow_up_html),  # noqa: S308  Made safe when it was stored, as comments are.
        followed_up_at=prompt.followed_up_at,
        opens_at=discussion.opening,
        rules=rules,
        rules_url=settings.house_rules_url,
    )


def asker_of(subject: Subject, asking: Asking) -> str:
    """Who asks in one phrase: whoever signed the prompt, or else the article's authors, such as "Ada, Ben and Cleo";
    empty where nobody is named.
    """
    return asking.signed_by or get_text_list(list(subject.authors), _("and"))
