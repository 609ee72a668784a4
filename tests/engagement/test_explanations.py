import pytest

from engagement import explanations
from engagement.explanations import Explanation, explain


@pytest.fixture(autouse=True)
def nobody(monkeypatch):
    monkeypatch.setattr(explanations._registry, "explainers", {})


def test_where_nobody_explains_nothing_is_told():
    assert explain(7, "rejected") == Explanation(why="", as_held=False)


def test_the_first_who_has_something_to_say_is_heard():
    explanations.register("silent", lambda comment_id, visibility: None)
    explanations.register("first", lambda comment_id, visibility: Explanation(why=f"{comment_id}, {visibility}"))
    explanations.register("second", lambda comment_id, visibility: pytest.fail("asked in vain"))
    assert explain(7, "spam").why == "7, spam"


def test_a_second_of_a_name_takes_the_place_of_the_first_and_can_leave():
    explanations.register("mine", lambda comment_id, visibility: Explanation(why="one"))
    explanations.register("mine", lambda comment_id, visibility: Explanation(why="two"))
    assert explain(7, "spam").why == "two"
    explanations.unregister("mine")
    assert explain(7, "spam") == Explanation()
