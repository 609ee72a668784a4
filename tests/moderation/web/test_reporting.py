"""The pages on which readers report comments: without script, without a session, and kept by nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from engagement import slots
from moderation.models import Report
from tests.factories import (
    ArticleFactory,
    DiscussionFactory,
    HeldCommentFactory,
    PublishedCommentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return PublishedCommentFactory(author_name="Ann")


def address(comment, name="report"):
    return reverse(f"moderation-reports:{name}", args=[comment.pk])


def test_every_comment_that_shows_links_to_its_form_the_same_for_everybody(client, comment):
    page = reverse("engagement:discussion", args=[comment.discussion.key])
    anonymous = client.get(page)
    assert f'href="/reports/{comment.pk}/"' in anonymous.content.decode()
    assert not anonymous.cookies
    client.force_login(UserFactory())
    assert client.get(page).content == anonymous.content


def test_nothing_links_to_pages_that_are_not_mounted(comment, settings):
    settings.ROOT_URLCONF = "moderation.web.report_urls"
    assert slots.render(slots.COMMENT_ACTIONS, {"comment": comment}) == ""


def test_the_form_shows_the_comment_and_is_kept_by_nobody(client, comment):
    response = client.get(address(comment))
    page = response.content.decode()
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "<bdi>Ann</bdi> wrote:" in page
    assert page.count('type="radio"') == 10
    assert "csrfmiddlewaretoken" not in page


def test_the_pages_speak_the_articles_language(client):
    discussion = DiscussionFactory(article=ArticleFactory(language="ar"))
    comment = PublishedCommentFactory(discussion=discussion)
    for name in ("report", "reported", "disagreed"):
        page = client.get(address(comment, name)).content.decode()
        assert '<html lang="ar" dir="rtl">' in page
        assert '<section class="aw aw-prose" lang="ar" dir="rtl"' in page
    refused = client.post(address(comment), {"token": "mine"})
    assert refused.status_code == 422
    assert "يُرجى اختيار ما هو خطأ فيه." in refused.content.decode()


def test_a_guest_reports_once_and_is_known_again_by_a_cookie_of_these_pages_alone(comment):
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(address(comment), {"reason": "hate", "words": "The last line.", "token": "mine"})
    assert (response.status_code, response["Location"]) == (303, address(comment, "reported"))
    cookie = response.cookies["afterword_reporter"]
    assert (cookie.value, cookie["path"], cookie["httponly"], cookie["samesite"]) == ("mine", "/reports/", True, "Lax")
    assert "Your report was taken" in browser.get(response["Location"]).content.decode()
    again = browser.post(address(comment), {"reason": "spam", "token": "another"})
    assert again.status_code == 303
    assert Report.objects.get().reason == "hate"


def test_disagreeing_is_thanked_for_and_goes_nowhere(client, comment):
    response = client.post(address(comment), {"reason": "disagree", "words": "No!"})
    assert (response.status_code, response["Location"]) == (303, address(comment, "disagreed"))
    assert not response.cookies
    assert "That is what the discussion is for." in client.get(response["Location"]).content.decode()
    assert not Report.objects.exists()


def test_a_member_reports_with_their_own_token_or_is_asked_again(comment):
    user = UserFactory()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    response = browser.post(address(comment), {"reason": "hate", "words": "The last line."})
    page = response.content.decode()
    assert response.status_code == 200
    assert "The last line." in page
    assert not Report.objects.exists()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    response = browser.post(address(comment), {"reason": "hate", "csrfmiddlewaretoken": token})
    assert response.status_code == 303
    assert "afterword_reporter" not in response.cookies
    assert Report.objects.get().reporter == user


def test_pages_of_other_sites_report_nothing(client, comment):
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        response = client.post(address(comment), {"reason": "hate"}, headers=headers)
        assert response.status_code == 403
        assert "This was sent from a page of another site." in response.content.decode()
    assert not Report.objects.exists()


def test_what_is_missing_is_told_with_what_was_typed(client, comment):
    response = client.post(address(comment), {"reason": "", "words": "It is <b>bad</b>."})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Please choose what is wrong with it." in page
    assert "It is &lt;b&gt;bad&lt;/b&gt;." in page
    assert not Report.objects.exists()


def test_too_many_from_one_address_are_told_when_to_come_back(client, comment, settings):
    settings.MODERATION = {"REPORT_LIMITS": ((1, 3600),)}
    client.post(address(PublishedCommentFactory()), {"reason": "hate"})
    response = client.post(address(comment), {"reason": "hate"})
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_does_not_show_cannot_be_reported(client, method):
    held = HeldCommentFactory(body="A secret.")
    response = getattr(client, method)(address(held), {"reason": "hate"} if method == "post" else None)
    assert response.status_code == 404
    assert "There is nothing to report" in response.content.decode()
    assert "A secret." not in response.content.decode()
    assert not Report.objects.exists()


def test_the_page_about_comment_data_says_what_a_report_keeps(client):
    page = client.get(reverse("engagement:privacy")).content.decode()
    assert "A report is deleted after 180 days" in page


def test_moderators_see_the_reports_on_the_card_and_can_leave_the_comment(desk, comment):
    Client().post(address(comment), {"reason": "hate", "words": "The last line."})
    page = desk.get(reverse("moderation:queue") + f"?queue=reported&case={comment.pk}").content.decode()
    assert "<b>Hatred</b>, <bdi>a guest</bdi>" in page
    assert '<q dir="auto">The last line.</q>' in page
    assert 'value="approve"' in page
