"""Changes of the policy as operators type them, or write them into a file."""

import argparse
import json

import pytest

from moderation.management.policy_changes import read_change, read_policy_file
from moderation.queries.policy import EVERYWHERE, Place
from moderation.rules.outcomes import Outcome
from moderation.rules.signals import SIGNALS


@pytest.mark.parametrize(
    ("text", "place", "outcome"),
    [
        ("links.many=refuse", EVERYWHERE, Outcome.REFUSE),
        ("links.many=", EVERYWHERE, None),
        ("sections.Sport.links.many=hold", Place(section="Sport"), Outcome.HOLD),
        ("sections.Dr. A=B & Co.links.many=hold", Place(section="Dr. A=B & Co"), Outcome.HOLD),
        ("discussions.articles.article.7.links.many=spam", Place(discussion_key="articles.article.7"), Outcome.SPAM),
    ],
)
def test_a_change_names_its_place_and_signal(text, place, outcome):
    assert read_change(text) == {(place, "links.many"): outcome}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("links.many", "'links.many': write SIGNAL=OUTCOME, such as links.many=refuse."),
        ("links.few=hold", f"'links.few' is no signal; known are {', '.join(SIGNALS)}."),
        ("links.many=ban", "'ban' is no outcome; allowed are publish, hold, spam, refuse."),
        ("sections.links.many=hold", "'sections.links.many=hold': write sections.NAME.SIGNAL=OUTCOME."),
        ("=hold", f"'' is no signal; known are {', '.join(SIGNALS)}."),
    ],
)
def test_what_is_no_change_is_told(text, message):
    with pytest.raises(argparse.ArgumentTypeError) as refused:
        read_change(text)
    assert str(refused.value) == message


def test_a_file_holds_rules_for_everywhere_and_for_places(tmp_path):
    changes = {
        (EVERYWHERE, "links.many"): Outcome.REFUSE,
        (EVERYWHERE, "form.fast"): None,
        (Place(section="Sport"), "words.suspect"): Outcome.PUBLISH,
        (Place(discussion_key="articles.article.7"), "links.many"): Outcome.HOLD,
    }
    table = {
        "links.many": "refuse",
        "form.fast": "",
        "sections": {"Sport": {"words.suspect": "publish"}},
        "discussions": {"articles.article.7": {"links.many": "hold"}},
    }
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(table))
    assert read_policy_file(str(file)) == changes
    file = tmp_path / "policy.toml"
    file.write_text(
        'links.many = "refuse"\n"form.fast" = ""\n'
        '[sections.Sport]\nwords.suspect = "publish"\n'
        '[discussions."articles.article.7"]\n"links.many" = "hold"\n'
    )
    assert read_policy_file(str(file)) == changes


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("policy.json", "[]", "holds no table of signals."),
        ("policy.json", "{", "is not read: "),
        ("policy.toml", "links.many = refuse", "is not read: "),
        ("policy.toml", 'links.few = "hold"', ": 'links.few' is no signal; known are "),
        ("policy.toml", "links.many = 3", ": 3 is no outcome; allowed are "),
        ("policy.json", '{"sections": "Sport"}', ": sections holds no table of signals."),
        ("policy.json", '{"sections": {"Sport": "hold"}}', ": sections.Sport holds no table of signals."),
        ("policy.json", '{"links.many": false}', ": False is no outcome; allowed are "),
        ("policy.json", '{"links.many": ["hold"]}', ": ['hold'] is no outcome; allowed are "),
    ],
)
def test_a_file_that_is_no_policy_is_told(tmp_path, name, content, message):
    file = tmp_path / name
    file.write_text(content)
    with pytest.raises(argparse.ArgumentTypeError) as refused:
        read_policy_file(str(file))
    assert f"{file}" in str(refused.value)
    assert message in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(argparse.ArgumentTypeError, match="No such file or directory"):
        read_policy_file(str(tmp_path / "none.toml"))
