import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from engagement.models import Digest, Follow, Notice
from tests.engagement.following import ON, deliver, follow
from tests.factories import DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

FOLLOWS = reverse("admin:afterword_engagement_follow_changelist")
NOTICES = reverse("admin:afterword_engagement_notice_changelist")


@pytest.fixture(autouse=True)
def following(settings):
    settings.ENGAGEMENT = ON


@pytest.fixture
def rows():
    discussion = DiscussionFactory()
    found = follow(discussion, "Fay@example.org"), follow(discussion, "gus@example.org")
    PublishedCommentFactory(discussion=discussion)
    deliver()
    return found


def erase(client, *follows):
    data = {"action": "erase_selected", "_selected_action": [row.pk for row in follows]}
    return client.post(FOLLOWS, data, follow=True).content.decode()


def test_a_follower_is_found_by_address_and_erased_with_what_was_noted(editor, client, read, rows):
    fay, gus = rows
    page = read(FOLLOWS, q="fay@EXAMPLE.org")
    assert "Fay@example.org" in page
    assert "gus@example.org" not in page
    assert fay.nonce not in read(reverse("admin:afterword_engagement_follow_change", args=[fay.pk]))
    assert "1 follow was erased." in erase(client, fay)
    assert list(Follow.objects.all()) == [gus]
    assert list(Notice.objects.values_list("follow_id", flat=True)) == [gus.pk]


def test_only_who_may_delete_erases(sign_in_with, client, rows):
    sign_in_with("view_follow")
    erase(client, *rows)
    assert Follow.objects.count() == 2
    sign_in_with("view_follow", "delete_follow")
    erase(client, *rows)
    assert Follow.objects.count() == 0


def test_nothing_is_changed_by_hand(editor, client, read, rows):
    before = Follow.objects.order_by("pk").values()[0]
    page = reverse("admin:afterword_engagement_follow_change", args=[rows[0].pk])
    assert 'name="_save"' not in read(page)
    assert client.post(page, {"email": "eve@example.org"}).status_code == 403
    assert Follow.objects.order_by("pk").values()[0] == before


def test_an_operator_finds_notices_that_were_lost(editor, read, rows):
    Notice.objects.filter(follow=rows[0]).update(state="cut_off")
    page = read(NOTICES, state__exact="cut_off")
    assert f"follow {rows[0].pk}<" in page
    assert f"follow {rows[1].pk}<" not in page


def test_an_operator_finds_summaries_that_were_lost_and_who_follows_a_section(sign_in_with, read):
    sign_in_with("view_follow", "view_digest")
    now = timezone.now()
    rows = [
        Follow.objects.create(
            section=section, scope="section", email="fay@example.org", email_folded="fay@example.org", nonce=section,
            frequency="digest_daily", asked_frequency="digest_daily", expires_at=now,
        )
        for section in ("Harbour", "Town")
    ]  # fmt: skip
    for row, state in zip(rows, ("failed", "sent"), strict=True):
        Digest.objects.create(
            follow=row, since=now - dt.timedelta(days=1), until=now, state=state, claimed_at=now, expires_at=now
        )
    page = read(reverse("admin:afterword_engagement_digest_changelist"), state__exact="failed")
    assert f"follow {rows[0].pk}<" in page
    assert f"follow {rows[1].pk}<" not in page
    page = read(FOLLOWS, q="Harbour")
    assert page.count("fay@example.org") == 1
