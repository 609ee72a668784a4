import datetime as dt

import pytest

from engagement import gates
from engagement.exceptions import GateFailed
from engagement.gates import Admission, Draft, Ruling, SubmissionData

pytestmark = pytest.mark.usefixtures("engagement_alone")

DRAFT = Draft(
    discussion_id=1,
    discussion_key="a.b.1",
    section="",
    parent_id=None,
    body="The quay is old.",
    author_id=None,
    author_name="Anna",
    author_email="",
    author_url="",
    submission=SubmissionData(),
    created_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
)


def ruling(admission, reason=""):
    return Ruling(admission=admission, reason=reason)


def register(*rulings):
    for number, answer in enumerate(rulings):
        gates.register(str(number), lambda draft, answer=answer: answer)


def test_admissions_are_ordered_from_the_mildest_to_the_strictest():
    assert sorted(Admission) == [Admission.PUBLISH, Admission.SCREEN, Admission.HOLD, Admission.REFUSE]


def test_where_nobody_is_asked_everything_is_published():
    assert gates.registered() == ()
    assert gates.admit(DRAFT) == ruling(Admission.PUBLISH)


@pytest.mark.parametrize("strictest", Admission)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_strictest_answer_wins_wherever_it_comes_from(strictest, place):
    answers = [ruling(Admission.PUBLISH)] * 2
    answers.insert(place, ruling(strictest, "the strictest"))
    register(*answers)
    assert gates.admit(DRAFT).admission == strictest


def test_of_equally_strict_answers_the_first_is_given():
    register(ruling(Admission.SCREEN), ruling(Admission.HOLD, "first"), ruling(Admission.HOLD, "second"))
    assert gates.admit(DRAFT).reason == "first"


def test_a_gate_that_breaks_lets_nothing_through_whatever_the_others_say():
    register(ruling(Admission.PUBLISH))
    gates.register("broken", lambda draft: draft.no_such_thing)
    with pytest.raises(GateFailed, match="gate 'broken' failed") as caught:
        gates.admit(DRAFT)
    assert isinstance(caught.value.__cause__, AttributeError)


def test_a_gate_that_answers_nothing_lets_nothing_through():
    gates.register("silent", lambda draft: None)
    with pytest.raises(GateFailed, match="gate 'silent' failed"):
        gates.admit(DRAFT)


def test_a_second_gate_of_a_name_takes_the_place_of_the_first():
    register(ruling(Admission.REFUSE), ruling(Admission.SCREEN))
    gates.register("0", lambda draft: ruling(Admission.PUBLISH))
    assert gates.registered() == ("0", "1")
    assert gates.admit(DRAFT).admission == Admission.SCREEN


def test_a_gate_that_left_is_asked_no_more():
    register(ruling(Admission.REFUSE))
    gates.unregister("0")
    gates.unregister("never there")
    assert gates.registered() == ()
    assert gates.admit(DRAFT).admission == Admission.PUBLISH
