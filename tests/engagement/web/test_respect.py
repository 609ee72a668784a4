"""Respect without script, signed in and out, and what script is told."""

import pytest
from django.db import OperationalError
from django.test import Client

from engagement.api import Comment, Visibility, change_visibility
from engagement.models import Reaction
from engagement.web import respect as views
from tests.engagement.web.conftest import address, page_of, text_of, values_of
from tests.factories import PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

TOKEN = "0123456789abcdef0123456789abcdef"
HERE = {"Origin": "http://testserver"}
SCRIPT = HERE | {"X-Afterword": "fragment"}


@pytest.fixture
def comment(discussion):
    return PublishedCommentFactory(discussion=discussion, author_name="Ben")


@pytest.fixture
def reader():
    return UserFactory(username="ada", first_name="Ada", last_name="Lovelace")


@pytest.fixture
def signed_in(browser, reader):
    browser.force_login(reader)
    return browser


def url_of(comment):
    return f"/discussions/c/{comment.pk}/respect/"


def button_at(client, comment):
    shown = page_of(client.get(address(comment.discussion))).get_element_by_id(f"c-{comment.pk}")
    return next(iter(shown.xpath(".//form[@data-aw-respect]")), None)


def respect_as_script(client, comment, wish="yes", **fields):
    return client.post(url_of(comment), {"respect": wish, **fields}, headers=SCRIPT)


def test_a_public_comment_has_a_button_and_a_count_the_same_for_everyone(browser, comment, reader):
    form = button_at(browser, comment)
    button = form.find("button")
    assert (form.action, form.method, form.get("data-aw-respect")) == (url_of(comment), "POST", "0")
    assert text_of(button) == "Respect 0 (comment by Ben)"
    assert button.find("span").get("hidden") is not None
    assert button.get("aria-pressed") is None
    respect_as_script(browser, comment, guest=TOKEN)
    as_guest = browser.get(address(comment.discussion))
    browser.force_login(reader)
    assert browser.get(address(comment.discussion)).content == as_guest.content
    form = button_at(browser, comment)
    assert text_of(form.find("button")) == "Respect 1 (comment by Ben)"
    assert form.find("button/span").get("hidden") is None
    assert not as_guest.cookies


def test_what_does_not_show_and_what_is_ones_own_has_no_button(browser, discussion, comment, post):
    PublishedCommentFactory(parent=comment)
    change_visibility(comment_id=comment.pk, to=Visibility.REJECTED)
    page = page_of(browser.get(address(discussion)))
    assert len(page.xpath("//form[@data-aw-respect]")) == 1
    own = browser.get(post(discussion)["Location"])
    assert page_of(own).xpath("//form[@data-aw-respect]") == []


def test_a_publisher_says_the_word_and_the_drawing(browser, comment, settings):
    settings.ENGAGEMENT = {"RESPECT": "Well said", "RESPECT_ICON": "up"}
    form = button_at(browser, comment)
    assert text_of(form.find("button")) == "Well said 0 (comment by Ben)"
    assert form.find("button/svg/use").get("href") == "#aw-i-up"


def test_a_publisher_switches_it_off(browser, comment, settings):
    settings.ENGAGEMENT = {"RESPECT": "", "DEFAULT_SORT": "top"}
    assert button_at(browser, comment) is None
    page = page_of(browser.get(address(comment.discussion)))
    sorts = page.find_class("aw-sort")[0].findall("a")
    assert [text_of(link) for link in sorts] == ["Newest", "Oldest", "Most replies"]
    assert [text_of(link) for link in sorts if link.get("aria-current")] == ["Newest"]
    for client in (browser, Client()):
        response = client.post(url_of(comment), {"guest": TOKEN})
        assert response.status_code == 403
    assert not Reaction.objects.exists()


def test_top_is_the_first_order_that_is_offered(browser, comment):
    page = page_of(browser.get(address(comment.discussion, "?sort=top")))
    sorts = page.find_class("aw-sort")[0].findall("a")
    assert [text_of(link) for link in sorts] == ["Top", "Newest", "Oldest", "Most replies"]
    assert [text_of(link) for link in sorts if link.get("aria-current")] == ["Top"]


def test_who_is_signed_in_confirms_without_script_and_lands_at_the_comment(signed_in, comment, reader):
    asked = signed_in.post(url_of(comment), {"respect": "yes"}, headers=HERE)
    assert (asked.status_code, asked["Cache-Control"]) == (200, "private, no-store")
    assert not Reaction.objects.exists()
    (confirm,) = page_of(asked).forms
    assert "You are signed in as Ada Lovelace." in text_of(confirm)
    sent = values_of(confirm) | {"respect": confirm.find(".//button").get("value")}
    done = signed_in.post(confirm.action, sent, headers=HERE)
    assert (done.status_code, done.url) == (303, f"/discussions/c/{comment.pk}/#c-{comment.pk}")
    assert Reaction.objects.get().account == reader
    assert text_of(button_at(signed_in, comment).find("button")) == "Respect 1 (comment by Ben)"


def test_who_is_signed_in_takes_it_back_the_same_way(signed_in, comment):
    for wish, words, count in (("yes", "Respect", 1), ("no", "Take it back", 0)):
        (confirm,) = page_of(signed_in.post(url_of(comment), headers=HERE)).forms
        button = confirm.find(".//button")
        assert (button.get("value"), text_of(button)) == (wish, words)
        assert signed_in.post(confirm.action, values_of(confirm) | {"respect": wish}, headers=HERE).status_code == 303
        assert Comment.objects.get().respect_count == count


def test_without_script_and_account_a_guest_is_told_what_it_takes(browser, comment):
    response = browser.post(url_of(comment), {"respect": "yes"}, headers=HERE)
    page = page_of(response)
    assert (response.status_code, response["Cache-Control"]) == (403, "private, no-store")
    assert "this takes an account, or a browser with JavaScript" in text_of(page)
    links = {text_of(link): link.get("href") for link in page.iter("a")}
    assert links == {
        "Sign in": f"/accounts/login/?next={url_of(comment)}",
        "Back to the discussion": f"/discussions/c/{comment.pk}/#c-{comment.pk}",
    }
    assert not Reaction.objects.exists()
    assert not response.cookies
    # Where signing in leads back to.
    assert browser.get(url_of(comment)).status_code == 200


def test_signing_in_leads_back_to_the_question(signed_in, comment):
    (confirm,) = page_of(signed_in.get(url_of(comment))).forms
    assert text_of(confirm.find(".//button")) == "Respect"
    assert not Reaction.objects.exists()


def test_an_author_is_told_that_it_is_their_own(signed_in, discussion, reader):
    own = PublishedCommentFactory(discussion=discussion, user=reader)
    page = page_of(signed_in.get(url_of(own)))
    assert page.forms == []
    assert "This comment is your own." in text_of(page)
    token = signed_in.get("/discussions/me/").json()["csrf_token"]
    response = respect_as_script(signed_in, own, csrfmiddlewaretoken=token)
    assert (response.status_code, response.json()) == (403, {"detail": "This comment is your own."})
    assert not Reaction.objects.exists()


def test_script_respects_for_a_guest_and_takes_it_back(browser, comment):
    answers = [respect_as_script(browser, comment, wish, guest=TOKEN) for wish in ("yes", "yes", "no", "no")]
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"respected": respected, "count": count, "shown": str(count)})
        for respected, count in ((True, 1), (True, 1), (False, 0), (False, 0))
    ]
    assert {(answer["Cache-Control"], answer["X-Afterword"]) for answer in answers} == {
        ("private, no-store", "fragment")
    }
    assert not any(answer.cookies for answer in answers)


def test_script_respects_for_an_account_with_its_token_and_is_sent_to_the_page_without(signed_in, comment, reader):
    refused = respect_as_script(signed_in, comment, guest=TOKEN)
    assert (refused.status_code, refused["X-Afterword"]) == (409, "fragment")
    assert not Reaction.objects.exists()
    token = signed_in.get("/discussions/me/").json()["csrf_token"]
    assert respect_as_script(signed_in, comment, csrfmiddlewaretoken=token, guest=TOKEN).json()["count"] == 1
    assert Reaction.objects.get().account == reader


def test_a_page_of_another_site_respects_nothing(browser, comment):
    response = browser.post(url_of(comment), {"guest": TOKEN}, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert "from a page of another site" in text_of(page_of(response))
    assert not Reaction.objects.exists()


def test_a_wish_that_is_none_is_named(browser, comment):
    response = respect_as_script(browser, comment, "perhaps", guest=TOKEN)
    assert (response.status_code, response.json()) == (422, {"detail": "“respect” takes “yes” or “no”."})
    assert not Reaction.objects.exists()


def test_too_many_are_told_when_to_go_on(browser, comment, settings):
    settings.ENGAGEMENT = {"RESPECT_LIMITS": [(1, 3600)]}
    other = PublishedCommentFactory()
    respect_as_script(browser, other, guest=TOKEN)
    response = respect_as_script(browser, comment, guest=TOKEN)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    assert response.json()["detail"].startswith("That was many comments in a short time. Please go on in ")
    assert Reaction.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_does_not_show_has_no_page_for_it(browser, comment, method):
    change_visibility(comment_id=comment.pk, to=Visibility.HELD)
    response = getattr(browser, method)(url_of(comment))
    assert response.status_code == 404
    assert list(page_of(response).iter("a")) == []
    assert getattr(browser, method)("/discussions/c/999999/respect/").status_code == 404


def test_a_database_that_is_down_for_a_moment_says_so(browser, comment, monkeypatch, caplog):
    def fail(**_given):
        raise OperationalError(TOKEN)

    monkeypatch.setattr(views, "respect_comment", fail)
    response = respect_as_script(browser, comment, guest=TOKEN)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert browser.post(url_of(comment), {"guest": TOKEN}).status_code == 503
    assert TOKEN not in caplog.text
    assert "a respect was not taken: OperationalError" in caplog.text


def test_script_learns_what_is_an_accounts_own_apart(signed_in, comment, discussion, reader, django_assert_num_queries):
    own = PublishedCommentFactory(discussion=discussion, user=reader)
    other = PublishedCommentFactory(discussion=discussion)
    token = signed_in.get("/discussions/me/").json()["csrf_token"]
    respect_as_script(signed_in, comment, csrfmiddlewaretoken=token)
    # The session, the account, and one for however many comments.
    with django_assert_num_queries(3):
        response = signed_in.get(f"/discussions/respected/?ids={comment.pk},{own.pk},{other.pk}")
    assert response.json() == {"respected": [comment.pk], "own": [own.pk]}
    assert response["Cache-Control"] == "private, no-store"


def test_a_guest_is_told_nothing_and_nothing_is_asked(browser, comment, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = browser.get(f"/discussions/respected/?ids={comment.pk}")
    assert (response.json(), response["Cache-Control"]) == ({}, "private, no-store")
    assert not response.cookies


@pytest.mark.parametrize(
    "ids", ["", "x", "1,", "1;2", "-1", "9" * 19, ",".join(["1"] * 1001)], ids=lambda ids: ids[:8] or "none"
)
def test_what_are_no_numbers_is_named(signed_in, ids):
    response = signed_in.get("/discussions/respected/", {"ids": ids})
    assert response.status_code == 400
    assert response.json() == {
        "errors": {"ids": ["This takes at most 1000 numbers of comments, with commas between them."]}
    }
    assert signed_in.get("/discussions/respected/", {"ids": ",".join(["1"] * 1000)}).status_code == 200
