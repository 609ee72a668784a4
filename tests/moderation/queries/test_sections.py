"""Where somebody works, and that they see nothing else."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from engagement.api import CommentNotFound
from moderation.api import load_card, load_queue, open_case, queue_counts
from moderation.queries.counts import load_counts
from moderation.queries.digests import load_digest
from moderation.queries.figures import (
    count_rejections,
    load_causes,
    load_people,
    load_sections,
    load_slices,
    load_totals,
)
from moderation.queries.operations import load_queues
from moderation.queries.periods import Period
from moderation.queries.queue import count_cases, find_next
from moderation.queries.sections import EVERYWHERE, Sections, find_sections
from moderation.queries.told import load_told
from moderation.queries.waiting import load_waiting
from moderation.services.section_rights import give_section
from tests.factories import ArticleFactory, DiscussionFactory, HeldCommentFactory, StaffFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db

SPORT = Sections(names=frozenset({"Sport"}))


@pytest.fixture
def make_waiting():
    """Makes comments that wait, in a section."""

    def make(section):
        comment = HeldCommentFactory(discussion=DiscussionFactory(article=ArticleFactory(section=section)))
        open_case(comment_id=comment.pk, reasons=[{"code": "held", "gate": "links"}])
        return comment

    return make


def give(section, **holder):
    return give_section(section=section, moderator_id=None, **holder)


def test_without_a_right_all_sections_are_open(django_assert_num_queries):
    user = ModeratorFactory()
    give("Sport", user_id=ModeratorFactory().pk)
    with django_assert_num_queries(1):
        assert find_sections(user) == EVERYWHERE


def test_an_accounts_rights_and_its_groups_add_up(django_assert_num_queries):
    user = ModeratorFactory()
    group = Group.objects.create(name="Harbour desk")
    user.groups.add(group)
    give("Sport", user_id=user.pk)
    give("Harbour", group_id=group.pk)
    give("Opera", group_id=Group.objects.create(name="Arts desk").pk)
    with django_assert_num_queries(1):
        assert find_sections(user) == Sections(names=frozenset({"Sport", "Harbour"}))


def test_one_right_for_all_opens_all():
    user = ModeratorFactory()
    give("Sport", user_id=user.pk)
    give("", user_id=user.pk)
    assert find_sections(user) == EVERYWHERE


def test_whoever_may_do_everything_works_everywhere():
    user = StaffFactory()
    give("Sport", user_id=user.pk)
    assert find_sections(user) == EVERYWHERE


def test_lists_and_counters_are_those_of_the_sections(make_waiting):
    first, _harbour, second, _none = (make_waiting(section) for section in ("Sport", "Harbour", "Sport", ""))
    page = load_queue(queue="waiting", sections=SPORT, limit=1)
    assert [item.comment_id for item in page.items] == [first.pk]
    page = load_queue(queue="waiting", sections=SPORT, cursor=page.next_cursor)
    assert ([item.comment_id for item in page.items], page.next_cursor) == ([second.pk], "")
    assert (queue_counts(SPORT)["waiting"], queue_counts()["waiting"]) == (2, 4)
    counts = {"waiting": 2, "reported": 0, "spam": 0, "discarded": 0, "new": 0}
    assert {line.queue: line.count for line in load_queues(SPORT)} == counts
    assert [count_cases(queue="all", most=9, sections=sections) for sections in (SPORT, EVERYWHERE)] == [2, 4]
    assert load_counts(SPORT).sections["all"] == {"Sport": 2}
    assert [load_waiting(sections).count for sections in (SPORT, EVERYWHERE)] == [2, 4]
    digest = load_digest(since=timezone.now(), now=timezone.now(), sections=SPORT)
    assert ([item.comment_id for item in digest.items], digest.sections) == ([first.pk, second.pk], (("Sport", 2),))


def test_figures_are_those_of_the_sections(make_waiting, moderator):
    for section in ("Sport", "Harbour"):
        DecisionFactory(comment=make_waiting(section), action="reject", reason="attack", moderator=moderator)
    today = Period(first=timezone.localdate(), last=timezone.localdate())
    for sections, count in ((SPORT, 1), (EVERYWHERE, 2)):
        assert load_totals(today, sections).decided == count
        assert sum(part.counts.rejected for part in load_slices(today, sections)) == count
        assert load_people(today, sections)[0].counts.rejected == count
        assert len(load_sections(today, sections)) == count
        assert sum(group.judged for group in load_causes(today, sections)) == count
        assert count_rejections(today, sections) == (("attack", count),)


def test_the_next_card_is_one_of_the_sections(make_waiting):
    first, _harbour, second = (make_waiting(section) for section in ("Sport", "Harbour", "Sport"))
    assert find_next(queue="waiting", comment_id=first.pk, sections=SPORT) == second.pk
    assert find_next(queue="waiting", comment_id=second.pk, sections=SPORT) == first.pk


def test_a_card_of_another_section_is_not_there(make_waiting):
    sport, harbour = make_waiting("Sport"), make_waiting("Harbour")
    assert load_card(sport.pk, sections=SPORT).comment_id == sport.pk
    with pytest.raises(CommentNotFound):
        load_card(harbour.pk, sections=SPORT)
    assert [SPORT.allow_comment(comment.pk) for comment in (sport, harbour)] == [True, False]
    assert SPORT.keep([sport.pk, harbour.pk, 404]) == {sport.pk}


def test_nothing_is_told_of_a_decision_in_another_section(make_waiting):
    decision = DecisionFactory(comment=make_waiting("Harbour"), action="approve")
    assert load_told(decision.pk, sections=SPORT) is None
    assert load_told(decision.pk).comment_id == decision.comment_id


def test_whoever_works_everywhere_is_asked_nothing_of_a_comment(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert EVERYWHERE.allow_comment(404)
        assert EVERYWHERE.keep([404]) == {404}
