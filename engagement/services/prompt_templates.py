"""Templates of prompts: written and changed by editors, and taken out of use; none is deleted, for wordings came of
them.
"""

import datetime as dt
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.exceptions import InvalidPrompt
from engagement.models import PromptTemplate, WordingStyle
from engagement.prompts.templates import PLACEHOLDERS, find_unknown
from engagement.text import is_blank, plain_line

_TEXTS = ("question", "call_to_action", "lead")
_MOST = {"name": 100, "section": 100, "language": 35, **dict.fromkeys(_TEXTS, 500)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateData:
    """What an editor says of a template."""

    name: str
    section: str = ""
    language: str = ""
    question: str = ""
    call_to_action: str = ""
    lead: str = ""
    style: str = ""
    """One of ``WordingStyle``; empty: it is recognised where the template is filled."""
    active: bool = True
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    order: int = 100


@transaction.atomic
def add_prompt_template(*, data: TemplateData, by: Any | None) -> PromptTemplate:
    """Write a template; it is filled where an article that it fits is saved and closes with nothing."""
    return PromptTemplate.objects.create(**asdict(check_prompt_template(data)), changed_by=by)


@transaction.atomic
def change_prompt_template(*, template_id: int, data: TemplateData, by: Any | None) -> PromptTemplate:
    """Change a template. What it has proposed already stays until the article is saved again."""
    template = PromptTemplate.objects.select_for_update(no_key=True, of=("self",)).get(pk=template_id)
    values = asdict(check_prompt_template(data))
    if all(getattr(template, name) == value for name, value in values.items()):
        return template
    for name, value in values.items():
        setattr(template, name, value)
    template.changed_by, template.changed_at = by, timezone.now()
    template.save()
    return template


def check_prompt_template(data: TemplateData) -> TemplateData:
    """What is to be stored of it; InvalidPrompt says by field what is wrong."""
    lines: dict[str, Any] = {name: plain_line(getattr(data, name)) for name in _MOST}
    lines = {name: "" if is_blank(line) else line for name, line in lines.items()}
    lines["language"] = lines["language"].lower().replace("_", "-")
    errors: dict[str, list[str]] = {}
    for name, line in lines.items():
        most = _MOST[name]
        if len(line) > most:
            errors[name] = [_("At most %(most)s characters are allowed.") % {"most": most}]
    for name in _TEXTS:
        if unknown := find_unknown(lines[name]):
            allowed = " ".join(f"{{{placeholder}}}" for placeholder in PLACEHOLDERS)
            words = _("%(what)s is none of the placeholders. They are: %(allowed)s")
            errors[name] = [words % {"what": unknown, "allowed": allowed}]
    if not lines["name"]:
        errors["name"] = [_("This is needed.")]
    if not lines["question"] and not lines["call_to_action"]:
        errors["question"] = [_("A prompt needs a question or a call to action.")]
    if data.style and data.style not in WordingStyle.values:
        errors["style"] = [_("There is no such style.")]
    if data.starts_at and data.ends_at and data.starts_at >= data.ends_at:
        errors["ends_at"] = [_("It must begin before it ends.")]
    if errors:
        raise InvalidPrompt(errors)
    return replace(data, **lines)
