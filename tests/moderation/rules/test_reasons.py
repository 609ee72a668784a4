"""A case's reasons, old and new together."""

from moderation.rules.reasons import MOST, merge_reasons

LINKS = {"code": "signal", "signal": "links.many", "check": "links"}
WORDS = {"code": "signal", "signal": "words.suspect", "check": "words"}
EDITED = {"code": "edited"}


def test_what_comes_last_is_said_first_and_what_was_there_stays():
    assert merge_reasons([LINKS], [EDITED], judged=False) == [EDITED, LINKS]


def test_the_same_is_said_once_as_it_is_now():
    before = [{"code": "escalated", "why": "A lawyer wrote."}, EDITED]
    now = [{"code": "escalated", "why": "Another one wrote."}]
    assert merge_reasons(before, now, judged=False) == [*now, EDITED]


def test_reports_are_those_that_are_open_now():
    before = [
        {"code": "reported", "kind": "hate", "count": 1},
        {"code": "reported", "kind": "spam", "count": 1},
        EDITED,
    ]
    now = [{"code": "reported", "kind": "hate", "count": 2}]
    assert merge_reasons(before, now, judged=False) == [*now, EDITED]
    assert merge_reasons(before, [LINKS], judged=False) == [LINKS, *before]


def test_a_judgement_takes_the_place_of_what_the_checks_said_before():
    before = [LINKS, {"code": "unscreened"}, {"code": "held", "gate": "unchecked"}, EDITED]
    assert merge_reasons(before, [WORDS], judged=True) == [WORDS, EDITED]
    assert merge_reasons(before, [], judged=True) == [EDITED]


def test_a_case_has_no_more_reasons_than_anybody_reads():
    many = [{"code": "signal", "signal": f"words.{number}"} for number in range(MOST + 5)]
    assert merge_reasons(many, [EDITED], judged=False) == [EDITED, *many[: MOST - 1]]
