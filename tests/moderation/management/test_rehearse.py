"""``manage.py rehearse``: what it prints, and that it changes nothing."""

import io
import json

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation.models import WordList
from moderation.services.policy_rules import set_policy_rule
from tests.factories import DiscussionFactory
from tests.moderation.services.test_rehearsing import by_moderator, checked

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self):
        return True


def rehearse(*arguments):
    out = io.StringIO()
    call_command("rehearse", *arguments, stdout=out)
    return out.getvalue()


def told(*arguments):
    return json.loads(rehearse("--json", *arguments))


def everything():
    """Every row of every table."""
    return {model: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}


@pytest.fixture
def decided(moderator):
    """Four comments: two with many links, of which moderators published one; one that passed; one that is spam."""
    first = checked("links.many", decided="hold", body="The *ferry* is late.")
    second = checked("links.many", "author.guest", decided="hold", section="Sport", body="Buy boats.")
    third = checked("author.guest", body="Keep the ferry.")
    fourth = checked("checker.spam", decided="spam", body="Pills.")
    by_moderator(first, moderator, "approve")
    by_moderator(second, moderator, "reject")
    return [first, second, third, fourth]


def test_the_report_tells_counts_agreement_sections_and_examples(decided):
    first, second, *_rest = (comment.pk for comment in decided)
    assert rehearse("--set", "links.many=refuse").splitlines() == [
        "4 comments rehearsed; 2 would be decided otherwise.",
        "",
        "was       would be   publish      hold      spam    refuse",
        "publish                    1         0         0         0",
        "hold                       0         0         0         2",
        "spam                       0         0         1         0",
        "refuse                     0         0         0         0",
        "",
        "Moderators decided on 2 comments              before     after",
        "as they decided                                    0         1",
        "published, and they kept it out                    0         0",
        "kept out, and they published it                    0         1",
        "held, and so left to them                          2         0",
        "agreement, of what is not left to them             -     50.0%",
        "",
        "Section                           comments otherwise           agreement",
        "Harbour                                  3         1            - → 0.0%",
        "Sport                                    1         1          - → 100.0%",
        "",
        "hold → refuse: 2 of 2 comments",
        f"  {second} (Sport); moderators: reject",
        "    links.many",
        "    Buy boats.",
        f"  {first} (Harbour); moderators: approve",
        "    links.many",
        "    The ferry is late.",
    ]


def test_the_same_as_json(decided):
    _first, second, *_rest = (comment.pk for comment in decided)
    report = told("--set", "links.many=refuse", "--examples", "1")
    assert {name: report[name] for name in ("rehearsed", "changed", "left_out", "by_words_alone")} == {
        "rehearsed": 4,
        "changed": 2,
        "left_out": 0,
        "by_words_alone": 0,
    }
    assert report["decided_otherwise_then"] == 0
    assert report["moves"] == [
        {"was": "publish", "would_be": "publish", "comments": 1},
        {"was": "hold", "would_be": "refuse", "comments": 2},
        {"was": "spam", "would_be": "spam", "comments": 1},
    ]
    assert report["moderators"] == {
        "decided": 2,
        "before": {"agreed": 0, "published_wrongly": 0, "kept_out_wrongly": 0, "left": 2, "share": None},
        "after": {"agreed": 1, "published_wrongly": 0, "kept_out_wrongly": 1, "left": 0, "share": 0.5},
    }
    assert [(one["section"], one["rehearsed"], one["changed"]) for one in report["sections"]] == [
        ("Harbour", 3, 1),
        ("Sport", 1, 1),
    ]
    assert report["examples"] == [
        {
            "comment": second,
            "section": "Sport",
            "was": "hold",
            "would_be": "refuse",
            "because_was": ["links.many"],
            "because_would_be": ["links.many"],
            "words": [],
            "then": "hold",
            "moderators": "reject",
            "excerpt": "Buy boats.",
        }
    ]


def test_nothing_is_changed_and_nothing_but_reading_is_done(decided, tmp_path):
    WordList.objects.create(name="Boats", kind="suspect", entries="boats")
    words = tmp_path / "words.txt"
    words.write_text("ferry\n")
    before = everything()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        report = told(
            "--set", "links.many=publish", "--words", str(words), "--kind", "banned", "--without-list", "Boats"
        )
    assert report["changed"] == 3
    assert captured.captured_queries
    assert [query["sql"] for query in captured if not query["sql"].startswith("SELECT")] == []
    assert everything() == before


def test_a_word_list_is_added_and_another_left_out(decided, tmp_path):
    WordList.objects.create(name="Boats", kind="suspect", entries="boats")
    words = tmp_path / "words.txt"
    words.write_text("# ours\nferry\n", encoding="utf-8-sig")
    report = told("--words", str(words), "--kind", "banned", "--section", "Harbour", "--language", "en")
    assert [(one["comment"], one["because_would_be"], one["words"]) for one in report["examples"]] == [
        (decided[2].pk, ["words.banned"], ["ferry"]),
        (decided[0].pk, ["words.banned", "links.many"], ["ferry"]),
    ]
    assert [(one["was"], one["would_be"]) for one in report["examples"]] == [("publish", "refuse"), ("hold", "refuse")]
    report = told("--without-list", "Boats", "--set", "links.many=publish", "--section", "Sport")
    assert [(one["because_was"], one["because_would_be"]) for one in report["examples"]] == [
        (["links.many", "words.suspect"], [])
    ]


def test_rules_come_from_files_and_what_is_typed_comes_after(decided, tmp_path):
    file = tmp_path / "policy.toml"
    file.write_text('links.many = "spam"\n[sections.Sport]\nlinks.many = "publish"\n')
    assert told("--policy", str(file))["moves"][1:3] == [
        {"was": "hold", "would_be": "publish", "comments": 1},
        {"was": "hold", "would_be": "spam", "comments": 1},
    ]
    report = told("--policy", str(file), "--set", "links.many=refuse", "--set", "sections.Sport.links.many=")
    assert report["moves"][1] == {"was": "hold", "would_be": "refuse", "comments": 2}


def test_rules_of_today_are_what_is_compared_with_and_what_was_decided_otherwise_then_is_told(decided):
    set_policy_rule(signal="links.many", outcome="publish")
    report = rehearse()
    assert report.splitlines()[:3] == [
        "Nothing differs from today's policy and lists: say --set, --policy, --words, --without-list.",
        "4 comments rehearsed; 0 would be decided otherwise.",
        "2 comments decided otherwise at the time than today's policy and lists decide.",
    ]
    assert "50.0%     50.0%" in report


def test_comments_are_chosen(decided):
    assert told("--section", "Sport")["rehearsed"] == 1
    assert told("--discussion", decided[0].discussion.key)["rehearsed"] == 1
    assert told("--limit", "3")["rehearsed"] == 3
    assert told("--since", "2999-01-01")["rehearsed"] == 0
    assert told("--until", "1d")["rehearsed"] == 0
    assert rehearse("--until", "1d").splitlines()[1:] == ["0 comments rehearsed; 0 would be decided otherwise."]


def test_without_moderators_that_is_told():
    checked("links.many", decided="hold")
    assert "No moderator decided on any of them." in rehearse("--set", "links.many=refuse")


def test_on_a_terminal_it_shows_how_far_it_is(decided):
    terminal = Terminal()
    call_command("rehearse", "--limit", "3", stdout=io.StringIO(), stderr=terminal)
    assert terminal.getvalue().endswith("3 of 3\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "links.few=hold"], "argument --set: 'links.few' is no signal; known are checker.spam, "),
        (["--set", "links.many=ban"], "argument --set: 'ban' is no outcome; allowed are publish, hold, spam, refuse."),
        (["--policy", "none.toml"], "argument --policy: none.toml: No such file or directory"),
        (["--words", "none.txt"], "Say what the word list is for: --kind banned or --kind suspect."),
        (["--words", "none.txt", "--kind", "banned"], "none.txt: No such file or directory"),
        (["--without-list", "Boats"], "There is no list 'Boats' in use. There are: none."),
        (["--discussion", "gone"], "There is no discussion with the key 'gone'."),
        (["--limit", "0"], "--limit takes 1 or more."),
        (["--since", "soon"], "argument --since: 'soon' is no time; write 2026-05-04, 2026-05-04T12:30 or 3d."),
    ],
)
def test_what_it_cannot_do_is_told(arguments, message):
    DiscussionFactory()
    with pytest.raises(CommandError) as refused:
        call_command("rehearse", *arguments)
    assert message in str(refused.value)


def test_a_word_list_with_lines_that_are_no_entries_is_refused(tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("ferry\n/(/\n")
    with pytest.raises(CommandError, match=r"words\.txt: line 2, /\(/: The pattern cannot be read"):
        call_command("rehearse", "--words", str(words), "--kind", "banned")
    words.write_bytes(b"\xff")
    with pytest.raises(CommandError, match=r"words\.txt: is not UTF-8"):
        call_command("rehearse", "--words", str(words), "--kind", "banned")
