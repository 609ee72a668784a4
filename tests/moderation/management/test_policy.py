"""The policy's table, printed."""

import pytest
from django.core.management import CommandError, call_command

from moderation.rules.signals import SIGNALS
from moderation.services.policy_rules import set_policy_rule
from tests.factories import ArticleFactory, DiscussionFactory

pytestmark = pytest.mark.django_db


def printed(capsys, **options):
    call_command("policy", **options)
    return [line.split() for line in capsys.readouterr().out.splitlines()]


def test_every_signal_has_a_line_with_what_is_said_of_it_and_what_it_comes_to(settings, capsys):
    settings.MODERATION = {"POLICY": {"links.many": "spam"}}
    key = DiscussionFactory(article=ArticleFactory(section="Sport")).key
    set_policy_rule(signal="links.many", outcome="publish", section="Sport")
    set_policy_rule(signal="links.many", outcome="refuse", discussion_key=key)
    lines = printed(capsys)
    assert lines[0] == ["signal", "default", "settings", "everywhere", "section", "discussion", "comes", "to"]
    assert [line[0] for line in lines[1:]] == list(SIGNALS)
    links = 1 + list(SIGNALS).index("links.many")
    assert lines[links] == ["links.many", "hold", "spam", "-", "-", "-", "spam"]
    assert printed(capsys, section="Sport")[links] == ["links.many", "hold", "spam", "-", "publish", "-", "publish"]
    assert printed(capsys, discussion=key)[links] == ["links.many", "hold", "spam", "-", "publish", "refuse", "refuse"]


def test_a_place_that_is_none_is_told():
    with pytest.raises(CommandError, match=r"There is no discussion with the key 'gone'\."):
        call_command("policy", discussion="gone")
    with pytest.raises(CommandError, match=r"Choose --section or --discussion, not both\."):
        call_command("policy", discussion="gone", section="Sport")
