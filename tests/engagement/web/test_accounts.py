import pytest

from engagement.api import Comment
from engagement.gates import Admission
from tests.engagement.web.conftest import address, page_of, text_of, values_of
from tests.factories import PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}


@pytest.fixture
def reader():
    return UserFactory(username="ada", first_name="Ada", last_name="Lovelace", email="ada@example.org")


@pytest.fixture
def signed_in(browser, reader):
    browser.force_login(reader)
    return browser


def test_the_public_form_sends_an_account_on_to_confirm(signed_in, discussion, reader):
    form = page_of(signed_in.get(address(discussion))).forms[0]
    asked = signed_in.post(form.action, {**values_of(form), "body": "As myself", "author_name": "Eve"}, headers=HERE)
    confirm = page_of(asked).forms[0]
    assert asked.status_code == 200
    assert asked["Cache-Control"] == "private, no-store"
    # A page without referrer would make the browser hide the origin, and Django refuse the token.
    assert asked["Referrer-Policy"] != "no-referrer"
    assert "You are signed in as Ada Lovelace. Post this as Ada Lovelace?" in text_of(confirm)
    assert "author_name" not in confirm.inputs
    assert not Comment.objects.exists()
    done = signed_in.post(confirm.action, values_of(confirm), headers=HERE)
    assert done.status_code == 303
    comment = Comment.objects.get()
    assert (comment.author, comment.author_name, comment.author_email, comment.author_url, comment.body) == (
        reader,
        "Ada Lovelace",
        "ada@example.org",
        "",
        "As myself",
    )


def test_a_reply_keeps_its_place_through_the_confirmation(signed_in, discussion, post):
    parent = PublishedCommentFactory(discussion=discussion, author_name="Ben")
    confirm = page_of(post(discussion, parent=parent.pk)).forms[0]
    assert "Reply to Ben" in text_of(confirm)
    signed_in.post(confirm.action, values_of(confirm), headers=HERE)
    assert Comment.objects.get(parent=parent).author_name == "Ada Lovelace"


def test_a_wrong_token_is_no_token(signed_in, discussion, post):
    signed_in.get("/discussions/me/")
    response = post(discussion, csrfmiddlewaretoken="x" * 64)
    assert response.status_code == 200
    assert not Comment.objects.exists()


def test_script_posts_with_the_token_it_asked_for(signed_in, discussion, post, reader):
    told = signed_in.get("/discussions/me/")
    assert told.json().keys() == {"name", "csrf_token"}
    assert told.json()["name"] == "Ada Lovelace"
    assert told["Cache-Control"] == "private, no-store"
    response = post(
        discussion, headers=HERE | {"X-Afterword": "fragment"}, csrfmiddlewaretoken=told.json()["csrf_token"]
    )
    assert response.status_code == 201
    assert Comment.objects.get().author == reader


def test_script_without_a_token_gets_the_question_as_a_fragment(signed_in, discussion, post):
    response = post(discussion, headers=HERE | {"X-Afterword": "fragment"})
    assert response.status_code == 409
    assert response["X-Afterword"] == "fragment"
    assert values_of(page_of(response).forms[0])["csrfmiddlewaretoken"]
    assert not Comment.objects.exists()


def test_a_mistake_after_the_confirmation_keeps_the_account_and_the_token(signed_in, discussion, post):
    token = values_of(page_of(post(discussion)).forms[0])["csrfmiddlewaretoken"]
    response = post(discussion, "", csrfmiddlewaretoken=token, headers=HERE)
    form = page_of(response).forms[0]
    assert response.status_code == 422
    assert "Please write something." in text_of(form)
    values = values_of(form)
    assert signed_in.post(form.action, values | {"body": "Better"}, headers=HERE).status_code == 303
    assert Comment.objects.get().author_name == "Ada Lovelace"


def test_a_guest_is_nobody_to_script_and_gets_no_cookie(browser):
    response = browser.get("/discussions/me/")
    assert response.json() == {}
    assert not response.cookies


def test_an_account_posts_where_guests_may_not(signed_in, discussion, post, settings):
    settings.ENGAGEMENT = {"GUESTS": False}
    confirm = page_of(post(discussion)).forms[0]
    assert signed_in.post(confirm.action, values_of(confirm), headers=HERE).status_code == 303


def test_an_account_without_a_name_to_show_is_a_member(browser, discussion, post, rule):
    rule(Admission.PUBLISH)
    browser.force_login(UserFactory(username="eve@example.org", email="eve@example.org"))
    confirm = page_of(post(discussion)).forms[0]
    assert "Post this as Member?" in text_of(confirm)
    browser.post(confirm.action, values_of(confirm), headers=HERE)
    shown = browser.get(address(discussion)).content.decode()
    assert ">Member<" in shown
    assert "eve@" not in shown
