"""What a list showed, as its form says it."""

from moderation.services.emptying import Seen

_MOST = 200
"""Comments of one page of a list, at most."""

_LONGEST_NUMBER = 18


def read_seen(cases: list[str]) -> tuple[Seen, ...]:
    """The comments as the form names them, ``comment:version``; what is none is left out."""
    found = []
    for case in cases[:_MOST]:
        comment_id, _colon, version = case.partition(":")
        if _is_number(comment_id) and _is_number(version):
            found.append(Seen(comment_id=int(comment_id), version=int(version)))
    return tuple(found)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
