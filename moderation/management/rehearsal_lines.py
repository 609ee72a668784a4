"""A rehearsal told: in lines for people, and as JSON takes it."""

from collections.abc import Iterator
from typing import Any

from moderation.rules.outcomes import Outcome
from moderation.services.rehearsal_tally import Agreement, Sums, Tally
from moderation.services.rehearsing import Rehearsed

_AGREEMENT = {
    "agreed": "as they decided",
    "published_wrongly": "published, and they kept it out",
    "kept_out_wrongly": "kept out, and they published it",
    "left": "held, and so left to them",
}
_WIDTH = 10


def spell_rehearsal(tally: Tally) -> Iterator[str]:
    """The whole report."""
    total = tally.total
    yield f"{_count(total.rehearsed)} rehearsed; {total.changed:,} would be decided otherwise."
    if tally.left_out:
        yield f"{_count(tally.left_out)} left out: how they were checked is not known."
    if tally.by_words_alone:
        yield f"{_count(tally.by_words_alone)} judged by their words alone: how they were checked is not known."
    if tally.other_then:
        yield f"{_count(tally.other_then)} decided otherwise at the time than today's policy and lists decide."
    if not total.rehearsed:
        return
    yield from _spell_moves(total)
    yield from _spell_agreement(total)
    yield from _spell_sections(tally)
    yield from _spell_examples(tally)


def list_rehearsal(tally: Tally) -> dict[str, Any]:
    """The same for machines."""
    return {
        "rehearsed": tally.total.rehearsed,
        "changed": tally.total.changed,
        "left_out": tally.left_out,
        "by_words_alone": tally.by_words_alone,
        "decided_otherwise_then": tally.other_then,
        "moves": _list_moves(tally.total),
        "moderators": _list_agreement(tally.total),
        "sections": [
            {
                "section": section,
                "rehearsed": sums.rehearsed,
                "changed": sums.changed,
                "moves": _list_moves(sums),
                "moderators": _list_agreement(sums),
            }
            for section, sums in sorted(tally.sections.items())
        ],
        "examples": [_list_example(comment) for comments in _ordered(tally) for comment in comments],
    }


def _count(comments: int) -> str:
    return f"{comments:,} comment{'' if comments == 1 else 's'}"


def _spell_moves(sums: Sums) -> Iterator[str]:
    yield ""
    yield f"{'was':<{_WIDTH}}would be" + "".join(f"{outcome:>{_WIDTH}}" for outcome in Outcome)
    for was in Outcome:
        counts = "".join(f"{sums.moves[was, would]:>{_WIDTH},}" for would in Outcome)
        yield f"{was:<{_WIDTH}}        {counts}"


def _spell_agreement(sums: Sums) -> Iterator[str]:
    yield ""
    if not sums.decided:
        yield "No moderator decided on any of them."
        return
    yield f"{'Moderators decided on ' + _count(sums.decided):<42}{'before':>{_WIDTH}}{'after':>{_WIDTH}}"
    for name, words in _AGREEMENT.items():
        yield f"{words:<42}{getattr(sums.before, name):>{_WIDTH},}{getattr(sums.after, name):>{_WIDTH},}"
    shares = "".join(f"{_spell_share(found):>{_WIDTH}}" for found in (sums.before, sums.after))
    yield f"{'agreement, of what is not left to them':<42}{shares}"


def _spell_sections(tally: Tally) -> Iterator[str]:
    if len(tally.sections) < 2:
        return
    yield ""
    yield f"{'Section':<32}{'comments':>{_WIDTH}}{'otherwise':>{_WIDTH}}{'agreement':>20}"
    for section, sums in sorted(tally.sections.items()):
        shares = f"{_spell_share(sums.before)} → {_spell_share(sums.after)}"
        yield f"{section or '-':<32}{sums.rehearsed:>{_WIDTH},}{sums.changed:>{_WIDTH},}{shares:>20}"


def _spell_examples(tally: Tally) -> Iterator[str]:
    for comments in _ordered(tally):
        first = comments[0]
        count = tally.total.moves[first.before.outcome, first.after.outcome]
        yield ""
        yield f"{first.before.outcome} → {first.after.outcome}: {len(comments)} of {_count(count)}"
        for comment in comments:
            said = f"; moderators: {comment.moderators}" if comment.moderators else ""
            yield f"  {comment.comment_id} ({comment.section or '-'}){said}"
            yield f"    {_spell_signals(comment)}"
            yield f"    {comment.excerpt}"


def _spell_signals(comment: Rehearsed) -> str:
    before, after = (", ".join(found.reasons) or "nothing" for found in (comment.before, comment.after))
    signals = before if before == after else f"{before} → {after}"
    return f"{signals} ({', '.join(comment.words)})" if comment.words else signals


def _spell_share(agreement: Agreement) -> str:
    return "-" if agreement.share is None else f"{agreement.share:.1%}"


def _ordered(tally: Tally) -> list[list[Rehearsed]]:
    """The examples of each change, in the order of the outcomes."""
    order = list(Outcome)
    return [tally.examples[was, would] for was in order for would in order if tally.examples.get((was, would))]


def _list_moves(sums: Sums) -> list[dict[str, Any]]:
    moves = ((was, would) for was in Outcome for would in Outcome)
    return [
        {"was": was.value, "would_be": would.value, "comments": sums.moves[was, would]}
        for was, would in moves
        if sums.moves[was, would]
    ]


def _list_agreement(sums: Sums) -> dict[str, Any]:
    def told(agreement: Agreement) -> dict[str, Any]:
        return {**{name: getattr(agreement, name) for name in _AGREEMENT}, "share": agreement.share}

    return {"decided": sums.decided, "before": told(sums.before), "after": told(sums.after)}


def _list_example(comment: Rehearsed) -> dict[str, Any]:
    return {
        "comment": comment.comment_id,
        "section": comment.section,
        "was": comment.before.outcome.value,
        "would_be": comment.after.outcome.value,
        "because_was": list(comment.before.reasons),
        "because_would_be": list(comment.after.reasons),
        "words": list(comment.words),
        "then": comment.then,
        "moderators": comment.moderators,
        "excerpt": comment.excerpt,
    }
