"""Stances without script, signed in and out, what script is told, and what stands at the head of a discussion."""

import pytest
from django.db import OperationalError
from django.test import Client

from engagement.api import (
    Comment,
    Discussion,
    feature_comment,
    set_discussion_status,
    set_stances,
)
from engagement.models import Stance, StanceChoice
from engagement.web import stances as views
from tests.engagement.web.conftest import address, page_of, text_of, values_of
from tests.factories import DiscussionFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

TOKEN = "0123456789abcdef0123456789abcdef"
HERE = {"Origin": "http://testserver"}
SCRIPT = HERE | {"X-Afterword": "fragment", "Afterword-Guest": TOKEN}
NEEDS_SCRIPT = "So that nobody is counted twice, this takes an account, or a browser with JavaScript."


@pytest.fixture
def discussion():
    discussion = DiscussionFactory()
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "No", "It depends"])
    return Discussion.objects.get(pk=discussion.pk)


@pytest.fixture
def reader():
    return UserFactory(username="ada", first_name="Ada", last_name="Lovelace")


@pytest.fixture
def signed_in(browser, reader):
    browser.force_login(reader)
    return browser


def number_of(label):
    return str(Stance.objects.get(label=label).pk)


def url_of(discussion):
    return address(discussion, "stance/")


def form_of(response):
    return next(iter(page_of(response).xpath("//form[@data-aw-stances]")), None)


def choose(client, discussion, label, headers=SCRIPT, **fields):
    wish = number_of(label) if label else ""
    return client.post(url_of(discussion), {"stance": wish, **fields}, headers=headers)


def said(response):
    """What script reads out, which stands below the buttons too where it says that something went wrong."""
    form = form_of(response)
    words = form.get("data-aw-stances")
    assert response["X-Afterword"] == "fragment"
    assert text_of(form.find("div/p")) == words
    return words


def buttons_of(form):
    return [text_of(button) for button in form.find_class("aw-choice")[0].findall("button")]


def test_the_head_offers_them_without_a_number_the_same_for_everyone(browser, discussion, reader):
    before = browser.get(address(discussion))
    form = form_of(before)
    assert (form.action, form.method) == (url_of(discussion), "POST")
    assert buttons_of(form) == ["Yes", "No", "It depends"]
    assert [button.get("value") for button in form.iter("button")] == [
        number_of(label) for label in ("Yes", "No", "It depends")
    ]
    assert not form.xpath(".//button[@aria-pressed]")
    assert text_of(form.find("div/p")) == "Choose, and see how readers split."
    choose(browser, discussion, "Yes")
    after = browser.get(address(discussion))
    assert after.content == before.content
    assert after["ETag"] == before["ETag"]
    browser.force_login(reader)
    assert browser.get(address(discussion)).content == before.content
    assert not before.cookies


def test_script_is_given_the_split_once_a_guest_chose(browser, discussion):
    for number in range(2):
        choose(browser, discussion, "No", SCRIPT | {"Afterword-Guest": f"{TOKEN}{number}"})
    response = choose(browser, discussion, "Yes")
    assert (response.status_code, response["Cache-Control"], response["X-Afterword"]) == (
        200,
        "private, no-store",
        "fragment",
    )
    form = form_of(response)
    assert buttons_of(form) == ["Yes 33% (1 reader)", "No 67% (2 readers)", "It depends 0% (0 readers)"]
    assert [button.get("aria-pressed") for button in form.find_class("aw-choice")[0]] == ["true", "false", "false"]
    bar = form.find("svg[@role]")
    assert form.get("data-aw-stances") == bar.get("aria-label")
    assert bar.get("aria-label") == "Yes 33%, No 67%, It depends 0%"
    assert [(part.get("x"), part.get("width")) for part in bar] == [
        ("0.00%", "33.03%"),
        ("33.33%", "66.37%"),
        ("100.00%", "0.00%"),
    ]
    assert text_of(form.find("div/p")) == ("3 readers have chosen. You chose Yes. Press another to change your mind.")
    assert "style=" not in response.content.decode()


def test_a_guest_who_comes_again_is_told_and_one_who_never_chose_is_not(browser, discussion):
    nothing = browser.get(url_of(discussion), headers=SCRIPT)
    assert (nothing.status_code, nothing.content) == (204, b"")
    choose(browser, discussion, "It depends")
    again = browser.get(url_of(discussion), headers=SCRIPT)
    assert (again.status_code, again["Cache-Control"]) == (200, "private, no-store")
    assert buttons_of(form_of(again)) == ["Yes 0% (0 readers)", "No 0% (0 readers)", "It depends 100% (1 reader)"]
    other = SCRIPT | {"Afterword-Guest": TOKEN[::-1]}
    assert browser.get(url_of(discussion), headers=other).status_code == 204
    assert browser.get(url_of(discussion), headers=other | {"Afterword-Guest": "short"}).status_code == 204


def test_a_guest_changes_and_takes_it_back_by_script(browser, discussion):
    choose(browser, discussion, "Yes")
    choose(browser, discussion, "No")
    assert dict(Stance.objects.values_list("label", "count")) == {"Yes": 0, "No": 1, "It depends": 0}
    response = choose(browser, discussion, "")
    assert buttons_of(form_of(response)) == ["Yes", "No", "It depends"]
    assert not StanceChoice.objects.exists()


def test_who_is_signed_in_confirms_without_script_and_sees_the_split(signed_in, discussion, reader):
    asked = choose(signed_in, discussion, "Yes", HERE)
    assert (asked.status_code, asked["Cache-Control"]) == (200, "private, no-store")
    assert not StanceChoice.objects.exists()
    assert "You are signed in as Ada Lovelace." in text_of(page_of(asked).body)
    form = form_of(asked)
    assert buttons_of(form) == ["Yes", "No", "It depends"]
    done = choose(signed_in, discussion, "Yes", HERE, **values_of(form))
    assert (done.status_code, done.url) == (303, url_of(discussion))
    shown = signed_in.get(done.url)
    assert buttons_of(form_of(shown)) == ["Yes 100% (1 reader)", "No 0% (0 readers)", "It depends 0% (0 readers)"]
    assert list(StanceChoice.objects.values_list("account", "guest")) == [(reader.pk, "")]


def test_a_guest_without_script_is_told_what_it_takes(browser, discussion):
    response = choose(browser, discussion, "Yes", HERE)
    assert response.status_code == 403
    assert NEEDS_SCRIPT in text_of(page_of(response).body)
    assert "/accounts/login/?next=" in response.content.decode()
    looked = browser.get(url_of(discussion))
    assert looked.status_code == 200
    assert NEEDS_SCRIPT in text_of(page_of(looked).body)
    assert not StanceChoice.objects.exists()


def test_script_of_an_account_whose_token_did_not_come_along_is_sent_to_the_page(signed_in, discussion):
    response = choose(signed_in, discussion, "Yes")
    assert (response.status_code, response.content) == (409, b"")
    assert not StanceChoice.objects.exists()


def test_a_page_of_another_site_chooses_nothing(browser, discussion):
    response = choose(browser, discussion, "Yes", SCRIPT | {"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert not StanceChoice.objects.exists()


@pytest.mark.parametrize("wish", ["0", "-1", "x", "9" * 30, "٣"])
def test_what_is_not_offered_is_refused(browser, discussion, wish):
    response = browser.post(url_of(discussion), {"stance": wish}, headers=SCRIPT)
    assert (response.status_code, said(response)) == (403, "This stance is not offered, or not any more.")
    assert not StanceChoice.objects.exists()


def test_too_many_are_told_when_to_go_on(browser, discussion, settings):
    settings.ENGAGEMENT = {"STANCE_LIMITS": [(1, 60)]}
    choose(browser, discussion, "Yes")
    response = choose(browser, discussion, "No")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    assert said(response) == "You have changed your mind many times. Please go on in 1 minute."
    assert form_of(response).xpath(".//button[@aria-pressed='true']")[0].get("value") == number_of("Yes")
    assert StanceChoice.objects.get().stance.label == "Yes"


def test_a_database_that_does_not_answer_is_told_of_without_the_reader(browser, discussion, monkeypatch, caplog):
    def fail(**_given):
        raise OperationalError(TOKEN)

    monkeypatch.setattr(views, "choose_stance", fail)
    response = choose(browser, discussion, "Yes")
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert caplog.messages[0] == "a stance was not taken: OperationalError"
    assert TOKEN not in caplog.text


def test_where_it_is_closed_nobody_chooses_and_everybody_is_told(browser, discussion):
    choose(browser, discussion, "Yes")
    set_discussion_status(discussion_id=discussion.pk, status="closed")
    form = form_of(browser.get(address(discussion)))
    assert [button.get("disabled") for button in form.iter("button")] == ["disabled"] * 3
    assert form.find("div/p/a").get("href") == url_of(discussion)
    assert buttons_of(form_of(Client().get(url_of(discussion)))) == [
        "Yes 100% (1 reader)",
        "No 0% (0 readers)",
        "It depends 0% (0 readers)",
    ]
    response = choose(browser, discussion, "No")
    assert (response.status_code, said(response)) == (403, "This discussion was closed in the meantime.")
    assert StanceChoice.objects.get().stance.label == "Yes"


def test_a_discussion_without_stances_has_no_such_page(browser, discussion):
    set_stances(prompt_id=discussion.prompt.pk, labels=[])
    assert form_of(browser.get(address(discussion))) is None
    assert browser.get(url_of(discussion)).status_code == 404
    assert browser.get("/discussions/d/nowhere/stance/").status_code == 404


# Comments


def test_the_form_takes_a_stance_and_the_comment_bears_it(browser, discussion, post):
    select = page_of(browser.get(address(discussion))).get_element_by_id("aw-stance")
    assert [(option.get("value"), text_of(option)) for option in select] == [
        ("", "as chosen above, or none"),
        (number_of("Yes"), "Yes"),
        (number_of("No"), "No"),
        (number_of("It depends"), "It depends"),
        ("0", "not shown"),
    ]
    own = browser.get(post(discussion, stance=number_of("No"))["Location"])
    assert [text_of(tag) for tag in page_of(own).xpath("//article//*[@class='aw-tag']")] == ["No"]
    shown = page_of(browser.get(address(discussion))).get_element_by_id(f"c-{Comment.objects.get().pk}")
    assert [text_of(tag) for tag in shown.find_class("aw-tag")] == ["No"]


def test_a_stance_that_was_retired_meanwhile_is_named_at_its_field(browser, discussion, post):
    gone = number_of("No")
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "It depends"])
    response = post(discussion, stance=gone)
    assert response.status_code == 422
    assert text_of(page_of(response).get_element_by_id("aw-stance_error")) == (
        "This stance is not offered, or not any more."
    )
    assert not Comment.objects.exists()


def test_a_retired_stance_stays_with_its_comment_and_a_reply_has_no_field(browser, discussion, post):
    post(discussion, stance=number_of("No"))
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "It depends"])
    comment = Comment.objects.get()
    shown = page_of(browser.get(address(discussion))).get_element_by_id(f"c-{comment.pk}")
    assert [text_of(tag) for tag in shown.find_class("aw-tag")] == ["No"]
    assert not shown.find_class("aw-sw")
    reply = page_of(browser.get(f"/discussions/c/{comment.pk}/?reply=1"))
    assert reply.xpath("//select[@name='stance']") == []


# Best answers


def best_of(response):
    best = next(iter(page_of(response).find_class("aw-best")), None)
    return [] if best is None else [text_of(figure) for figure in best.iter("figure")]


def test_the_best_answers_stand_at_the_head_of_the_first_page_alone(browser, discussion, settings, post):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 1}
    assert best_of(browser.get(address(discussion))) == []
    post(discussion, body="Keep **it** & paint it.", stance=number_of("Yes"))
    post(discussion, body="Sell it.", author_name="Ben", stance=number_of("No"))
    first, second = Comment.objects.order_by("pk")
    assert best_of(browser.get(address(discussion))) == []
    feature_comment(comment_id=first.pk, featured=True)
    Comment.objects.filter(pk=second.pk).update(respect_count=3)
    page = browser.get(address(discussion))
    assert best_of(page) == [
        "Keep it & paint it. AdaYes Featured by the newsroomRead in the thread (comment by Ada)",
        "Sell it. BenNoRead in the thread (comment by Ben)",
    ]
    links = [link.get("href") for link in page_of(page).find_class("aw-best")[0].iter("a")]
    assert links == [f"/discussions/c/{pk}/#c-{pk}" for pk in (first.pk, second.pk)]
    further = page_of(page).find(".//a[@rel='next']").get("href")
    assert best_of(browser.get(further.partition("#")[0])) == []
    assert best_of(browser.get(f"/discussions/c/{first.pk}/")) == []


def test_a_comment_that_does_not_show_is_not_among_the_best(browser, discussion):
    root = PublishedCommentFactory(discussion=discussion)
    PublishedCommentFactory(parent=root)
    feature_comment(comment_id=root.pk, featured=True)
    Comment.objects.filter(pk=root.pk).update(visibility="rejected")
    assert best_of(browser.get(address(discussion))) == []
