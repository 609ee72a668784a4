"""The harness is able to fail: each rule notices what it is for."""

from dataclasses import replace

import pytest

from faults.evidence import Interruption
from faults.judging import LONGEST_SETTLING, judge
from tests.faults.runs import change_comment, find, make_call, make_decision, make_run, wrong_of

REPEATED_CHECKS = "checks repeated, all in flight at an interruption"
REPEATED_FEEDBACK = "feedback repeated, all in flight at an interruption"


@pytest.fixture(scope="module")
def run():
    return make_run()


def test_a_run_in_which_all_went_well_has_no_wrong_count(run):
    assert wrong_of(run) == {}


def test_nothing_at_all_is_wrong(run):
    empty = make_run(50)
    nothing = replace(
        empty, accepted={}, comments=[], findings=[], decisions=[], feedback=[], queues={}, calls=[], first_seen={}
    )
    assert wrong_of(nothing)["accepted over HTTP"][:2] == (50, 0)


def test_a_comment_that_was_refused_is_named(run):
    wanted = find(run, "published")
    accepted = {key: pk for key, pk in run.accepted.items() if key != wanted.key}
    spoiled = replace(run, accepted=accepted, refused={wanted.key: "403: no"})
    assert wrong_of(spoiled)["accepted over HTTP"] == (200, 199, (wanted.key,))


def test_an_accepted_comment_that_is_gone_is_named(run):
    wanted = find(run, "published")
    spoiled = replace(run, comments=[row for row in run.comments if row.key != wanted.key])
    assert wrong_of(spoiled)["stored once, under the number told"] == (200, 199, (wanted.key,))


def test_a_comment_stored_twice_is_named(run):
    wanted = find(run, "published")
    second = replace(next(row for row in run.comments if row.key == wanted.key), pk=9999)
    spoiled = replace(run, comments=[*run.comments, second])
    assert wrong_of(spoiled)["stored once, under the number told"] == (200, 199, (wanted.key,))


def test_a_comment_stored_under_another_number_than_told_is_named(run):
    wanted = find(run, "published")
    spoiled = replace(run, accepted={**run.accepted, wanted.key: 9999})
    assert wrong_of(spoiled)["stored once, under the number told"] == (200, 199, (wanted.key,))


def test_a_row_that_nobody_posted_is_counted(run):
    spoiled = replace(run, comments=[*run.comments, replace(run.comments[0], key="faults-other", pk=9999)])
    assert wrong_of(spoiled)["stored otherwise"] == (0, 1, ())


def test_a_repetition_that_was_told_another_number_is_named(run):
    spoiled = replace(run, contradicted=["faults-000001"])
    assert wrong_of(spoiled) == {"sent again, and told otherwise": (0, 1, ("faults-000001",))}


@pytest.mark.parametrize(
    ("fate", "instead"),
    [("published", "held"), ("spam", "published"), ("held", "published"), ("rejected", "published")],
)
def test_a_comment_that_came_to_another_fate_is_named(run, fate, instead):
    wanted = find(run, fate)
    wrong = wrong_of(change_comment(run, wanted, visibility=instead))
    assert [names for _expected, _found, names in wrong.values()] == [(wanted.key,)]


def test_a_comment_that_still_waits_is_named(run):
    wanted = find(run, "published")
    wrong = wrong_of(change_comment(run, wanted, is_due=True))
    assert wrong == {"still to be checked": (0, 1, (wanted.key,))}


def test_a_case_in_the_wrong_queue_is_named(run):
    wanted = find(run, "spam")
    spoiled = replace(run, queues={**run.queues, run.accepted[wanted.key]: "waiting"})
    assert wrong_of(spoiled) == {"in the queue where they belong": (200, 199, (wanted.key,))}


def test_spam_that_the_database_showed_public_for_a_moment_is_named(run):
    wanted = find(run, "spam")
    spoiled = replace(run, too_soon=[run.accepted[wanted.key]])
    assert wrong_of(spoiled) == {"public in the database before a verdict": (0, 1, (wanted.key,))}


def test_spam_that_readers_saw_is_named(run):
    wanted = find(run, "spam")
    spoiled = replace(run, first_seen={**run.first_seen, run.accepted[wanted.key]: 5_000_000.0})
    assert wrong_of(spoiled) == {"seen by readers before a verdict": (0, 1, (wanted.key,))}


def test_a_comment_seen_before_the_checker_was_asked_is_named(run):
    wanted = find(run, "published")
    asked_at = next(call.received for call in run.calls if call.key == wanted.key)
    spoiled = replace(run, first_seen={**run.first_seen, run.accepted[wanted.key]: asked_at - 0.001})
    assert wrong_of(spoiled) == {"seen by readers before a verdict": (0, 1, (wanted.key,))}


def test_a_comment_whose_own_time_says_that_it_was_published_too_soon_is_named(run):
    wanted = find(run, "published")
    asked_at = next(call.received for call in run.calls if call.key == wanted.key)
    wrong = wrong_of(change_comment(run, wanted, published_at=asked_at - 0.001))
    assert wrong == {"published before a verdict, by their times": (0, 1, (wanted.key,))}


def test_a_provisional_answer_is_no_verdict(run):
    wanted = find(run, "published")
    calls = [replace(call, outcome="provisional") if call.key == wanted.key else call for call in run.calls]
    assert {"seen by readers before a verdict", "published before a verdict, by their times"} <= set(
        wrong_of(replace(run, calls=calls))
    )


def test_spam_published_before_its_moderator_asked_is_named(run):
    wanted = find(run, "spam", ["not_spam"])
    wrong = wrong_of(change_comment(run, wanted, published_at=run.asked[wanted.key] - 0.001))
    assert wrong == {"published before a verdict, by their times": (0, 1, (wanted.key,))}


def test_that_nobody_looked_is_wrong(run):
    assert wrong_of(replace(run, looks={"into the database": 0})) == {
        "looks into the database": (0, 0, ("nobody looked",))
    }


def test_a_mishap_that_never_happened_is_wrong(run):
    assert wrong_of(replace(run, mishaps={"a worker killed": 0})) == {
        "mishap: a worker killed": (0, 0, ("never happened",))
    }


def test_a_second_decision_of_the_checks_is_named(run):
    wanted = find(run, "published")
    second = make_decision(run.accepted[wanted.key], "policy", "approve", 1.0, 9999)
    wrong = wrong_of(replace(run, decisions=[*run.decisions, second]))
    assert wrong == {"decided by the checks once": (200, 199, (wanted.key,))}


def test_a_moderators_decision_made_twice_is_named(run):
    wanted = find(run, "published", ["spam"])
    second = make_decision(run.accepted[wanted.key], "moderator", "spam", 1.0, 9999)
    wrong = wrong_of(replace(run, decisions=[*run.decisions, second]))
    acts = sum(len(each.acts) for each in run.wanted)
    assert wrong == {"moderators' decisions, each once and in order": (acts, acts + 1, (wanted.key,))}


def test_a_decision_that_was_lost_is_named(run):
    wanted = find(run, "spam", ["not_spam", "undo"])
    pk = run.accepted[wanted.key]
    kept = [row for row in run.decisions if not (row.comment == pk and row.action == "undo")]
    acts = sum(len(each.acts) for each in run.wanted)
    wrong = wrong_of(replace(run, decisions=kept))
    assert wrong == {"moderators' decisions, each once and in order": (acts, acts - 1, (wanted.key,))}


def test_a_verdict_kept_twice_is_named(run):
    wanted = find(run, "published")
    finding = next(row for row in run.findings if row.comment == run.accepted[wanted.key])
    wrong = wrong_of(replace(run, findings=[*run.findings, finding]))
    assert wrong == {"verdicts kept, one a comment": (200, 199, (wanted.key,))}


def test_feedback_that_never_reached_the_checker_is_named(run):
    wanted = find(run, "published", ["spam"])
    calls = [call for call in run.calls if call.key != wanted.key or call.about == "check"]
    wrong = wrong_of(replace(run, calls=calls))
    assert set(wrong) == {"feedback that reached the stand-in", "comments of which it was told right at last"}
    assert {names for _expected, _found, names in wrong.values()} == {(wanted.key,)}


@pytest.mark.parametrize("outcome", ["500", "late", "garbage", "half an answer"])
def test_feedback_that_was_not_taken_well_has_not_reached_the_checker(run, outcome):
    wanted = find(run, "published", ["spam"])
    calls = [
        replace(call, outcome=outcome) if call.key == wanted.key and call.about == "spam" else call
        for call in run.calls
    ]
    assert "feedback that reached the stand-in" in wrong_of(replace(run, calls=calls))


@pytest.mark.parametrize(("state", "what"), [("queued", "feedback still to be sent"), ("failed", "feedback given up")])
def test_feedback_that_is_left_over_is_counted(run, state, what):
    reports = [replace(run.feedback[0], state=state), *run.feedback[1:]]
    assert wrong_of(replace(run, feedback=reports))[what] == (0, 1, ())


def test_feedback_that_nobody_ordered_is_named(run):
    wanted = find(run, "published")
    calls = [*run.calls, make_call(wanted, "ham", 5_000_000.0, "taken")]
    assert wrong_of(replace(run, calls=calls)) == {"feedback that nobody ordered": (0, 1, (wanted.key,))}


def test_feedback_told_twice_without_any_reason_is_named(run):
    wanted = find(run, "published", ["spam"])
    calls = [*run.calls, make_call(wanted, "spam", 5_000_000.0, "taken")]
    assert wrong_of(replace(run, calls=calls)) == {REPEATED_FEEDBACK: (0, 1, (wanted.key,))}


def test_a_check_asked_twice_without_any_reason_is_named(run):
    wanted = find(run, "published")
    calls = [*run.calls, make_call(wanted, "check", 5_000_000.0, "ham")]
    assert wrong_of(replace(run, calls=calls)) == {REPEATED_CHECKS: (0, 1, (wanted.key,))}


def test_a_check_asked_again_after_a_failure_is_no_repetition(run):
    wanted = find(run, "published")
    before = next(call for call in run.calls if call.key == wanted.key)
    failed = [
        make_call(wanted, "check", before.received - 1, "500"),
        make_call(wanted, "check", before.received - 2, "late"),
    ]
    assert wrong_of(replace(run, calls=[*run.calls, *failed])) == {}


def test_a_check_asked_again_as_the_checker_wanted_is_no_repetition(run):
    wanted = find(run, "published")
    before = next(call for call in run.calls if call.key == wanted.key)
    provisional = make_call(wanted, "check", before.received - 1, "provisional")
    assert wrong_of(replace(run, calls=[*run.calls, provisional])) == {}


def test_a_provisional_answer_asked_for_twice_is_named(run):
    wanted = find(run, "published")
    before = next(call for call in run.calls if call.key == wanted.key)
    twice = [make_call(wanted, "check", before.received - ago, "provisional") for ago in (2, 1)]
    assert wrong_of(replace(run, calls=[*run.calls, *twice])) == {REPEATED_CHECKS: (0, 1, (wanted.key,))}


@pytest.mark.parametrize(
    ("began", "ended", "excused"),
    [
        pytest.param(0.05, 0.05, True, id="the worker died before the answer"),
        pytest.param(0.29, 0.29, True, id="the worker died before it had stored the answer"),
        pytest.param(0.31, 9, False, id="the worker died later"),
        pytest.param(-5, -0.01, False, id="the worker died before the call"),
        pytest.param(-5, 0.01, True, id="the database was away when the call was made"),
    ],
)
def test_a_repetition_is_excused_by_an_interruption_of_the_first_attempt_alone(run, began, ended, excused):
    wanted = find(run, "published", ["spam"])
    first = next(call for call in run.calls if call.key == wanted.key and call.about == "spam")
    interrupted = replace(
        run,
        calls=[*run.calls, make_call(wanted, "spam", first.received + 30, "taken")],
        interruptions=[Interruption(what="x", began=first.received + began, ended=first.received + ended)],
    )
    counts = {count.what: count for count in judge(interrupted)}
    assert counts[REPEATED_FEEDBACK].is_right is excused
    assert (counts[REPEATED_FEEDBACK].expected, counts[REPEATED_FEEDBACK].found) == (int(excused), 1)


@pytest.mark.parametrize(("took", "granted"), [(0.1, 200), (0.5, 1000), (30, round(LONGEST_SETTLING * 1000))])
def test_as_long_as_answers_took_to_be_stored_is_granted_twice_and_no_longer_than_five_seconds(run, took, granted):
    answered = {call.key: call.answered for call in run.calls if call.about == "check"}
    keys = {pk: key for key, pk in run.accepted.items()}
    findings = [replace(finding, at=answered[keys[finding.comment]] + took) for finding in run.findings]
    counts = {count.what: count.found for count in judge(replace(run, findings=findings))}
    assert counts["milliseconds granted for storing an answer"] == granted


def test_an_answer_that_waited_for_a_database_that_was_away_grants_others_nothing(run):
    wanted = find(run, "published")
    call = next(call for call in run.calls if call.key == wanted.key)
    findings = [
        replace(row, at=call.answered + 4) if row.comment == run.accepted[wanted.key] else row for row in run.findings
    ]
    away = Interruption(what="x", began=call.answered + 0.05, ended=call.answered + 3.9)
    counts = {count.what: count.found for count in judge(replace(run, findings=findings, interruptions=[away]))}
    assert counts["milliseconds granted for storing an answer"] == 200


def test_a_second_repetition_needs_a_reason_of_its_own(run):
    wanted = find(run, "published", ["spam"])
    first = next(call for call in run.calls if call.key == wanted.key and call.about == "spam")
    interrupted = replace(
        run,
        calls=[*run.calls, *(make_call(wanted, "spam", first.received + later, "taken") for later in (30, 60))],
        interruptions=[Interruption(what="x", began=first.received, ended=first.received)],
    )
    assert wrong_of(interrupted) == {REPEATED_FEEDBACK: (1, 2, (wanted.key,))}


def test_what_moderators_did_not_get_through_with_is_named(run):
    wanted = find(run, "published", ["spam"])
    spoiled = replace(run, unfinished=[wanted.key])
    assert [names for _e, _f, names in wrong_of(spoiled).values()] == [(wanted.key,)]
