"""A rehearsal counted: moves, agreement with the moderators, sections, examples."""

import pytest

from moderation.rules.outcomes import Outcome
from moderation.rules.policy import Judgement
from moderation.services.rehearsal_tally import Agreement, Tally
from moderation.services.rehearsing import Rehearsed


def rehearsed(before, after, *, moderators="", section="Harbour", then="", number=1, is_checked=True):
    return Rehearsed(
        comment_id=number,
        section=section,
        before=Judgement(outcome=Outcome(before), reasons=()),
        after=Judgement(outcome=Outcome(after), reasons=()),
        then=then,
        moderators=moderators,
        is_checked=is_checked,
        words=(),
        body="",
    )


def tally_of(*comments, **options):
    tally = Tally(**options)
    for comment in comments:
        tally.add(comment)
    return tally


@pytest.mark.parametrize(
    ("outcome", "moderators", "counted"),
    [
        ("publish", "approve", "agreed"),
        ("publish", "not_spam", "agreed"),
        ("publish", "reject", "published_wrongly"),
        ("publish", "spam", "published_wrongly"),
        ("hold", "approve", "left"),
        ("hold", "spam", "left"),
        ("spam", "spam", "agreed"),
        ("spam", "reject", "agreed"),
        ("spam", "approve", "kept_out_wrongly"),
        ("refuse", "reject", "agreed"),
        ("refuse", "spam", "agreed"),
        ("refuse", "not_spam", "kept_out_wrongly"),
    ],
)
def test_what_agrees_with_a_moderator(outcome, moderators, counted):
    agreement = Agreement()
    agreement.add(Outcome(outcome), moderators)
    assert agreement == Agreement(**{counted: 1})


def test_the_share_is_of_what_the_policy_decides_by_itself():
    assert Agreement(left=3).share is None
    assert Agreement(agreed=3, kept_out_wrongly=1, left=9).share == 0.75


def test_moves_and_agreement_are_counted_in_all_and_by_section():
    tally = tally_of(
        rehearsed("hold", "refuse", moderators="reject"),
        rehearsed("hold", "refuse", moderators="approve", section="Sport"),
        rehearsed("publish", "publish", section="Sport"),
        None,
    )
    total, sport = tally.total, tally.sections["Sport"]
    assert (total.rehearsed, total.changed, total.decided, tally.left_out) == (3, 2, 2, 1)
    assert total.moves == {(Outcome.HOLD, Outcome.REFUSE): 2, (Outcome.PUBLISH, Outcome.PUBLISH): 1}
    assert (total.before, total.after) == (Agreement(left=2), Agreement(agreed=1, kept_out_wrongly=1))
    assert (sport.rehearsed, sport.changed, sport.decided, sport.after) == (2, 1, 1, Agreement(kept_out_wrongly=1))


def test_what_is_known_only_in_part_is_counted():
    tally = tally_of(
        rehearsed("hold", "hold", then="hold"),
        rehearsed("hold", "hold", then="publish"),
        rehearsed("publish", "publish", is_checked=False),
    )
    assert (tally.other_then, tally.by_words_alone, tally.total.changed) == (1, 1, 0)


def test_examples_are_the_first_of_each_change_and_no_more_than_asked_for():
    comments = [rehearsed("hold", "refuse", number=number) for number in range(9)]
    same = rehearsed("hold", "hold", number=10)
    other = rehearsed("hold", "publish", number=11)
    tally = tally_of(*comments, same, other, examples_of_each=2)
    assert {move: [one.comment_id for one in found] for move, found in tally.examples.items() if found} == {
        (Outcome.HOLD, Outcome.REFUSE): [0, 1],
        (Outcome.HOLD, Outcome.PUBLISH): [11],
    }
    assert tally.total.changed == 10
