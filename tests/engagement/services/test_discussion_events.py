"""What is noted of whole discussions, and who is told."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement import events
from engagement.exceptions import CannotMerge
from engagement.models import WebhookDelivery, WebhookEvent
from engagement.services.discussions import hide_discussion_of, set_discussion_status, sync_discussion
from engagement.services.foreign_articles import ForeignArticle
from engagement.services.merging import merge_discussions
from engagement.services.publishing import put_discussion
from engagement.services.webhook_endpoints import replay_events
from tests.engagement.receiving import ON, endpoint_to
from tests.factories import ArticleFactory, DiscussionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]


@pytest.fixture(autouse=True)
def webhooks(settings):
    settings.ENGAGEMENT = ON


def noted():
    return list(WebhookEvent.objects.order_by("pk").values_list("kind", flat=True))


def told(endpoint):
    rows = WebhookDelivery.objects.filter(endpoint=endpoint).order_by("event_id")
    return list(rows.values_list("event__kind", flat=True))


def test_a_merge_names_both_keys():
    source, target = DiscussionFactory(), DiscussionFactory()
    merge_discussions(source_id=source.pk, target_id=target.pk)
    event = WebhookEvent.objects.get()
    assert (event.kind, event.comment_number, event.section) == ("discussion.merged", None, "Harbour")
    assert event.payload == {
        "discussion": {
            "key": target.key,
            "url": target.url,
            "section": "Harbour",
            "title": target.title,
            "status": "open",
            "closes_at": None,
        },
        "from": {"key": source.key, "url": source.url, "section": "Harbour"},
    }
    merge_discussions(source_id=source.pk, target_id=target.pk)
    with pytest.raises(CannotMerge):
        merge_discussions(source_id=target.pk, target_id=source.pk)
    assert noted() == ["discussion.merged"]


def test_what_is_rolled_back_was_never_noted():
    source, target = DiscussionFactory(), DiscussionFactory()
    endpoint_to("https://a.invalid/")
    with transaction.atomic():
        merge_discussions(source_id=source.pk, target_id=target.pk)
        transaction.set_rollback(True)
    assert not WebhookEvent.objects.exists()
    assert not WebhookDelivery.objects.exists()


def test_whoever_wants_the_section_from_which_it_came_is_told_too():
    source = sync_discussion(obj=ArticleFactory(section="Harbour"))
    target = sync_discussion(obj=ArticleFactory(section="Culture"))
    old = endpoint_to("https://a.invalid/", sections=["Harbour"])
    new = endpoint_to("https://b.invalid/", sections=["Culture"])
    another = endpoint_to("https://c.invalid/", sections=["Sport"])
    merge_discussions(source_id=source.pk, target_id=target.pk)
    assert [told(endpoint) for endpoint in (old, new, another)] == [["discussion.merged"], ["discussion.merged"], []]


def test_replaying_tells_both_sections_as_well():
    article = ArticleFactory(section="Harbour")
    sync_discussion(obj=article)
    article.section = "Culture"
    article.save()
    sync_discussion(obj=article)
    since = timezone.now() - dt.timedelta(hours=1)
    counts = []
    for section in ("Harbour", "Culture", "Sport"):
        endpoint = endpoint_to("https://a.invalid/", sections=[section])
        counts.append(replay_events(endpoint_id=endpoint.pk, since=since))
    assert counts == [1, 1, 0]


def test_opened_closed_and_hidden_are_told_once_each():
    discussion = DiscussionFactory()
    for status in ("open", "closed", "closed", "hidden", "open"):
        set_discussion_status(discussion_id=discussion.pk, status=status)
    assert noted() == ["discussion.closed", "discussion.hidden", "discussion.opened"]
    payloads = WebhookEvent.objects.order_by("pk").values_list("payload", flat=True)
    assert [payload["discussion"]["status"] for payload in payloads] == ["closed", "hidden", "open"]
    assert payloads[0]["discussion"]["closes_at"] is not None
    assert all("from" not in payload for payload in payloads)


def test_an_article_that_is_deleted_is_told_of_as_hidden():
    article = ArticleFactory()
    discussion = sync_discussion(obj=article)
    hide_discussion_of(host=discussion.host, host_pk=discussion.host_pk)
    hide_discussion_of(host=discussion.host, host_pk=discussion.host_pk)
    assert noted() == ["discussion.hidden"]


def test_the_day_on_which_it_closes_is_told(settings):
    settings.ENGAGEMENT = {**ON, "CLOSE_AFTER_DAYS": 14}
    discussion = DiscussionFactory()
    set_discussion_status(discussion_id=discussion.pk, status="hidden")
    set_discussion_status(discussion_id=discussion.pk, status="open")
    discussion.refresh_from_db()
    told = WebhookEvent.objects.latest("pk").payload["discussion"]["closes_at"]
    assert told == discussion.closes_at.isoformat()


def test_a_new_address_title_or_section_is_told_with_what_it_was():
    article = ArticleFactory(title="Old", section="Harbour")
    discussion = sync_discussion(obj=article)
    assert noted() == []
    sync_discussion(obj=article)
    article.tags = "cranes"
    article.save()
    sync_discussion(obj=article)
    assert noted() == []
    article.title, article.section = "New", "Culture"
    article.save()
    sync_discussion(obj=article)
    event = WebhookEvent.objects.get()
    assert (event.kind, event.section) == ("discussion.changed", "Culture")
    assert event.payload["from"] == {"title": "Old", "section": "Harbour"}
    assert (event.payload["discussion"]["title"], event.payload["discussion"]["key"]) == ("New", discussion.key)


def test_an_article_that_stands_elsewhere_is_told_of_in_the_same_way():
    first = ForeignArticle(url="https://www.example.org/a/", title="A")
    put_discussion(key="a", article=first)
    put_discussion(key="a", article=first)
    assert noted() == []
    put_discussion(key="a", article=ForeignArticle(url="https://www.example.org/b/", title="A"))
    event = WebhookEvent.objects.get()
    assert (event.kind, event.payload["from"]) == ("discussion.changed", {"url": "https://www.example.org/a/"})


def test_where_webhooks_are_off_nothing_is_noted_or_asked(settings):
    source, target = DiscussionFactory(), DiscussionFactory()
    settings.ENGAGEMENT = {}
    with CaptureQueriesContext(connection) as asked:
        merge_discussions(source_id=source.pk, target_id=target.pk)
    assert not [query["sql"] for query in asked if "webhook" in query["sql"]]
    assert not WebhookEvent.objects.exists()


def test_each_can_be_wanted():
    kinds = {kind for kind in events.registered() if kind.startswith("discussion.")}
    assert kinds == {
        "discussion.merged",
        "discussion.changed",
        "discussion.opened",
        "discussion.closed",
        "discussion.hidden",
    }
