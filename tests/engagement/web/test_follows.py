"""The pages of following: without script, without a cookie for guests, and the same answer for every address."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.signing import dumps
from django.db import OperationalError
from django.utils import timezone

from engagement.api import Comment, Discussion
from engagement.models import Follow
from engagement.services.follow_links import link_stop
from engagement.web import follow_links, follows
from tests.engagement.following import ON, ask, deliver, follow, link_in
from tests.engagement.web.conftest import address, page_of, text_of, values_of
from tests.factories import DiscussionFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}


@pytest.fixture(autouse=True)
def following(settings):
    settings.ENGAGEMENT = ON


@pytest.fixture
def send(browser, discussion):
    def send(email="fay@example.org", *, client=browser, headers=HERE, **fields):
        sent = {"email": email, "scope": "discussion", "frequency": "at_once", **fields}
        return client.post(address(discussion, "follow/"), sent, headers=headers)

    return send


@pytest.fixture
def news(discussion):
    """A mail to a follower."""
    row = follow(discussion)
    PublishedCommentFactory(discussion=discussion)
    (message,) = deliver()
    return row, message


def test_the_sections_bar_leads_to_a_page_whose_form_asks_the_address(browser, discussion):
    bar = page_of(browser.get(address(discussion))).cssselect(".aw-bar")[0]
    assert [text_of(part) for part in bar] == ["Discussion", "No comments yet", "Follow this discussion by mail"]
    page = browser.get(bar.cssselect("a")[-1].get("href"))
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    assert not page.cookies
    form = page_of(page).forms[0]
    assert values_of(form) == {"email": "", "scope": "discussion", "frequency": "daily", "contact_by_fax": ""}
    sent = browser.post(form.action, {**values_of(form), "email": "fay@example.org"}, headers=HERE)
    assert (sent.status_code, sent["Location"]) == (303, address(discussion, "follow/asked/"))
    assert not sent.cookies
    said = browser.get(sent["Location"])
    assert "Please look into your mail." in text_of(page_of(said))
    row = Follow.objects.get()
    assert (row.email, row.scope, row.frequency, row.is_live) == ("fay@example.org", "discussion", "daily", False)
    assert len(deliver()) == 1


def test_the_form_offers_the_section_and_summaries_and_the_mail_leads_to_a_button(browser, discussion, send):
    form = page_of(browser.get(address(discussion, "follow/"))).forms[0]
    assert [(option.get("value"), text_of(option)) for option in form.inputs["scope"].cssselect("option")] == [
        ("discussion", "every new comment"),
        ("replies", "replies to my comments"),
        ("section", "everything in “Harbour”, as a summary"),
    ]
    assert form.inputs["frequency"].value_options == ["daily", "at_once", "digest_daily", "digest_weekly"]
    assert send(scope="section", frequency="digest_weekly").status_code == 303
    row = Follow.objects.get()
    assert (row.scope, row.section, row.discussion, row.asked_frequency) == (
        "section",
        "Harbour",
        None,
        "digest_weekly",
    )
    (message,) = deliver()
    url = link_in(message, "follow/confirm/")
    asked = page_of(browser.get(url))
    assert "Follow this section by mail?" in text_of(asked)
    assert "A summary comes at most once a week." in text_of(asked)
    done = page_of(browser.post(url))
    assert "You follow this section." in text_of(done)
    assert not done.cssselect("a.aw-btn")
    row.refresh_from_db()
    assert row.is_live
    stop = page_of(browser.get(link_stop(row.pk).removeprefix("https://news.example.org")))
    assert "Harbour" in text_of(stop.cssselect(".aw-back")[0])


def test_a_section_at_once_comes_back_with_what_can_be_had(send):
    response = send(scope="section", frequency="at_once")
    page = page_of(response)
    assert response.status_code == 422
    assert values_of(page.forms[0])["scope"] == "section"
    assert text_of(page.cssselect(".aw-error")[0]) == (
        "What is said in a section comes as a summary, once a day or once a week."
    )
    assert page.cssselect("[aria-invalid=true]")[0].get("name") == "frequency"
    assert Follow.objects.count() == 0


def test_where_there_is_no_section_none_is_offered(browser):
    discussion = DiscussionFactory(article__section="")
    form = page_of(browser.get(address(discussion, "follow/"))).forms[0]
    assert form.inputs["scope"].value_options == ["discussion", "replies"]


def test_an_account_follows_a_section_at_once(browser, discussion, settings):
    settings.ENGAGEMENT = {**ON, "FOLLOW_ACCOUNTS_VERIFIED": True}
    browser.force_login(UserFactory(email="kim@example.org"))
    form = page_of(browser.get(address(discussion, "follow/"))).forms[0]
    wish = {**values_of(form), "scope": "section", "frequency": "digest_daily"}
    sent = browser.post(form.action, wish, headers=HERE)
    assert "You follow this section." in text_of(page_of(browser.get(sent["Location"])))
    assert Follow.objects.get().is_live


def test_the_answer_is_the_same_whether_or_not_the_address_follows(browser, discussion, send):
    follow(discussion, "fay@example.org")
    Follow.objects.update(asked_at=timezone.now() - dt.timedelta(hours=2))
    known, unknown = send("fay@example.org"), send("new@example.org")
    assert known.status_code == unknown.status_code == 303
    assert known.headers == unknown.headers
    assert known.content == unknown.content


def test_a_form_with_a_fault_comes_back_filled_in(send):
    response = send("fay@", frequency="at_once")
    page = page_of(response)
    form = page.forms[0]
    assert response.status_code == 422
    assert values_of(form)["email"] == "fay@"
    assert values_of(form)["frequency"] == "at_once"
    assert text_of(page.cssselect(".aw-error")[0]) == "This address is not complete."
    assert page.cssselect("[aria-invalid=true]")[0].get("name") == "email"
    assert Follow.objects.count() == 0


def test_too_many_wishes_are_told_when_to_come_back(send, settings):
    settings.ENGAGEMENT = {**ON, "FOLLOW_LIMITS": ((1, 600),)}
    send("a@example.org")
    response = send("b@example.org")
    assert (response.status_code, response["Retry-After"].isdigit()) == (429, True)
    assert "Please try again later." in text_of(page_of(response))
    assert values_of(page_of(response).forms[0])["email"] == "b@example.org"
    assert Follow.objects.count() == 1


def test_another_sites_page_follows_for_nobody(send):
    response = send(headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert Follow.objects.count() == 0


def test_what_a_machine_filled_in_gets_everybodys_answer_and_nothing_is_sent(send):
    honest, machine = send(), send("new@example.org", contact_by_fax="yes")
    assert (machine.status_code, machine["Location"]) == (honest.status_code, honest["Location"])
    assert list(Follow.objects.values_list("email", flat=True)) == ["fay@example.org"]


def test_while_the_database_is_down_the_form_comes_back(send, monkeypatch):
    def fail(**_):
        raise OperationalError

    monkeypatch.setattr(follows, "ask_to_follow", fail)
    response = send()
    assert response.status_code == 503
    assert values_of(page_of(response).forms[0])["email"] == "fay@example.org"


def test_while_nothing_can_be_looked_up_the_form_comes_back_without_a_title(send, monkeypatch):
    def fail(_key):
        raise OperationalError

    monkeypatch.setattr(follows, "subject_named", fail)
    response = send()
    form = page_of(response).forms[0]
    assert response.status_code == 503
    assert values_of(form)["email"] == "fay@example.org"
    assert form.action.endswith("/follow/")
    assert Follow.objects.count() == 0


def test_an_account_follows_under_its_own_address_and_with_its_own_token(browser, discussion, send, settings):
    settings.ENGAGEMENT = {**ON, "FOLLOW_ACCOUNTS_VERIFIED": True}
    kim = UserFactory(email="kim@example.org")
    browser.force_login(kim)
    page = browser.get(address(discussion, "follow/"))
    form = page_of(page).forms[0]
    assert "Mails go to the address of your account: kim@example.org" in text_of(form)
    assert "email" not in form.inputs
    untold = send("eve@example.org")
    assert untold.status_code == 200
    assert Follow.objects.count() == 0
    sent = browser.post(form.action, {**values_of(page_of(untold).forms[0]), "email": "eve@example.org"}, headers=HERE)
    assert sent["Location"] == address(discussion, "follow/asked/?sure=yes")
    assert "You follow this discussion." in text_of(page_of(browser.get(sent["Location"])))
    row = Follow.objects.get()
    assert (row.email, row.user, row.is_live, row.frequency) == ("kim@example.org", kim, True, "at_once")


def test_an_account_without_an_address_is_asked_for_one(browser, discussion):
    browser.force_login(UserFactory(email=""))
    form = page_of(browser.get(address(discussion, "follow/"))).forms[0]
    sent = browser.post(form.action, {**values_of(form), "email": "kim@example.org"}, headers=HERE)
    assert sent.status_code == 303
    assert (Follow.objects.get().user, Follow.objects.get().is_live) == (None, False)


@pytest.mark.parametrize("part", ["follow/", "follow/asked/"])
def test_where_it_is_off_nothing_of_it_shows(browser, discussion, settings, part):
    settings.ENGAGEMENT = {}
    section = browser.get(address(discussion)).content.decode()
    assert "Follow" not in section
    assert "Mail me" not in section
    assert browser.get(address(discussion, part)).status_code == 404
    assert browser.post(address(discussion, "follow/")).status_code == 404


def test_a_closed_discussion_offers_nothing_to_follow(browser, discussion, send):
    Discussion.objects.update(status="closed")
    assert "Follow" not in browser.get(address(discussion)).content.decode()
    assert send().status_code == 403
    assert Follow.objects.count() == 0


def test_an_unknown_discussion_is_not_found(browser):
    assert browser.get("/discussions/d/nobody.knows.1/follow/").status_code == 404


# The box in the comment form


def test_who_ticks_the_box_is_asked_about_replies(post, discussion):
    response = post(discussion, author_email="Ada@example.org", follow_replies="on")
    assert response.status_code == 303
    row = Follow.objects.get()
    assert (row.email, row.scope, row.frequency, row.is_live) == ("Ada@example.org", "replies", "at_once", False)


def test_who_does_not_tick_it_is_not(post, discussion):
    assert post(discussion, author_email="ada@example.org").status_code == 303
    assert Follow.objects.count() == 0


def test_the_box_without_an_address_is_refused_and_the_text_kept(post, discussion):
    response = post(discussion, body="The quay should stay.", follow_replies="on")
    form = page_of(response).forms[0]
    assert response.status_code == 422
    assert "Please give an e-mail address, so that replies can reach you." in text_of(form)
    assert form.fields["body"].strip() == "The quay should stay."
    assert form.inputs["follow_replies"].checked
    assert (Comment.objects.count(), Follow.objects.count()) == (0, 0)


def test_a_comment_is_stored_whatever_becomes_of_the_box(post, discussion, settings):
    settings.ENGAGEMENT = {**ON, "FOLLOW_LIMITS": ((1, 600),)}
    ask(discussion, "other@example.org", ip="127.0.0.1")
    assert post(discussion, author_email="ada@example.org", follow_replies="on").status_code == 303
    assert (Comment.objects.count(), Follow.objects.count()) == (1, 1)


def test_the_box_of_an_account_without_an_address_is_refused_at_the_box(browser, discussion):
    browser.force_login(UserFactory(email=""))
    token = browser.get("/discussions/me/").json()["csrf_token"]
    sent = {"body": "The quay should stay.", "follow_replies": "on", "csrfmiddlewaretoken": token}
    response = browser.post(address(discussion, "comments/"), sent, headers=HERE)
    assert response.status_code == 422
    assert "Your account has no e-mail address, so replies cannot reach you." in text_of(page_of(response).forms[0])
    assert Comment.objects.count() == 0


def test_an_accounts_box_asks_the_accounts_address(browser, discussion):
    kim = UserFactory(email="kim@example.org")
    browser.force_login(kim)
    token = browser.get("/discussions/me/").json()["csrf_token"]
    sent = {"body": "The quay should stay.", "follow_replies": "on", "csrfmiddlewaretoken": token}
    assert browser.post(address(discussion, "comments/"), sent, headers=HERE).status_code == 303
    assert (Follow.objects.get().email, Follow.objects.get().user) == ("kim@example.org", kim)


# The links in mails


def test_the_link_that_confirms_asks_first(browser, discussion):
    ask(discussion)
    (question,) = deliver()
    url = link_in(question, "follow/confirm")
    for _ in range(2):
        page = browser.get(url)
        assert page.status_code == 200
        assert browser.head(url).status_code == 200
    assert not Follow.objects.live().exists()
    form = page_of(page).forms[0]
    assert "Follow this discussion by mail?" in text_of(form)
    assert_private(page)
    done = browser.post(form.action)
    assert "You follow this discussion." in text_of(page_of(done))
    assert_private(done)
    assert Follow.objects.live().count() == 1
    assert browser.post(form.action).status_code == 200


def assert_private(response):
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_one_press_in_the_mail_program_stops_it(browser, news):
    row, message = news
    url = message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix(ON["SITE_URL"])
    kim = UserFactory()
    browser.force_login(kim)
    response = browser.post(
        url, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded",
        headers={"Origin": "https://mail.example"},
    )  # fmt: skip
    assert response.status_code == 200
    assert_private(response)
    row.refresh_from_db()
    assert row.stopped_at is not None
    assert browser.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_the_link_that_stops_asks_first_and_offers_to_stop_everything(browser, news):
    _row, message = news
    page = browser.get(link_in(message, "follow/stop/"))
    assert Follow.objects.live().count() == 1
    form = page_of(page).forms[0]
    assert "Stop these mails?" in text_of(form)
    assert_private(page)
    everything = form.cssselect("a")[0].get("href").removeprefix(ON["SITE_URL"])
    assert "Stop every mail about discussions to this address?" in text_of(page_of(browser.get(everything)))
    assert Follow.objects.live().count() == 1
    assert "You get no more of these mails." in text_of(page_of(browser.post(form.action)))
    assert Follow.objects.live().count() == 0


def test_everything_is_stopped_with_one_press_more(browser, news, discussion):
    follow(discussion, scope="replies")
    _row, message = news
    done = browser.post(link_in(message, "follow/stop-all/"))
    assert "Nothing more is sent to this address." in text_of(page_of(done))
    assert_private(done)
    assert Follow.objects.live().count() == 0


def test_mails_can_be_stopped_where_following_was_switched_off(browser, news, settings):
    _row, message = news
    settings.ENGAGEMENT = {"SITE_URL": ON["SITE_URL"]}
    assert browser.post(link_in(message, "follow/stop/")).status_code == 200
    assert Follow.objects.live().count() == 0


def test_nobody_confirms_where_following_was_switched_off(browser, discussion, settings):
    ask(discussion)
    (question,) = deliver()
    settings.ENGAGEMENT = {}
    assert browser.post(link_in(question, "follow/confirm")).status_code == 404
    assert Follow.objects.live().count() == 0


@pytest.mark.parametrize("name", ["confirm", "stop", "stop-all"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_says_that_it_does_not_work(browser, news, name, method):
    response = getattr(browser, method)(f"/discussions/follow/{name}/{dumps(1)}/")
    assert response.status_code == 404
    assert "This link does not work, or not any more." in text_of(page_of(response))
    assert_private(response)
    assert Follow.objects.live().count() == 1


@pytest.mark.parametrize("part", ["follow/stop/", "follow/stop-all/"])
def test_a_press_while_the_database_is_down_can_be_repeated(browser, news, monkeypatch, part):
    def fail(**_):
        raise OperationalError

    _row, message = news
    with monkeypatch.context() as patch:
        patch.setattr(follow_links, "stop_follow", fail)
        patch.setattr(follow_links, "stop_all_follows", fail)
        response = browser.post(link_in(message, part))
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "Nothing has changed. Please try again in a minute." in text_of(page_of(response))
    assert_private(response)
    assert browser.post(link_in(message, part)).status_code == 200


def test_a_link_to_what_is_deleted_says_so_or_has_nothing_to_stop(browser, news):
    row, message = news
    row.delete()
    assert browser.post(link_in(message, "follow/stop/")).status_code == 200
    assert browser.post(link_in(message, "follow/stop-all/")).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_do_nothing(browser, news, method, caplog):
    _row, message = news
    url = link_in(message, "follow/stop/")
    assert getattr(browser, method)(url).status_code == 405
    assert Follow.objects.live().count() == 1
    token = url.rstrip("/").rsplit("/", 1)[1]
    assert token not in caplog.text


def test_no_token_is_logged(browser, news, caplog):
    token = dumps(1)
    browser.get(f"/discussions/follow/stop/{token}/")
    assert "/discussions/follow/void/" in caplog.text
    assert token not in caplog.text
    assert browser.get("/discussions/follow/void/").status_code == 404


def test_the_mails_links_lead_where_they_say(browser, news):
    _row, message = news
    (comment,) = Comment.objects.all()
    (link,) = re.findall(r"https://news\.example\.org(\S+/c/\S+)#", message.body)
    page = browser.get(link)
    assert f"c-{comment.pk}" in page.content.decode()
    assert mail.outbox == [message]
