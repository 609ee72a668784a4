"""Filters: what an address asks for, and which cases that are."""

import datetime as dt

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import Comment, Discussion
from moderation.models import Case, Claim
from moderation.queries.filters import CaseFilter, spell_query
from moderation.queries.queue import count_cases, find_next, load_queue
from moderation.services.acts import assign
from moderation.services.cases import open_case, put_case
from moderation.services.claims import claim_comment
from moderation.services.indexing import index_comment
from moderation.services.recounting import follow_section
from tests.factories import DiscussionFactory, HeldCommentFactory, UserFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db


def wait(*, reasons=({"code": "held", "gate": ""},), **fields):
    comment = HeldCommentFactory(**fields)
    open_case(comment_id=comment.pk, reasons=reasons)
    return comment


def found(**asked):
    return [item.comment_id for item in load_queue(queue="waiting", matching=CaseFilter(**asked)).items]


def test_an_address_is_read_and_spelt_the_same_again():
    address = "search=c%2B%2B&reason=links.many&section=City+%26+Port&author=Jo&assigned=ann&mine=1&language=de"
    address += "&older=1h&younger=7d&article=a&article=b"
    matching = CaseFilter.read(QueryDict(address), viewer_id=7)
    assert matching == CaseFilter(
        search="c++",
        reason="links.many",
        section="City & Port",
        articles=("a", "b"),
        author="Jo",
        assigned="ann",
        mine="1",
        viewer_id=7,
        language="de",
        older="1h",
        younger="7d",
    )
    assert spell_query(matching.as_query()) == address


@pytest.mark.parametrize(
    "address", ["", "reason=nonsense", "older=2y", "younger=", "author=%00", "article=", "mine=2", "x=1"]
)
def test_what_is_not_known_is_left_out(address):
    assert not CaseFilter.read(QueryDict(address), viewer_id=7)


def test_a_reason_is_found_by_its_code_and_by_the_signal_behind_it():
    links = wait(reasons=[{"code": "signal", "signal": "links.many", "check": "links"}])
    late = wait(reasons=[{"code": "unscreened"}, {"code": "signal", "signal": "words.suspect", "check": "words"}])
    gated = wait(reasons=[{"code": "held", "gate": "author.sanctioned"}])
    assert found(reason="links.many") == [links.pk]
    assert found(reason="unscreened") == found(reason="words.suspect") == [late.pk]
    assert found(reason="author.sanctioned") == found(reason="held") == [gated.pk]
    put_case(comment_id=links.pk, queue="waiting", reasons=[{"code": "moderator"}])
    assert found(reason="links.many") == found(reason="moderator") == [links.pk]


def test_a_section_an_article_and_a_language_are_the_discussions():
    harbour, city = DiscussionFactory(), DiscussionFactory()
    Discussion.objects.filter(pk=city.pk).update(section="City", language="de")
    first, second = wait(discussion=harbour), wait(discussion=city)
    assert (found(section="Harbour"), found(section="City"), found(section="city")) == ([first.pk], [second.pk], [])
    assert found(language="DE") == [second.pk]
    assert found(articles=(harbour.key,)) == [first.pk]
    assert found(articles=(harbour.key, city.key)) == [first.pk, second.pk]
    Discussion.objects.filter(pk=city.pk).update(section="Harbour")
    follow_section(discussion_id=city.pk)
    assert found(section="Harbour") == [first.pk, second.pk]


def test_an_author_is_an_account_or_a_guest_by_name_or_address():
    lena = UserFactory(username="lena")
    theirs = wait(user=lena)
    guest = wait(author_name="Tom", author_email="tom@example.org")
    assert found(author=f"account:{lena.pk}") == found(author="lena") == [theirs.pk]
    assert found(author="Tom") == found(author="tom@example.org") == [guest.pk]
    assert found(author="lena@example.org") == found(author="To") == found(author="account:x") == []


def test_what_was_left_to_somebody_is_found_by_their_user_name(moderator):
    theirs, _other = wait(), wait()
    assign(comment_id=theirs.pk, moderator_id=moderator.pk, to=moderator.pk)
    assert (found(assigned=moderator.username), found(assigned="nobody")) == ([theirs.pk], [])


def test_an_age_is_how_long_ago_it_came_into_its_queue():
    old, new = wait(), wait()
    Case.objects.filter(comment=old).update(opened_at=timezone.now() - dt.timedelta(hours=25))
    assert (found(older="1d"), found(younger="1d")) == ([old.pk], [new.pk])
    assert found(older="1h", younger="3d") == [old.pk]


def test_the_next_of_a_narrowed_list_is_narrowed_as_well():
    first, _other, third = wait(author_name="Tom"), wait(), wait(author_name="Tom")
    matching = CaseFilter(author="Tom")
    assert find_next(queue="waiting", comment_id=first.pk, matching=matching) == third.pk
    assert find_next(queue="waiting", comment_id=third.pk, matching=matching) == first.pk
    fourth = wait(author_name="Tom")
    assert find_next(queue="waiting", comment_id=fourth.pk, order="newest", matching=matching) == third.pk


def test_a_search_narrows_what_the_other_filters_left():
    toms, other = [wait(author_name=name, body="The old ferry.") for name in ("Tom", "Ann")], wait(author_name="Tom")
    for comment in (*toms, other):
        index_comment(comment_id=comment.pk)
    assert found(search="ferr") == [comment.pk for comment in toms]
    assert found(search="ferr", author="Tom") == [toms[0].pk]
    assert count_cases(queue="all", matching=CaseFilter(search="ferr"), most=1000) == 2


def test_what_matches_is_counted_no_further_than_asked():
    for _number in range(3):
        wait(author_name="Tom")
    assert count_cases(queue="waiting", matching=CaseFilter(author="Tom"), most=1000) == 3
    assert count_cases(queue="waiting", matching=CaseFilter(author="Tom"), most=2) == 2
    assert count_cases(queue="spam", matching=CaseFilter(author="Tom"), most=2) == 0


def test_every_case_knows_its_discussion():
    comment = wait()
    assert Case.objects.get(comment=comment).discussion_id == comment.discussion_id
    Case.objects.all().delete()
    assert Case.objects.create(comment_id=comment.pk).discussion_id == comment.discussion_id


def test_a_narrowed_page_costs_as_many_queries_as_a_whole_one_and_one_for_the_author():
    index_comment(comment_id=wait(author_name="Tom").pk)
    assert Comment.objects.count() == 1
    everything = CaseFilter(search="tom", reason="held", section="Harbour", author="Tom", language="en", younger="1d")
    counts = []
    for order in ("risk", "oldest"):
        for matching in (None, everything):
            with CaptureQueriesContext(connection) as queries:
                load_queue(queue="waiting", order=order, matching=matching)
            counts.append(len(queries))
    assert counts == [2, 3, 2, 3]


def found_mine(viewer, queue):
    matching = CaseFilter(mine="1", viewer_id=viewer.pk if viewer else None)
    return {item.comment_id for item in load_queue(queue=queue, matching=matching).items}


def test_mine_is_what_was_left_to_me_or_lies_before_me_and_among_the_decided_what_i_decided(moderator):
    colleague = ModeratorFactory()
    assigned, claimed, theirs, lapsed, decided, decided_by_them = (wait() for _number in range(6))
    for comment, whose in ((assigned, moderator), (theirs, colleague)):
        assign(comment_id=comment.pk, moderator_id=colleague.pk, to=whose.pk)
    claim_comment(comment_id=lapsed.pk, moderator_id=moderator.pk)
    Claim.objects.filter(comment=lapsed).update(until=timezone.now())
    Claim.objects.create(comment=claimed, moderator=moderator, until=timezone.now() + dt.timedelta(minutes=3))
    DecisionFactory(comment=decided, moderator=moderator, action="approve")
    DecisionFactory(comment=decided_by_them, moderator=colleague, action="approve")
    assert found_mine(moderator, "waiting") == {assigned.pk, claimed.pk}
    assert found_mine(moderator, "decided") == {decided.pk}
    assert found_mine(moderator, "all") == {assigned.pk, claimed.pk, decided.pk}
    assert found_mine(colleague, "all") == {theirs.pk, decided_by_them.pk}
    assert found_mine(None, "all") == set()
