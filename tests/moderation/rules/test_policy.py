"""The policy's table: the strictest outcome wins, and trust outweighs guesses alone."""

import pytest

from moderation.rules.outcomes import Outcome
from moderation.rules.policy import DEFAULT, Judgement, judge, trust

GUESSES = [
    "checker.spam",
    "form.honeypot",
    "form.fast",
    "links.many",
    "links.mismatch",
    "links.newcomer",
    "email.disposable",
]


def test_the_strictest_comes_first_and_others_follow_by_row():
    judgement = judge(["words.suspect", "links.many", "author.first", "checker.spam"], DEFAULT)
    assert judgement == Judgement(
        outcome=Outcome.SPAM, reasons=("checker.spam", "links.many", "words.suspect"), outweighed=()
    )


def test_what_the_table_does_not_know_holds_trusted_authors_too():
    assert judge(["author.trusted", "moon.full"], DEFAULT) == Judgement(outcome=Outcome.HOLD, reasons=("moon.full",))


def test_trust_outweighs_guesses_and_names_them():
    assert judge(["links.many", "checker.spam", "author.trusted"], DEFAULT) == Judgement(
        outcome=Outcome.PUBLISH, reasons=(), outweighed=("checker.spam", "links.many")
    )


@pytest.mark.parametrize("code", [code for code in DEFAULT if code != "author.trusted"])
@pytest.mark.parametrize("outcome", [Outcome.HOLD, Outcome.SPAM, Outcome.REFUSE])
def test_trust_outweighs_nothing_that_the_newsroom_said_and_nothing_that_is_refused(code, outcome):
    lifted = code in GUESSES and outcome is not Outcome.REFUSE
    judgement = judge([code, "author.trusted"], {**DEFAULT, code: outcome})
    assert judgement.outcome is (Outcome.PUBLISH if lifted else outcome)
    assert (judgement.reasons, judgement.outweighed) == (((), (code,)) if lifted else ((code,), ()))


def test_where_the_policy_does_not_let_trust_count_it_outweighs_nothing():
    table = {**DEFAULT, "author.trusted": Outcome.HOLD}
    assert trust(["author.trusted"], table) == table
    assert judge(["author.trusted", "links.many"], table).reasons == ("links.many", "author.trusted")
