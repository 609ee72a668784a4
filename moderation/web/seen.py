"""What a list showed, as its form says it."""

from moderation.queries.sections import Sections
from moderation.services.emptying import Seen

_MOST = 200
"""Comments of one page of a list, at most."""

_LONGEST_NUMBER = 18


def read_seen(cases: list[str], sections: Sections) -> tuple[Seen, ...]:
    """The comments as the form names them, ``comment:version``; what is none in these sections is left out."""
    found = []
    for case in cases[:_MOST]:
        comment_id, _colon, version = case.partition(":")
        if _is_number(comment_id) and _is_number(version):
            found.append(Seen(comment_id=int(comment_id), version=int(version)))
    here = sections.keep(seen.comment_id for seen in found)
    return tuple(seen for seen in found if seen.comment_id in here)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
