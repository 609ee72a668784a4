from moderation.rules.lists import CompiledList
from moderation.rules.words import check_words
from tests.moderation.rules.subjects import LIMITS, make_subject


def words_of(kind, entries, **where):
    return CompiledList(name=f"{kind} ones", kind=kind, entries=entries, **where)


def test_the_very_words_are_named_with_their_places():
    body = "Such an **IDI\u00adOT** of a m0ron!"
    report = check_words(make_subject(body, lists=(words_of("banned", "idiot\nmoron"),)), LIMITS)
    assert report.signals == ("words.banned",)
    assert report.saw == {
        "matches": [
            {"word": "IDI\u00adOT", "start": 10, "end": 16, "kind": "banned", "list": "banned ones", "entry": "idiot"},
            {"word": "m0ron", "start": 24, "end": 29, "kind": "banned", "list": "banned ones", "entry": "moron"},
        ]
    }
    assert body[10:16] == "IDI\u00adOT"


def test_banned_and_suspect_words_are_two_signals():
    lists = (words_of("suspect", "boat"), words_of("banned", "quay"))
    report = check_words(make_subject("A boat at the quay", lists=lists), LIMITS)
    assert report.signals == ("words.banned", "words.suspect")
    assert [match["word"] for match in report.saw["matches"]] == ["boat", "quay"]


def test_a_list_counts_in_its_language_and_section_alone():
    lists = (words_of("banned", "die", language="en"), words_of("suspect", "quay", section="Harbour"))

    def signals(**place):
        return check_words(make_subject("Die at the quay", lists=lists, **place), LIMITS).signals

    assert signals(language="en-gb", section="harbour") == ("words.banned", "words.suspect")
    assert signals(language="de", section="Harbour") == ("words.suspect",)
    assert signals(language="en", section="Sport") == ("words.banned",)
    assert signals() == ()


def test_the_authors_name_is_compared_too_and_not_told():
    report = check_words(
        make_subject(
            author_name="Bad Quаy",
            lists=(
                words_of(
                    "banned",
                    "quay",
                ),
            ),
        ),
        LIMITS,
    )
    assert report.signals == ("words.banned",)
    assert report.saw == {
        "matches": [{"word": "quay", "start": 4, "end": 8, "kind": "banned", "list": "banned ones", "entry": "quay"}],
        "in_name": [{"kind": "banned", "list": "banned ones", "entry": "quay"}],
    }
    assert "Bad" not in str(report.saw)


def test_no_more_is_told_than_can_be_read():
    report = check_words(make_subject("quay " * 60, lists=(words_of("suspect", "quay"),)), LIMITS)
    assert (len(report.saw["matches"]), report.saw["more"]) == (50, 10)
