"""Places in a comment that a check noticed: numbered, so that a list and the text itself can point at each other."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from moderation.models import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something noticed, wherever in the comment it stands."""

    number: int
    check: str
    what: str
    """The word as typed, or the host that a link leads to."""
    note: str
    """What is with it, in a few words."""
    spans: tuple[tuple[int, int], ...] = ()
    """From where to where it stands in the text as typed; none of links."""
    host: str = ""
    """Where marked links lead."""
    says: str = ""
    """The host that their text names instead; empty: any link there."""


def find_marks(findings: Iterable[Finding], *, revision: int) -> tuple[Mark, ...]:
    """The marks of what the checks said last of this revision; ``findings`` are the newest first."""
    latest: dict[str, Finding] = {}
    for finding in findings:
        if finding.revision == revision:
            latest.setdefault(finding.check_name, finding)
    marks: list[Mark] = []
    if "words" in latest:
        _add_words(marks, latest["words"])
    if "links" in latest and latest["links"].signals:
        _add_links(marks, latest["links"])
    return tuple(marks)


def _add_words(marks: list[Mark], finding: Finding) -> None:
    """One mark for the same word of the same list, however often it stands there."""
    found: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    typed: dict[tuple[str, str, str], str] = {}
    for match in finding.detail.get("matches", ()):
        key = (match["word"].casefold(), match["kind"], match["list"])
        found.setdefault(key, []).append((match["start"], match["end"]))
        typed.setdefault(key, match["word"])
    for key, spans in found.items():
        _word, kind, name = key
        words = _("banned, by %(list)s") if kind == "banned" else _("suspect, by %(list)s")
        marks.append(
            Mark(
                number=len(marks) + 1,
                check=finding.check_name,
                what=typed[key],
                note=words % {"list": name},
                spans=tuple(spans),
            )
        )


def _add_links(marks: list[Mark], finding: Finding) -> None:
    """Links that say something else first; then, where there are many, each other host once."""
    pairs = {(found["says"], found["leads_to"]): None for found in finding.detail.get("mismatches", ())}
    for says, host in pairs:
        note = _("but its text names %(host)s") % {"host": says}
        marks.append(Mark(number=len(marks) + 1, check=finding.check_name, what=host, note=note, host=host, says=says))
    if "links.many" not in finding.signals:
        return
    known = {host for _says, host in pairs}
    for host in finding.detail.get("domains", ()):
        if host in known:
            continue
        marks.append(
            Mark(number=len(marks) + 1, check=finding.check_name, what=host, note=_("one of many links"), host=host)
        )
