import pytest
from django.utils.safestring import SafeString, mark_safe

from engagement import slots


@pytest.fixture(autouse=True)
def empty_slots(monkeypatch):
    monkeypatch.setattr(slots, "_fillers", {name: {} for name in slots.NAMES})


def test_an_empty_slot_renders_nothing():
    assert slots.render(slots.FORM_NOTICE, {}) == ""


def test_everything_in_a_slot_is_rendered_in_the_order_it_joined():
    slots.fill(slots.FORM_NOTICE, "first", lambda context: "one ")
    slots.fill(slots.FORM_NOTICE, "second", lambda context: "two")
    slots.fill(slots.PRIVACY, "elsewhere", lambda context: "three")
    rendered = slots.render(slots.FORM_NOTICE, {})
    assert rendered == "one two"
    assert isinstance(rendered, SafeString)


def test_what_is_not_marked_safe_is_escaped():
    slots.fill(slots.PRIVACY, "plain", lambda context: "<b>")
    slots.fill(slots.PRIVACY, "safe", lambda context: mark_safe("<i>{}</i>"))
    assert slots.render(slots.PRIVACY, {}) == "&lt;b&gt;<i>{}</i>"


def test_what_fills_a_slot_is_given_its_context():
    slots.fill(slots.COMMENT_ACTIONS, "report", lambda context: f"Report {context['comment']}")
    assert slots.render(slots.COMMENT_ACTIONS, {"comment": 7}) == "Report 7"


def test_a_second_filler_of_a_name_takes_the_place_of_the_first_and_can_leave():
    slots.fill(slots.PRIVACY, "mine", lambda context: "one")
    slots.fill(slots.PRIVACY, "mine", lambda context: "two")
    assert slots.render(slots.PRIVACY, {}) == "two"
    slots.empty(slots.PRIVACY, "mine")
    slots.empty(slots.PRIVACY, "never there")
    assert slots.render(slots.PRIVACY, {}) == ""


@pytest.mark.parametrize(
    "act",
    [
        lambda: slots.fill("footer", "mine", str),
        lambda: slots.empty("footer", "mine"),
        lambda: slots.render("footer", {}),
    ],
)
def test_a_slot_that_does_not_exist_is_an_error(act):
    with pytest.raises(KeyError, match="footer"):
        act()
