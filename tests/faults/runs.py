"""A run in which all went well, made up; tests spoil one thing of it and see whether that is noticed."""

from collections.abc import Sequence
from dataclasses import replace

from faults.evidence import Call, CommentRow, DecisionRow, Evidence, FeedbackRow, FindingRow
from faults.judging import judge
from faults.wanted import Wanted, make_wanted

BEGAN = 1_000_000.0
_POLICY = {"published": "approve", "spam": "spam", "held": "hold", "rejected": "reject"}
_TOLD = {"spam": "spam", "not_spam": "ham"}


def make_run(count: int = 200, seed: int = 3) -> Evidence:
    """Every comment checked once and published a second later, every decision made and told at once."""
    wanted = make_wanted(count, seed)
    comments, findings, decisions, feedback, calls = [], [], [], [], []
    queues, seen, asked = {}, {}, {}
    for each in wanted:
        pk, at = each.number + 1, BEGAN + 10 * each.number
        calls.append(make_call(each, "check", at, "ham" if each.said == "ham" else "spam"))
        findings.append(FindingRow(comment=pk, verdict=each.kind.says, at=at + 0.2))
        decisions.append(make_decision(pk, "policy", _POLICY[each.kind.fate], at + 0.2, len(decisions)))
        for number, act in enumerate(each.acts, start=1):
            asked.setdefault(each.key, at + number)
            decisions.append(make_decision(pk, "moderator", act, at + number, len(decisions)))
            kind = _TOLD.get(act) or (_undo(each) if act == "undo" and each.acts[0] in _TOLD else None)
            if kind:
                feedback.append(FeedbackRow(comment=pk, kind=kind, state="sent", attempts=1))
                calls.append(make_call(each, kind, at + number + 0.1, "taken"))
        published = "published" in each.fates
        shown_at = at + (0.2 if each.kind.fate == "published" else 1.1)
        comments.append(
            CommentRow(
                pk=pk,
                key=each.key,
                visibility=each.fates[-1],
                published_at=shown_at if published else None,
                is_due=False,
            )
        )
        if published:
            seen[pk] = shown_at + 0.1
        queues[pk] = _find_queue(each)
    return Evidence(
        wanted=wanted,
        accepted={each.key: each.number + 1 for each in wanted},
        asked=asked,
        comments=comments,
        findings=findings,
        decisions=decisions,
        feedback=feedback,
        queues={pk: queue for pk, queue in queues.items() if queue},
        calls=calls,
        mishaps={"a worker killed": 3},
        looks={"into the database": 100},
        first_seen=seen,
    )


def make_call(wanted: Wanted, about: str, at: float, outcome: str) -> Call:
    """One call, answered after a tenth of a second."""
    return Call(key=wanted.key, about=about, received=at, answered=at + 0.1, outcome=outcome)


def make_decision(comment: int, actor: str, action: str, at: float, number: int) -> DecisionRow:
    """One decision."""
    return DecisionRow(pk=number + 1, comment=comment, actor=actor, action=action, at=at)


def find(run: Evidence, fate: str, acts: Sequence[str] = ()) -> Wanted:
    """The first comment of that fate to which moderators do just that."""
    return next(each for each in run.wanted if each.kind.fate == fate and each.acts == tuple(acts))


def change_comment(run: Evidence, wanted: Wanted, **values: object) -> Evidence:
    """The same run with another row of one comment."""
    rows = [replace(row, **values) if row.key == wanted.key else row for row in run.comments]
    return replace(run, comments=rows)


def wrong_of(run: Evidence) -> dict[str, tuple[int, int, tuple[str, ...]]]:
    """What is judged wrong: expected, found and the names."""
    return {count.what: (count.expected, count.found, count.wrong) for count in judge(run) if not count.is_right}


def _undo(wanted: Wanted) -> str:
    return "ham" if wanted.acts[0] == "spam" else "spam"


def _find_queue(wanted: Wanted) -> str:
    if not wanted.acts or (wanted.acts[-1] == "undo" and wanted.kind.queue):
        return wanted.kind.queue
    return "decided"
