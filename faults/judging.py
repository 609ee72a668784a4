"""The rules: what must hold after a run. Pure, so that tests can show that each of them is able to fail."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from faults.evidence import Call, CommentRow, DecisionRow, Evidence
from faults.wanted import KINDS, Wanted

LONGEST_SETTLING = 5.0
"""Seconds. However slow the machine is, an answer older than that was not in flight any more."""

_POLICY = {"published": "approve", "spam": "spam", "held": "hold", "rejected": "reject"}
"""The action by which the checks' policy brings a fate about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One line of the table."""

    what: str
    expected: int
    found: int
    wrong: tuple[str, ...] = ()
    """What is not as it must be, by name."""

    @property
    def is_right(self) -> bool:
        """Whether it is as it must be."""
        return self.expected == self.found and not self.wrong


class _Case:
    """A run's evidence, by comment."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.wanted = evidence.wanted
        self.rows: dict[str, list[CommentRow]] = defaultdict(list)
        self.decisions: dict[int, list[DecisionRow]] = defaultdict(list)
        self.calls: dict[tuple[str, str], list[Call]] = defaultdict(list)
        for row in evidence.comments:
            self.rows[row.key].append(row)
        for decision in sorted(evidence.decisions, key=lambda decision: decision.pk):
            self.decisions[decision.comment].append(decision)
        for call in sorted(evidence.calls, key=lambda call: call.received):
            self.calls[call.key, "check" if call.about == "check" else "feedback"].append(call)
        self.keys = {row.pk: row.key for row in evidence.comments}
        self.settling = _find_settling(self)

    def row(self, wanted: Wanted) -> CommentRow | None:
        """The comment's row; none where it is missing, any where there are several, which is judged elsewhere."""
        rows = self.rows.get(wanted.key)
        return rows[0] if rows else None


Rule = Callable[[_Case], Iterable[Count]]


def judge(evidence: Evidence) -> list[Count]:
    """Every count of a run, in the order in which they are told."""
    case = _Case(evidence)
    return [count for rule in _RULES for count in rule(case)]


def is_in_flight(call: Call, evidence: Evidence, settling: float) -> bool:
    """Whether an attempt was under way, or its answer not yet stored, when something was interrupted."""
    return any(
        call.received <= interruption.ended and call.answered + settling >= interruption.began
        for interruption in evidence.interruptions
    )


def _find_settling(case: _Case) -> float:
    """How many seconds an answer may take to be stored: twice as long as any took that nothing interrupted."""
    stored = {case.keys.get(finding.comment): finding.at for finding in case.evidence.findings}
    longest = 0.0
    for (key, about), calls in case.calls.items():
        good = [call for call in calls if call.is_good and call.outcome != "provisional"]
        at = stored.get(key)
        if about != "check" or len(good) != 1 or at is None:
            continue
        took = at - good[0].answered
        if not is_in_flight(good[0], case.evidence, took):
            longest = max(longest, took)
    return min(2 * longest, LONGEST_SETTLING)


def _judge_storing(case: _Case) -> Iterable[Count]:
    evidence = case.evidence
    every = {wanted.key for wanted in case.wanted}
    yield _compare("accepted over HTTP", evidence.wanted, len(evidence.accepted), evidence.refused)
    single = [key for key in every if len(case.rows.get(key, ())) == 1 and _is_told(case, key)]
    yield _compare("stored once, under the number told", every, len(single), every - set(single))
    yield Count(what="stored otherwise", expected=0, found=sum(row.key not in every for row in evidence.comments))
    yield Count(
        what="sent again, and told otherwise",
        expected=0,
        found=len(evidence.contradicted),
        wrong=_name(evidence.contradicted),
    )


def _is_told(case: _Case, key: str) -> bool:
    return case.rows[key][0].pk == case.evidence.accepted.get(key)


def _judge_verdicts(case: _Case) -> Iterable[Count]:
    for kind in KINDS:
        ours = [wanted for wanted in case.wanted if wanted.kind is kind]
        wrong = [wanted.key for wanted in ours if not _is_fate_right(case, wanted)]
        yield _compare(f"{kind.name}: {kind.fate}, then as moderators wanted", ours, len(ours) - len(wrong), wrong)
    waiting = [row.key for row in case.evidence.comments if row.is_due]
    yield Count(what="still to be checked", expected=0, found=len(waiting), wrong=_name(waiting))
    misplaced = [wanted.key for wanted in case.wanted if not _is_case_right(case, wanted)]
    yield _compare("in the queue where they belong", case.wanted, len(case.wanted) - len(misplaced), misplaced)


def _is_fate_right(case: _Case, wanted: Wanted) -> bool:
    row = case.row(wanted)
    return row is not None and row.visibility == wanted.fates[-1]


def _is_case_right(case: _Case, wanted: Wanted) -> bool:
    row = case.row(wanted)
    queue = case.evidence.queues.get(row.pk, "") if row else None
    if not wanted.acts:
        # One that waited past its grace has a case that its verdict closed.
        return queue == wanted.kind.queue or (not wanted.kind.queue and queue == "decided")
    if wanted.acts[-1] == "undo" and wanted.kind.queue:
        return queue == wanted.kind.queue
    return queue == "decided"


def _judge_publishing(case: _Case) -> Iterable[Count]:
    evidence = case.evidence
    for where, times in evidence.looks.items():
        yield Count(what=f"looks {where}", expected=times, found=times, wrong=() if times else ("nobody looked",))
    yield Count(
        what="public in the database before a verdict",
        expected=0,
        found=len(evidence.too_soon),
        wrong=_name(case.keys.get(pk, str(pk)) for pk in evidence.too_soon),
    )
    passed = {wanted.key: _find_passing(case, wanted) for wanted in case.wanted}
    seen = [
        case.keys[pk]
        for pk, at in evidence.first_seen.items()
        if pk in case.keys and not _is_after(at, passed.get(case.keys[pk]))
    ]
    yield Count(what="seen by readers before a verdict", expected=0, found=len(seen), wrong=_name(seen))
    early = [
        row.key
        for row in evidence.comments
        if row.published_at is not None and not _is_after(row.published_at, passed.get(row.key))
    ]
    yield Count(what="published before a verdict, by their times", expected=0, found=len(early), wrong=_name(early))


def _find_passing(case: _Case, wanted: Wanted) -> float | None:
    """When it was first allowed to be public; none where it never was.

    By the stand-in's own log for what its verdict publishes, and by the moderator's request for what they published.
    """
    if wanted.kind.fate == "published":
        hams = [call.received for call in case.calls[wanted.key, "check"] if call.outcome == "ham"]
        return min(hams, default=None)
    return case.evidence.asked.get(wanted.key)


def _is_after(at: float, passed: float | None) -> bool:
    return passed is not None and at >= passed


def _judge_decisions(case: _Case) -> Iterable[Count]:
    rows = {wanted.key: row for wanted in case.wanted if (row := case.row(wanted))}
    once = [
        w.key
        for w in case.wanted
        if w.key in rows and _find_actions(case, rows[w.key], "policy") == [_POLICY[w.kind.fate]]
    ]
    wrong = {wanted.key for wanted in case.wanted} - set(once)
    yield _compare("decided by the checks once", case.wanted, len(once), wrong)
    expected = sum(len(wanted.acts) for wanted in case.wanted)
    found = sum(decision.actor == "moderator" for decision in case.evidence.decisions)
    otherwise = [
        w.key for w in case.wanted if w.key in rows and _find_actions(case, rows[w.key], "moderator") != list(w.acts)
    ]
    yield Count(
        what="moderators' decisions, each once and in order",
        expected=expected,
        found=found,
        wrong=_name([*otherwise, *case.evidence.unfinished]),
    )


def _find_actions(case: _Case, row: CommentRow, actor: str) -> list[str]:
    return [decision.action for decision in case.decisions[row.pk] if decision.actor == actor]


def _judge_checks(case: _Case) -> Iterable[Count]:
    answered = Counter(finding.comment for finding in case.evidence.findings)
    rows = [row for wanted in case.wanted if (row := case.row(wanted))]
    once = [row.key for row in rows if answered[row.pk] == 1]
    wrong = {wanted.key for wanted in case.wanted} - set(once)
    yield _compare("verdicts kept, one a comment", case.wanted, len(once), wrong)
    milliseconds = round(case.settling * 1000)
    yield Count(what="milliseconds granted for storing an answer", expected=milliseconds, found=milliseconds)
    yield from _judge_repeats("checks", case, "check")


def _judge_feedback(case: _Case) -> Iterable[Count]:
    reports = [report for report in case.evidence.feedback if report.comment in case.keys]
    states = Counter(report.state for report in reports)
    yield Count(what="feedback still to be sent", expected=0, found=states["queued"])
    yield Count(what="feedback given up", expected=0, found=states["failed"])
    sent = [report for report in reports if report.state == "sent"]
    told = {
        (key, call.about)
        for (key, what), calls in case.calls.items()
        if what == "feedback"
        for call in calls
        if call.is_good
    }
    lost = [case.keys[report.comment] for report in sent if (case.keys[report.comment], report.kind) not in told]
    yield _compare("feedback that reached the stand-in", sent, len(sent) - len(lost), lost)
    misled = [wanted.key for wanted in case.wanted if _find_belief(case, wanted) != wanted.wish]
    yield _compare("comments of which it was told right at last", case.wanted, len(case.wanted) - len(misled), misled)
    known = Counter((case.keys[report.comment], report.kind) for report in reports if report.attempts)
    unasked = [key for key, kind in told if not known[key, kind]]
    yield Count(what="feedback that nobody ordered", expected=0, found=len(unasked), wrong=_name(unasked))
    yield from _judge_repeats("feedback", case, "feedback")


def _find_belief(case: _Case, wanted: Wanted) -> str:
    """What the spam checker takes a comment for, going by its log alone."""
    told = [call.about for call in case.calls[wanted.key, "feedback"] if call.is_good]
    return told[-1] if told else wanted.said


def _judge_repeats(name: str, case: _Case, what: str) -> Iterable[Count]:
    """A call that was answered well is repeated only where its outcome may have been lost."""
    repeated, excused, wrong = 0, 0, []
    for (key, kind), calls in case.calls.items():
        if kind != what:
            continue
        good = [call for call in calls if call.is_good]
        for first, second in pairwise(good):
            if _is_repetition(first, second):
                repeated += 1
                if is_in_flight(first, case.evidence, case.settling):
                    excused += 1
                else:
                    wrong.append(key)
    yield Count(
        what=f"{name} repeated, all in flight at an interruption", expected=excused, found=repeated, wrong=_name(wrong)
    )


def _is_repetition(first: Call, second: Call) -> bool:
    """Whether the same was asked twice; after a provisional answer it is asked once more, as the checker wants."""
    return first.about == second.about and (first.outcome != "provisional" or second.outcome == "provisional")


def _judge_mishaps(case: _Case) -> Iterable[Count]:
    for what, times in case.evidence.mishaps.items():
        yield Count(what=f"mishap: {what}", expected=times, found=times, wrong=() if times else ("never happened",))


_RULES: Sequence[Rule] = (
    _judge_mishaps,
    _judge_storing,
    _judge_verdicts,
    _judge_publishing,
    _judge_decisions,
    _judge_checks,
    _judge_feedback,
)


def _compare(what: str, expected: Iterable[object], found: int, wrong: Iterable[str] | Mapping[str, str]) -> Count:
    return Count(what=what, expected=len(list(expected)), found=found, wrong=_name(wrong))


def _name(wrong: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(wrong)))
