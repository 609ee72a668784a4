import dataclasses
import inspect
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from moderation.spam.base import Answer, SiteCounts, SpamChecker, Submitted, Usage, Verdict
from moderation.spam.dummy import DummyChecker


def test_the_payload_survives_json_exactly(everything):
    stored = json.loads(json.dumps(everything.as_dict()))
    again = Submitted.from_dict(stored)
    assert again == everything
    assert again.as_dict() == everything.as_dict() == stored
    assert stored["created_at"] == "2026-05-04T14:30:15.123456+02:00"
    assert stored["context"] == ["Local", "bridges, roads"]
    assert set(stored) == {item.name for item in dataclasses.fields(Submitted)}


def test_the_least_payload_survives_json_too(make_submitted):
    submitted = make_submitted()
    assert Submitted.from_dict(json.loads(json.dumps(submitted.as_dict()))) == submitted


def test_a_named_time_zone_comes_back_as_the_same_moment(make_submitted):
    submitted = make_submitted(created_at=datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Berlin")))
    again = Submitted.from_dict(submitted.as_dict())
    assert again.created_at == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert again.as_dict() == submitted.as_dict()


def test_a_payload_of_another_release_is_read_as_far_as_it_goes(make_submitted):
    submitted = make_submitted()
    assert Submitted.from_dict({**submitted.as_dict(), "mouse_speed": 3}) == submitted
    least = {"ip": "203.0.113.9", "body": submitted.body, "created_at": "2026-05-04T00:00:00+00:00"}
    assert Submitted.from_dict(least) == submitted


@pytest.mark.parametrize("name", ["created_at", "article_modified_at"])
def test_a_time_that_names_no_moment_is_refused(make_submitted, name):
    with pytest.raises(ValueError, match=f"^{name} must be an aware datetime.$"):
        make_submitted(**{name: datetime(2026, 5, 4)})  # noqa: DTZ001


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"body": None}, "^body must be text.$"),
        ({"kind": 3}, "^kind must be text.$"),
        ({"context": ["Local"]}, "^context must be a tuple of texts.$"),
        ({"context": ("Local", 3)}, "^context must be a tuple of texts.$"),
        ({"extra": [("a", "b")]}, "^extra must name texts by texts.$"),
        ({"extra": {"a": 1}}, "^extra must name texts by texts.$"),
        ({"extra": {1: "a"}}, "^extra must name texts by texts.$"),
    ],
)
def test_what_is_no_text_is_refused_where_text_belongs(make_submitted, values, message):
    with pytest.raises(TypeError, match=message):
        make_submitted(**values)


def test_a_payload_shows_nothing_of_the_person_in_a_traceback(everything):
    assert repr(everything) == "<Submitted reply on https://gazette.example.org/articles/bridge/>"


def test_a_payload_and_an_answer_cannot_be_changed(everything):
    answer = Answer(verdict=Verdict.HAM)
    with pytest.raises(dataclasses.FrozenInstanceError):
        everything.body = "other"
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer.verdict = Verdict.SPAM


def test_a_verdict_is_its_own_text():
    assert [f"{verdict}" for verdict in Verdict] == ["ham", "spam", "discard"]


def test_a_checker_has_to_say_how_it_checks():
    with pytest.raises(TypeError, match="abstract"):
        SpamChecker()


def test_a_checker_need_not_count_nor_judge_its_settings():
    dummy = DummyChecker()
    assert (dummy.usage(), dummy.site_counts(), dummy.check_settings()) == (None, None, [])
    assert (dummy.needs_address, dummy.reserved_fields) == (False, frozenset())


@pytest.mark.parametrize("kind", [Submitted, Answer, Usage, SiteCounts])
def test_every_field_says_what_it_is(kind):
    lines = inspect.getsource(kind).splitlines()
    for item in dataclasses.fields(kind):
        (declared,) = [number for number, line in enumerate(lines) if line.startswith(f"    {item.name}: ")]
        assert lines[declared + 1].strip().startswith('"""'), item.name
