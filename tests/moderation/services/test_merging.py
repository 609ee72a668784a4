"""Cases and policy rules go with a discussion that was merged."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.api import Discussion, merge_discussions
from moderation.models import Case, Change, PolicyRule
from moderation.queries.filters import CaseFilter
from moderation.queries.log import LogFilter, load_log
from moderation.services.cases import open_case
from moderation.services.merging import follow_merge
from moderation.services.policy_rules import set_policy_rule
from moderation.services.recounting import recount_cases
from tests.factories import ArticleFactory, DiscussionFactory, HeldCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return DiscussionFactory(article=ArticleFactory(section="Harbour"))


@pytest.fixture
def target():
    return DiscussionFactory(article=ArticleFactory(section="City"))


def wait(discussion):
    comment = HeldCommentFactory(discussion=discussion)
    open_case(comment_id=comment.pk, reasons=[{"code": "moderator"}])
    return comment


def rules():
    return list(PolicyRule.objects.order_by("signal").values_list("signal", "outcome", "discussion_key", "note"))


def test_cases_follow_a_merge_by_themselves_and_are_counted_where_they_stand(
    source, target, django_capture_on_commit_callbacks
):
    moved, other = wait(source), wait(target)
    with django_capture_on_commit_callbacks(execute=True):
        merge_discussions(source_id=source.pk, target_id=target.pk)
    cases = Case.objects.order_by("pk").values_list("comment", "discussion", "section")
    assert list(cases) == [(moved.pk, target.pk, "City"), (other.pk, target.pk, "City")]
    assert list(recount_cases(repair=False)) == []


def test_a_case_that_missed_a_merge_is_found_by_the_recount(source, target):
    moved = wait(source)
    merge_discussions(source_id=source.pk, target_id=target.pk)
    list(recount_cases(repair=True))
    assert list(Case.objects.values_list("comment", "discussion", "section")) == [(moved.pk, target.pk, "City")]
    assert list(recount_cases(repair=False)) == []


def test_within_one_section_the_case_still_changes_its_discussion(target):
    source = DiscussionFactory(article=ArticleFactory(section="City"))
    wait(source)
    merge_discussions(source_id=source.pk, target_id=target.pk)
    assert follow_merge(source_id=source.pk, target_id=target.pk) == 1
    assert follow_merge(source_id=source.pk, target_id=target.pk) == 0
    assert Case.objects.get().discussion == target


def test_many_cases_follow_in_as_many_statements_as_one(source, target):
    def count(one):
        merge_discussions(source_id=one.pk, target_id=target.pk)
        with CaptureQueriesContext(connection) as captured:
            moved = follow_merge(source_id=one.pk, target_id=target.pk)
        return moved, len(captured)

    small = DiscussionFactory(article=ArticleFactory(section="Harbour"))
    wait(small)
    for _ in range(30):
        wait(source)
    one, statements = count(small)
    assert one == 1
    assert count(source) == (30, statements)


def test_a_rule_goes_along_unless_there_is_one_already(source, target):
    set_policy_rule(signal="links.many", outcome="hold", discussion_key=source.key, note="Hands off")
    set_policy_rule(signal="words.suspect", outcome="spam", discussion_key=source.key)
    set_policy_rule(signal="words.suspect", outcome="publish", discussion_key=target.key)
    merge_discussions(source_id=source.pk, target_id=target.pk)
    follow_merge(source_id=source.pk, target_id=target.pk)
    expected = [("links.many", "hold", target.key, "Hands off"), ("words.suspect", "publish", target.key, "")]
    assert rules() == expected
    written = list(Change.objects.order_by("pk").values_list("action", "key", "discussion_key"))[3:]
    assert written == [
        ("remove", "links.many", source.key),
        ("add", "links.many", target.key),
        ("remove", "words.suspect", source.key),
    ]
    follow_merge(source_id=source.pk, target_id=target.pk)
    assert rules() == expected


def test_views_and_the_log_by_the_old_key_find_what_moved(source, target):
    moved = wait(source)
    DecisionFactory(comment=moved, action="approve")
    merge_discussions(source_id=source.pk, target_id=target.pk)
    follow_merge(source_id=source.pk, target_id=target.pk)
    for key in (source.key, target.key):
        found = CaseFilter(articles=(key,)).apply(Case.objects.all(), queue="decided")
        assert list(found.values_list("comment", flat=True)) == [moved.pk]
        assert [line.comment_id for line in load_log(LogFilter(article=key)).lines] == [moved.pk]


def test_what_is_not_there_moves_nothing(target):
    assert follow_merge(source_id=10**6, target_id=target.pk) == 0
    assert Discussion.objects.get(pk=target.pk).version == target.version
