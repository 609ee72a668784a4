"""Word lists: added, changed and deleted whole; every line must be an entry. Who did what is written down."""

import datetime as dt
import re
from dataclasses import asdict, dataclass, fields

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moderation.exceptions import InvalidWordList
from moderation.models import Subject, WordList, WordListKind
from moderation.rules.entries import Problem, parse_entries
from moderation.services.changes import record_change

LONGEST_ENTRIES = 500_000
"""Characters of all entries of a list together."""

_LONGEST = {"name": 100, "language": 20, "section": 200}
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
_PROBLEMS_TOLD = 20
_SHOWN_OF_A_LINE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class WordListData:
    """A list as its editor wants it."""

    name: str
    kind: str
    language: str = ""
    section: str = ""
    entries: str = ""
    is_active: bool = True


@transaction.atomic
def add_word_list(*, data: WordListData, moderator_id: int | None = None) -> WordList:
    """Add a list; InvalidWordList where it cannot be kept so."""
    values = _clean(data)
    added = WordList.objects.create(**values, updated_at=timezone.now())
    _record(added, None, values, moderator_id)
    return added


@transaction.atomic
def change_word_list(
    *, word_list_id: int, data: WordListData, seen: dt.datetime, moderator_id: int | None = None
) -> WordList:
    """Change a list as it was ``seen``, by the time of its latest change; InvalidWordList where it cannot be kept so,
    or where somebody else changed it since.
    """
    values = _clean(data)
    row = WordList.objects.select_for_update().filter(pk=word_list_id, updated_at=seen).first()
    if row is None:
        message = _("Somebody else changed or deleted this list meanwhile: open it anew.")
        raise InvalidWordList({"": [message]})
    WordList.objects.filter(pk=word_list_id).update(**values, updated_at=timezone.now())
    before, after = _compare(_values_of(row), values)
    if after:
        _record(row, before, after, moderator_id)
    return WordList.objects.get(pk=word_list_id)


@transaction.atomic
def delete_word_list(*, word_list_id: int, moderator_id: int | None = None) -> None:
    """Delete a list; it may be gone already."""
    row = WordList.objects.select_for_update().filter(pk=word_list_id).first()
    if row is None:
        return
    WordList.objects.filter(pk=word_list_id).delete()
    _record(row, _values_of(row), None, moderator_id)


def spell_problems(problems: list[Problem]) -> list[str]:
    """What is wrong with which lines, a sentence each."""
    said = [
        _("Line %(line)d, “%(text)s”: %(reason)s")
        % {"line": problem.line, "text": problem.text[:_SHOWN_OF_A_LINE], "reason": problem.reason}
        for problem in problems[:_PROBLEMS_TOLD]
    ]
    more = len(problems) - _PROBLEMS_TOLD
    if more > 0:
        said.append(
            ngettext("%(count)d more line is no entry.", "%(count)d more lines are no entries.", more) % {"count": more}
        )
    return said


def _values_of(row: WordList) -> dict[str, object]:
    return {field.name: getattr(row, field.name) for field in fields(WordListData)}


def _compare(before: dict[str, object], after: dict[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """What differs, as it was and as it is; of the entries the lines that went, and those that came."""
    names = [name for name in after if after[name] != before[name]]
    was = {name: before[name] for name in names}
    now = {name: after[name] for name in names}
    if "entries" in now:
        old, new = str(before["entries"]).split("\n"), str(after["entries"]).split("\n")
        kept = set(old) & set(new)
        was["entries"] = "\n".join(line for line in old if line not in kept)
        now["entries"] = "\n".join(line for line in new if line not in kept)
    return was, now


def _record(
    row: WordList, before: dict[str, object] | None, after: dict[str, object] | None, moderator_id: int | None
) -> None:
    record_change(
        subject=Subject.WORD_LIST,
        key=f"{row.pk} {row.name}",
        before=before,
        after=after,
        moderator_id=moderator_id,
        section=row.section,
    )


def _clean(data: WordListData) -> dict[str, object]:
    values = asdict(data) | {
        "name": " ".join(data.name.split()),
        "language": data.language.strip().lower().replace("_", "-"),
        "section": data.section.strip(),
        "entries": data.entries.replace("\r\n", "\n").rstrip(),
    }
    errors = _find_errors(WordListData(**values))
    if errors:
        raise InvalidWordList(errors)
    return values


def _find_errors(data: WordListData) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not data.name:
        errors["name"] = [_("Give the list a name: moderators see it beside what it matched.")]
    if data.kind not in WordListKind.values:
        errors["kind"] = [_("Allowed are: %(names)s.") % {"names": ", ".join(WordListKind.values)}]
    if data.language and not _LANGUAGE.fullmatch(data.language):
        errors["language"] = [_("Write a language as en or pt-br, or leave it empty.")]
    for field, most in _LONGEST.items():
        if len(getattr(data, field)) > most or "\x00" in getattr(data, field):
            errors[field] = [_("At most %(most)d characters are allowed here.") % {"most": most}]
    if len(data.entries) > LONGEST_ENTRIES or "\x00" in data.entries:
        errors["entries"] = [_("At most %(most)d characters are allowed here.") % {"most": LONGEST_ENTRIES}]
        return errors
    lines = parse_entries(data.entries, language=data.language)
    problems = [line for line in lines if isinstance(line, Problem)]
    if problems:
        errors["entries"] = spell_problems(problems)
    return errors
