from collections import Counter

import pytest

from faults.wanted import KINDS, Kind, Wanted, make_wanted


def make_one(fate="published", says="ham", acts=()):
    kind = Kind(name="x", share=1, fate=fate, queue="", says=says)
    return Wanted(number=7, kind=kind, body="Text.", author_name="A", acts=acts, answers=None, twice=False)


def test_the_same_seed_makes_the_same_comments_and_another_one_others():
    assert make_wanted(100, 1) == make_wanted(100, 1)
    assert make_wanted(100, 1) != make_wanted(100, 2)


def test_every_kind_is_among_two_thousand_and_no_text_is_there_twice():
    wanted = make_wanted(2000, 1)
    assert {each.kind.name for each in wanted} == {kind.name for kind in KINDS}
    assert len({each.body for each in wanted}) == 2000
    assert len({each.author_email for each in wanted}) == 2000


def test_moderators_want_something_of_every_sort_and_take_some_of_it_back():
    acts = Counter(each.acts for each in make_wanted(2000, 1))
    assert {
        (),
        ("spam",),
        ("spam", "undo"),
        ("reject",),
        ("not_spam",),
        ("not_spam", "undo"),
        ("approve",),
        ("approve", "undo"),
    } == set(acts)
    assert min(acts.values()) >= 5


def test_replies_answer_comments_that_nobody_takes_away():
    wanted = make_wanted(2000, 1)
    parents = [wanted[each.answers] for each in wanted if each.answers is not None]
    assert len(parents) > 100
    assert {(parent.kind.name, parent.acts) for parent in parents} == {("plain", ())}
    assert all(each.answers < each.number for each in wanted if each.answers is not None)


def test_the_shares_of_the_kinds_are_a_whole():
    assert round(sum(kind.share for kind in KINDS), 6) == 1


@pytest.mark.parametrize(
    ("fate", "acts", "fates"),
    [
        ("published", (), ("published",)),
        ("published", ("spam",), ("published", "spam")),
        ("published", ("spam", "undo"), ("published", "spam", "published")),
        ("published", ("reject",), ("published", "rejected")),
        ("spam", ("not_spam",), ("spam", "published")),
        ("held", ("approve", "undo"), ("held", "published", "held")),
    ],
)
def test_the_fates_follow_what_moderators_do(fate, acts, fates):
    assert make_one(fate=fate, acts=acts).fates == fates


@pytest.mark.parametrize(
    ("says", "acts", "wish"),
    [
        ("ham", (), "ham"),
        ("discard", (), "spam"),
        ("ham", ("spam",), "spam"),
        ("ham", ("spam", "undo"), "ham"),
        ("ham", ("reject",), "ham"),
        ("spam", ("not_spam",), "ham"),
        ("spam", ("not_spam", "undo"), "spam"),
    ],
)
def test_the_checker_must_take_it_for_what_the_standing_decision_says(says, acts, wish):
    assert make_one(says=says, acts=acts).wish == wish
