"""What the forms of the waves' pages say, and what is told when they were sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.api import Visibility
from moderation.api import Outcome, Queue, SeenComment
from moderation.exceptions import LastDecision
from moderation.queries.waves import MOST
from moderation.services.attempts import What

QUEUES: dict[str, str | Promise] = {Queue.WAITING: _("Waiting"), Queue.SPAM: _("Spam")}
"""The queues whose waves are shown."""

_LONGEST_NUMBER = 18
_LONGEST_REVISION = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A comment with which nothing was done, and why."""

    comment_id: int
    what: What
    last: LastDecision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldMany:
    """What came of one form."""

    action: str = ""
    is_undo: bool = False
    done: int
    same: int
    failures: tuple[Failure, ...]
    undoable: tuple[int, ...]
    """The decisions that were just made."""


def explain(outcomes: Sequence[Outcome], *, is_undo: bool = False) -> ToldMany:
    """What is told of the outcomes."""
    done = [outcome for outcome in outcomes if outcome.what == What.DONE]
    failed = [outcome for outcome in outcomes if outcome.what in (What.STALE, What.GONE)]
    return ToldMany(
        is_undo=is_undo,
        done=len(done),
        same=sum(outcome.what == What.SAME for outcome in outcomes),
        failures=tuple(Failure(comment_id=found.comment_id, what=found.what, last=found.last) for found in failed),
        undoable=() if is_undo else tuple(found.decision_id for found in done if found.decision_id),
    )


def read_queue(query: QueryDict) -> str:
    """The queue that an address names; what waits where it names none that has waves."""
    queue = query.get("queue", "")
    return queue if queue in QUEUES else Queue.WAITING.value


def read_seen(form: QueryDict) -> tuple[SeenComment, ...]:
    """The comments that were selected, each as ``comment:revision:visibility``; what is none is left out."""
    seen = []
    for named in form.getlist("comment")[:MOST]:
        comment_id, revision, visibility = (*named.split(":", 2), "", "")[:3]
        known = visibility in Visibility.values
        if known and _is_number(comment_id, _LONGEST_NUMBER) and _is_number(revision, _LONGEST_REVISION):
            seen.append(SeenComment(comment_id=int(comment_id), revision=int(revision), visibility=visibility))
    return tuple(seen)


def read_decisions(form: QueryDict) -> tuple[int, ...]:
    """The decisions that are to be taken back; what is no number is left out."""
    named = form.getlist("decision")[:MOST]
    return tuple(int(number) for number in named if _is_number(number, _LONGEST_NUMBER))


def _is_number(text: str, longest: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= longest
