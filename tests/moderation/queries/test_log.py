"""What the log tells, to whom, in which order, at which cost."""

import datetime as dt
import itertools

import pytest
from django.utils import timezone

from engagement.api import BadCursor, withdraw_comment
from moderation.api import add_note, assign, feature
from moderation.models import Change, Decision
from moderation.queries.log import _BATCH, LogFilter, load_log, stream_log
from moderation.queries.sections import Sections
from moderation.services.policy_rules import clear_policy_rule, set_policy_rule
from moderation.services.section_rights import give_section
from moderation.services.word_lists import WordListData, add_word_list
from tests.factories import ArticleFactory, DiscussionFactory, PublishedCommentFactory, UserFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sport():
    return DiscussionFactory(article=ArticleFactory(section="Sport"))


def told(lines):
    return [(line.kind.value, line.action, line.user_name, line.section) for line in lines]


def make_rows(*ats):
    """As many decisions and changes as there are moments, one of each at each, and no others."""
    for model in (Decision, Change):
        model._base_manager.all().delete()
    set_policy_rule(signal="links.many", outcome="hold")
    clear_policy_rule(signal="links.many")
    for row in (DecisionFactory(), Change.objects.latest("pk")):
        model = type(row)
        values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
        del values["id"]
        model._base_manager.all().delete()
        model.objects.bulk_create([model(**{**values, "at": at}) for at in ats])


def test_decisions_and_changes_come_in_one_order_the_newest_first(sport):
    ann = ModeratorFactory(username="ann", first_name="Ann", last_name="Berg")
    decision = DecisionFactory(
        comment=PublishedCommentFactory(discussion=sport), moderator=ann, action="reject", note="Names a neighbour."
    )
    set_policy_rule(signal="links.many", outcome="hold", section="Harbour", note="Trial.", moderator_id=ann.pk)
    add_word_list(data=WordListData(name="harbour", kind="banned", entries="quay"))
    lines = load_log(LogFilter()).lines
    assert told(lines) == [
        ("word_list", "add", "", ""),
        ("policy_rule", "add", "ann", "Harbour"),
        ("decision", "reject", "ann", "Sport"),
    ]
    line = lines[2]
    assert (line.before, line.after, line.reason, line.note) == (
        "published",
        "rejected",
        "attack",
        "Names a neighbour.",
    )
    assert (line.full_name, line.comment_id, line.discussion_key, line.article_title) == (
        "Ann Berg",
        decision.comment_id,
        sport.key,
        sport.title,
    )
    assert (lines[1].key, lines[1].before, lines[1].after) == (
        "links.many",
        None,
        {"outcome": "hold", "note": "Trial."},
    )


def test_acts_stand_there_too_and_move_nothing(moderator):
    comment = PublishedCommentFactory()
    by = {"comment_id": comment.pk, "moderator_id": moderator.pk}
    add_note(note="Ask Jo.", **by)
    assign(to=moderator.pk, **by)
    feature(featured=True, revision=1, **by)
    lines = load_log(LogFilter(kind="decision")).lines
    assert [(line.action, line.before, line.after, line.note) for line in lines] == [
        ("feature", None, None, ""),
        ("assign", None, {"assigned_to": moderator.username}, ""),
        ("note", None, None, "Ask Jo."),
    ]
    assert [line.action for line in load_log(LogFilter(action="assign")).lines] == ["assign"]


def test_what_the_checks_and_authors_did_comes_where_it_is_asked_for(checker, sport):
    comment = PublishedCommentFactory(discussion=sport)
    withdraw_comment(comment_id=comment.pk)
    Decision.objects.create(
        comment=comment,
        actor="policy",
        action="spam",
        before="pending",
        after="spam",
        revision=1,
        reasons=["links.many"],
    )
    Decision.objects.create(
        comment=comment, actor="readers", action="hold", before="published", after="held", revision=1, reason="hate"
    )
    DecisionFactory()
    assert [line.kind for line in load_log(LogFilter()).lines] == ["decision"]
    assert {line.kind for line in load_log(LogFilter(kind="all")).lines} >= {"decision", "check", "readers"}
    (line,) = load_log(LogFilter(kind="check")).lines
    assert (line.action, line.reason, line.user_name) == ("spam", "links.many", "")


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"kind": "decision"}, ["reject", "spam"]),
        ({"kind": "policy_rule"}, ["add"]),
        ({"kind": "word_list"}, []),
        ({"who": "ann"}, ["add", "reject"]),
        ({"who": "nobody"}, []),
        ({"action": "spam"}, ["spam"]),
        ({"section": "Sport"}, ["add", "reject"]),
        ({"section": "Sport", "action": "reject"}, ["reject"]),
        ({"article": "no such article"}, []),
    ],
)
def test_each_filter_leaves_its_own(sport, chosen, found):
    ann = ModeratorFactory(username="ann")
    DecisionFactory(action="spam")
    DecisionFactory(comment=PublishedCommentFactory(discussion=sport), moderator=ann, action="reject")
    set_policy_rule(signal="links.many", outcome="hold", section="Sport", moderator_id=ann.pk)
    assert [line.action for line in load_log(LogFilter(**chosen)).lines] == found


def test_an_article_is_found_by_its_key_and_by_its_address(sport):
    DecisionFactory()
    DecisionFactory(comment=PublishedCommentFactory(discussion=sport), action="reject")
    set_policy_rule(signal="links.many", outcome="hold", discussion_key=sport.key)
    for article in (sport.key, sport.url):
        assert [line.action for line in load_log(LogFilter(article=article)).lines] == ["add", "reject"]


def test_days_begin_and_end_where_they_are_asked_to():
    now = timezone.now()
    make_rows(*(now - dt.timedelta(days=back) for back in range(4)))
    chosen = LogFilter(since=now - dt.timedelta(days=2), until=now)
    ats = [line.at for line in load_log(chosen).lines]
    assert ats == [now - dt.timedelta(days=back) for back in (1, 1, 2, 2)]


def test_pages_join_without_a_gap_or_a_repetition_also_within_one_moment():
    now = timezone.now()
    make_rows(*([now] * 3), *(now - dt.timedelta(seconds=back) for back in (1, 1, 2)))
    whole = [(line.kind, line.row.pk) for line in load_log(LogFilter()).lines]
    assert len(set(whole)) == 12
    for limit in (1, 2, 5):
        found, cursor = [], ""
        for _page in range(20):
            page = load_log(LogFilter(), cursor=cursor, limit=limit)
            found += [(line.kind, line.row.pk) for line in page.lines]
            cursor = page.next_cursor
            if not cursor:
                break
        assert found == whole


@pytest.mark.parametrize("cursor", ["x", "d", "dxyz", "cbm9uZQ", "é"])
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(BadCursor):
        load_log(LogFilter(), cursor=cursor)


def test_a_page_costs_the_same_however_long_the_log(django_assert_num_queries):
    now = timezone.now()
    make_rows(*(now - dt.timedelta(seconds=back) for back in range(3)))
    with django_assert_num_queries(2):
        assert len(load_log(LogFilter()).lines) == 6
    make_rows(*(now - dt.timedelta(seconds=back) for back in range(60)))
    with django_assert_num_queries(2):
        assert len(load_log(LogFilter()).lines) == 50
    chosen = LogFilter(who="ann", section="Harbour", article="article/1", action="spam", kind="all", since=now)
    with django_assert_num_queries(4):
        load_log(chosen)


def test_a_stream_reads_batch_by_batch_and_loses_nothing(django_assert_num_queries):
    now = timezone.now()
    make_rows(*(now - dt.timedelta(seconds=back) for back in range(_BATCH)))
    with django_assert_num_queries(2):
        first = list(itertools.islice(stream_log(LogFilter()), _BATCH))
    with django_assert_num_queries(6):
        whole = [(line.kind, line.row.pk) for line in stream_log(LogFilter())]
    assert len(set(whole)) == len(whole) == 2 * _BATCH
    assert whole[:_BATCH] == [(line.kind, line.row.pk) for line in first]


def test_whoever_works_in_some_sections_reads_of_these_and_of_what_holds_everywhere(sport):
    DecisionFactory()
    DecisionFactory(comment=PublishedCommentFactory(discussion=sport), action="reject")
    for section in ("Harbour", "Sport", ""):
        set_policy_rule(signal="links.many", outcome="hold", section=section)
        give_section(section=section, user_id=UserFactory().pk, moderator_id=None)
    sections = Sections(names=frozenset({"Sport"}))
    assert sorted(told(load_log(LogFilter(), sections=sections).lines)) == [
        ("decision", "reject", Decision.objects.get(action="reject").moderator.username, "Sport"),
        ("policy_rule", "add", "", ""),
        ("policy_rule", "add", "", "Sport"),
        ("section_right", "add", "", "Sport"),
    ]
