"""An author's edit and withdrawal by form, without script and with it: by token and by account."""

import datetime as dt
import logging

import pytest
import time_machine
from django.db import OperationalError

from engagement.api import (
    Comment,
    Visibility,
    change_visibility,
    edit_comment,
    erase_comment,
    feature_comment,
    make_author_token,
    set_discussion_status,
    withdraw_comment,
)
from engagement.gates import Admission
from engagement.models import Revision
from tests.engagement.web.conftest import address, page_of, text_of, tokenless, values_of
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

BY_SCRIPT = {"X-Afterword": "fragment"}
HERE = {"Origin": "http://testserver"}
ELSEWHERE = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
NAUGHTY = "<script>alert(1)</script> ' \" \\ \U0001f469 {{ 7|add:1 }} &amp;"


@pytest.fixture
def comment(discussion):
    return PublishedCommentFactory(discussion=discussion, body="The quay is *old*.", author_name="Ben")


@pytest.fixture
def reader():
    return UserFactory(username="ada")


@pytest.fixture
def own_comment(discussion, reader):
    return PublishedCommentFactory(discussion=discussion, user=reader, body="The quay is *old*.")


def page(comment, part=""):
    return f"/discussions/mine/{make_author_token(comment.pk)}/{part}"


def account_page(comment, part=""):
    return f"/discussions/c/{comment.pk}/own/{part}"


def acts(client, address, comment):
    li = page_of(client.get(address)).get_element_by_id(f"c-{comment.pk}")
    links = li.cssselect(".aw-acts a[data-aw-edit], .aw-acts a[data-aw-withdraw]")
    return [(text_of(link), link.get("href")) for link in links]


def stored():
    return (list(Comment.objects.order_by("pk").values()), list(Revision.objects.values()))


@pytest.fixture
def unchanged():
    class Unchanged:
        def __enter__(self):
            self.before = stored()

        def __exit__(self, *failure):
            assert failure[0] or stored() == self.before

    return Unchanged()


# What the author's page offers


def test_the_page_offers_both_and_says_how_long(client, discussion):
    with time_machine.travel("2031-03-02T12:00:00Z", tick=False) as clock:
        comment = PublishedCommentFactory(discussion=discussion)
        own = page(comment)
        edits, withdraws = f"{own}edit/", ("Withdraw", f"{own}withdraw/")
        assert acts(client, own, comment) == [("Edit, 5 minutes left", edits), withdraws]
        clock.shift(60)
        assert acts(client, own, comment) == [("Edit, 4 minutes left", edits), withdraws]
        clock.shift(181)
        assert acts(client, own, comment) == [("Edit, 1 minute left", edits), withdraws]
        clock.shift(59)
        assert acts(client, own, comment) == [withdraws]


@pytest.mark.parametrize(
    ("visibility", "names"),
    [
        ("pending", ["Edit, 5 minutes left", "Withdraw"]),
        ("held", ["Edit, 5 minutes left", "Withdraw"]),
        ("published", ["Edit, 5 minutes left", "Withdraw"]),
        ("spam", ["Withdraw"]),
        ("rejected", ["Withdraw"]),
        ("withdrawn", []),
    ],
)
def test_what_is_offered_hangs_on_what_became_of_it(client, discussion, visibility, names):
    comment = PendingCommentFactory(discussion=discussion)
    change_visibility(comment_id=comment.pk, to=Visibility(visibility))
    with time_machine.travel(comment.created_at + dt.timedelta(seconds=1), tick=False):
        li = page_of(client.get(page(comment))).get_element_by_id(f"c-{comment.pk}")
    assert [text_of(link) for link in li.cssselect("[data-aw-edit], [data-aw-withdraw]")] == names


def test_nothing_is_offered_that_the_publisher_does_not_want(client, comment, settings):
    settings.ENGAGEMENT = {"EDIT_MINUTES": 0, "WITHDRAW_MINUTES": 0}
    assert acts(client, page(comment), comment) == []


def test_what_everybody_reads_offers_nobody_anything(client, comment, discussion):
    html = client.get(address(discussion)).content.decode()
    assert "The quay is" in html
    assert "data-aw-edit" not in html
    assert "data-aw-withdraw" not in html


# Editing by the token


def test_a_guest_edits_without_cookie_token_or_script(browser, comment, discussion):
    shown = browser.get(page(comment, "edit/"))
    form = page_of(shown).forms[0]
    assert shown.status_code == 200
    assert form.inputs["body"].value.lstrip("\n") == "The quay is *old*."
    done = browser.post(form.action, {**values_of(form), "body": "The quay is *new*."}, headers=HERE)
    assert (done.status_code, tokenless(done.url)) == (303, f"/discussions/mine/#c-{comment.pk}")
    edited = Comment.objects.get()
    assert (edited.body, edited.revision, edited.visibility) == ("The quay is *new*.", 2, "published")
    own = page_of(browser.get(done.url)).get_element_by_id(f"c-{comment.pk}")
    assert text_of(own.find_class("aw-text")[0]) == "The quay is new."
    assert "edited" in text_of(own.find_class("aw-meta")[0])
    assert not browser.cookies
    public = browser.get(address(discussion)).content.decode()
    assert "<em>new</em>" in public
    assert "The quay is <em>old" not in public


def test_what_is_screened_waits_and_its_author_is_told_so(client, comment, rule, discussion):
    rule(Admission.SCREEN)
    done = client.post(page(comment, "edit/"), {"body": "The quay is new.", "revision": "1"}, follow=True)
    own = page_of(done).get_element_by_id(f"c-{comment.pk}")
    assert text_of(own.find_class("aw-state")[0]).startswith("Waiting. Only you can see this.")
    assert "The quay is" not in client.get(address(discussion)).content.decode()


def test_script_gets_the_comment_as_it_is_now(client, comment):
    own = page(comment)
    done = client.post(f"{own}edit/", {"body": "The quay is new.", "revision": "1"}, headers=BY_SCRIPT)
    (li,) = page_of(done).iter("li")
    assert (done.status_code, done["X-Afterword"]) == (200, "fragment")
    assert (li.get("id"), li.get("data-aw-own"), li.get("data-aw-state")) == (
        f"c-{comment.pk}",
        own,
        "published",
    )
    assert text_of(li.find_class("aw-text")[0]) == "The quay is new."


@pytest.mark.parametrize("headers", [{}, BY_SCRIPT], ids=["page", "script"])
def test_what_cannot_be_stored_comes_back_with_the_words_beside_the_field(client, comment, unchanged, headers):
    with unchanged:
        response = client.post(page(comment, "edit/"), {"body": "", "revision": "1"}, headers=headers)
    form = page_of(response).forms[0]
    assert response.status_code == 422
    assert text_of(form.get_element_by_id(f"aw-edit-{comment.pk}-body_error")) == "Please write something."
    assert form.inputs["body"].get("aria-invalid") == "true"
    assert form.inputs["revision"].value == "1"
    assert (response.headers.get("X-Afterword") == "fragment") == bool(headers)


def test_what_was_typed_comes_back_as_it_was_and_escaped(client, comment, unchanged, rule):
    rule(Admission.REFUSE, message="Not like <this>.")
    with unchanged:
        response = client.post(page(comment, "edit/"), {"body": NAUGHTY, "revision": "1"})
    form = page_of(response).forms[0]
    assert response.status_code == 403
    assert form.inputs["body"].value.lstrip("\n") == NAUGHTY
    assert text_of(form.find_class("aw-alert")[0]) == "Not like <this>."
    assert "<script>alert" not in response.content.decode()


def test_of_two_windows_the_later_sees_both_texts_and_loses_none(client, comment, unchanged):
    edit_comment(comment_id=comment.pk, body="From the *first* window.", revision=1)
    with unchanged:
        response = client.post(page(comment, "edit/"), {"body": "From the second.", "revision": "1"})
    form = page_of(response).forms[0]
    assert response.status_code == 409
    assert text_of(form.find_class("aw-draft")[0]) == "From the first window."
    assert form.inputs["body"].value.lstrip("\n") == "From the second."
    assert text_of(form.find_class("aw-alert")[0]) == (
        "Your comment was changed in the meantime: as it reads now, it stands below. "
        "If you send yours again, it takes the place of that."
    )
    assert client.post(form.action, values_of(form)).status_code == 303
    assert (Comment.objects.get().body, Comment.objects.get().revision) == ("From the second.", 3)


@pytest.mark.parametrize("revision", [None, "", "x", "-1", "9" * 30, "²"])
def test_a_revision_that_is_none_is_a_stale_one(client, comment, unchanged, revision):
    sent = {"body": "The quay is new."} | ({} if revision is None else {"revision": revision})
    with unchanged:
        response = client.post(page(comment, "edit/"), sent)
    assert response.status_code == 409
    assert page_of(response).forms[0].inputs["revision"].value == "1"


def test_after_the_window_the_words_are_there_to_be_copied(client, discussion, unchanged):
    with time_machine.travel("2031-03-02T12:00:00Z", tick=False) as clock:
        comment = PublishedCommentFactory(discussion=discussion)
        clock.shift(300)
        with unchanged:
            response = client.post(page(comment, "edit/"), {"body": "Too late.", "revision": "1"})
        shown = client.get(page(comment, "edit/"))
        own = page(comment)
    form = page_of(response).forms[0]
    assert (response.status_code, shown.status_code) == (403, 403)
    assert form.inputs["body"].value.lstrip("\n") == "Too late."
    assert form.inputs["body"].get("readonly") is not None
    assert text_of(form.find_class("aw-alert")[0]) == (
        "The time for editing is over: that is 5 minutes after posting. "
        "Your text is still here, if you want to copy it."
    )
    assert not form.cssselect("button")
    assert [link.get("href") for link in form.cssselect("[data-aw-back]")] == [own]


def test_a_decision_is_told_and_stands(client, comment, unchanged):
    feature_comment(comment_id=comment.pk, featured=True)
    with unchanged:
        response = client.post(page(comment, "edit/"), {"body": "Round it.", "revision": "1"})
    assert response.status_code == 403
    assert "The newsroom has featured this comment: it stays as it reads now." in response.content.decode()


def test_what_was_withdrawn_meanwhile_is_gone_and_the_words_are_not(client, comment, unchanged):
    withdraw_comment(comment_id=comment.pk)
    with unchanged:
        response = client.post(page(comment, "edit/"), {"body": "Once more.", "revision": "1"})
    assert response.status_code == 410
    assert page_of(response).forms[0].inputs["body"].value.lstrip("\n") == "Once more."


def test_who_edits_too_often_is_told_when_to_come_back(client, comment, settings):
    settings.ENGAGEMENT = {"EDIT_LIMITS": [(1, 60)]}
    client.post(page(comment, "edit/"), {"body": "One.", "revision": "1"})
    response = client.post(page(comment, "edit/"), {"body": "Two.", "revision": "2"})
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    assert page_of(response).forms[0].inputs["body"].value.lstrip("\n") == "Two."


def test_a_database_that_fails_loses_no_words(client, comment, monkeypatch, caplog):
    def fail(**_given):
        message = "server closed the connection: The quay is new."
        raise OperationalError(message)

    monkeypatch.setattr("engagement.web.changing.edit_comment", fail)
    response = client.post(page(comment, "edit/"), {"body": "The quay is new.", "revision": "1"})
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert page_of(response).forms[0].inputs["body"].value.lstrip("\n") == "The quay is new."
    assert "quay" not in caplog.text


def test_a_database_that_is_gone_before_anything_is_known_loses_no_words_either(client, comment, monkeypatch):
    def fail(_token):
        raise OperationalError

    monkeypatch.setattr("engagement.web.visits.find_by_token", fail)
    for part, kept in (("edit/", "The quay is new."), ("withdraw/", None)):
        response = client.post(page(comment, part), {"body": "The quay is new.", "revision": "1"})
        assert response.status_code == 503
        assert kept is None or page_of(response).forms[0].inputs["body"].value.lstrip("\n") == kept


# Withdrawing by the token


@pytest.mark.parametrize("headers", [{}, BY_SCRIPT], ids=["page", "script"])
def test_withdrawing_asks_first_and_then_nobody_sees_it(browser, comment, discussion, headers, unchanged):
    with unchanged:
        form = page_of(browser.get(page(comment, "withdraw/"), headers=headers)).forms[0]
    assert ("The quay is old." in text_of(form)) == (not headers), "beside the article it stands there anyway"
    done = browser.post(form.action, headers={**HERE, **headers})
    assert Comment.objects.get().visibility == "withdrawn"
    if headers:
        assert [text_of(li) for li in page_of(done).iter("li")] == ["This comment was withdrawn by its author."]
    else:
        assert (done.status_code, tokenless(done.url)) == (303, f"/discussions/mine/#c-{comment.pk}")
        assert "This comment was withdrawn by its author." in browser.get(done.url).content.decode()
    assert "The quay is" not in browser.get(address(discussion)).content.decode()


def test_withdrawing_twice_is_once(client, comment):
    for _again in range(2):
        assert client.post(page(comment, "withdraw/")).status_code == 303
    assert client.get(page(comment, "withdraw/")).status_code == 303


def test_after_its_window_nothing_is_withdrawn(client, comment, settings, unchanged):
    settings.ENGAGEMENT = {"WITHDRAW_MINUTES": 0}
    for method in (client.get, client.post):
        with unchanged:
            response = method(page(comment, "withdraw/"))
        assert response.status_code == 403
        assert "Comments cannot be withdrawn here." in response.content.decode()
        assert not page_of(response).cssselect("form button")


# Who may


@pytest.mark.parametrize("part", ["edit/", "withdraw/"])
def test_a_page_of_another_site_changes_nothing(client, comment, part, unchanged):
    with unchanged:
        response = client.post(page(comment, part), {"body": "Forged", "revision": "1"}, headers=ELSEWHERE)
    assert response.status_code == 403
    assert "This was sent from a page of another site." in response.content.decode()


@pytest.mark.parametrize("part", ["edit/", "withdraw/"])
def test_a_token_that_does_not_work_leads_to_a_page_without_one(client, comment, part, unchanged, caplog):
    caplog.set_level(logging.DEBUG)
    with unchanged:
        for method in (client.get, client.post):
            for token in ("x", "MQ:1aaaaa:forged-signature"):
                response = method(f"/discussions/mine/{token}/{part}", {"body": "Forged", "revision": "1"})
                assert (response.status_code, response.url) == (302, "/discussions/mine/")
                assert token not in caplog.text.replace("/discussions/mine/", "")


@pytest.mark.parametrize("part", ["edit/", "withdraw/"])
def test_what_is_erased_or_hidden_gives_nothing_away(client, comment, part, discussion):
    hidden = PublishedCommentFactory(discussion=discussion)
    erase_comment(comment_id=comment.pk)
    assert client.get(page(comment, part)).url == "/discussions/mine/"
    set_discussion_status(discussion_id=discussion.pk, status="hidden")
    assert client.get(page(hidden, part)).url == "/discussions/mine/"
    assert client.post(page(hidden, part), {"body": "x", "revision": "1"}).url == "/discussions/mine/"


@pytest.mark.parametrize("part", ["edit/", "withdraw/"])
def test_nobody_keeps_these_pages_and_no_other_site_learns_their_address(client, comment, part):
    for headers in ({}, BY_SCRIPT):
        for response in (
            client.get(page(comment, part), headers=headers),
            client.post(page(comment, part), {"body": "", "revision": "1"}, headers=ELSEWHERE | headers),
        ):
            assert response["Cache-Control"] == "private, no-store"
            # A stricter one would make browsers hide the origin of the form.
            assert response["Referrer-Policy"] == "same-origin"
            assert response["X-Robots-Tag"] == "noindex"
            assert not response.cookies


def test_the_token_stands_in_no_log_whatever_goes_wrong(client, comment, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    token = make_author_token(comment.pk)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("engagement.web.visits.subject_of_discussion", broken)
    client.raise_request_exception = False
    for part in ("edit/", "withdraw/"):
        assert client.get(f"/discussions/mine/{token}/{part}").status_code == 500
        assert client.post(f"/discussions/mine/{token}/{part}").status_code == 500
        assert client.put(f"/discussions/mine/{token}/{part}").status_code == 405
    assert token not in caplog.text


# By the account


def test_an_account_has_its_own_comments_pages_and_no_others(browser, own_comment, comment, reader):
    for part in ("", "edit/", "withdraw/"):
        assert browser.get(account_page(own_comment, part)).url == "/discussions/mine/"
    browser.force_login(reader)
    assert acts(browser, account_page(own_comment), own_comment) == [
        ("Edit, 5 minutes left", account_page(own_comment, "edit/")),
        ("Withdraw", account_page(own_comment, "withdraw/")),
    ]
    for part in ("", "edit/", "withdraw/"):
        assert browser.get(account_page(comment, part)).url == "/discussions/mine/"
        assert browser.get(f"/discussions/c/{10**6}/own/{part}").url == "/discussions/mine/"


def test_an_account_edits_with_its_sessions_token(browser, own_comment, reader):
    browser.force_login(reader)
    form = page_of(browser.get(account_page(own_comment, "edit/"))).forms[0]
    done = browser.post(form.action, {**values_of(form), "body": "As myself."}, headers=HERE)
    assert (done.status_code, done.url) == (303, f"{account_page(own_comment)}#c-{own_comment.pk}")
    assert Comment.objects.get(pk=own_comment.pk).body == "As myself."
    form = page_of(browser.get(account_page(own_comment, "withdraw/"))).forms[0]
    assert browser.post(form.action, values_of(form), headers=HERE).status_code == 303
    assert Comment.objects.get(pk=own_comment.pk).visibility == "withdrawn"


@pytest.mark.parametrize("part", ["edit/", "withdraw/"])
def test_without_the_sessions_token_nothing_changes_and_the_next_press_works(
    browser, own_comment, reader, part, unchanged
):
    browser.force_login(reader)
    with unchanged:
        asked = browser.post(account_page(own_comment, part), {"body": "As myself.", "revision": "1"}, headers=HERE)
    form = page_of(asked).forms[0]
    assert asked.status_code == 403
    assert "Please press the button once more." in text_of(form)
    assert browser.post(form.action, values_of(form), headers=HERE).status_code == 303
    changed = Comment.objects.get(pk=own_comment.pk)
    assert (changed.body == "As myself.") == (part == "edit/")
    assert (changed.visibility == "withdrawn") == (part == "withdraw/")


def test_another_account_changes_nothing(browser, own_comment, unchanged):
    browser.force_login(UserFactory())
    with unchanged:
        for part in ("edit/", "withdraw/"):
            response = browser.post(account_page(own_comment, part), {"body": "Not mine.", "revision": "1"})
            assert response.url == "/discussions/mine/"


def test_what_waits_for_a_moderator_is_edited_and_goes_on_waiting(client, discussion):
    comment = HeldCommentFactory(discussion=discussion)
    done = client.post(page(comment, "edit/"), {"body": "Put more kindly.", "revision": "1"}, follow=True)
    own = page_of(done).get_element_by_id(f"c-{comment.pk}")
    assert text_of(own.find_class("aw-state")[0]).startswith("Waiting for a moderator.")
    assert text_of(own.find_class("aw-text")[0]) == "Put more kindly."


def test_without_script_an_edit_is_shown_before_it_is_stored(client, comment, unchanged):
    form = page_of(client.get(page(comment, "edit/"))).forms[0]
    first, second = form.cssselect("button")[-2:]
    assert (first.get("name"), second.get("name"), text_of(second)) == (None, "preview", "Preview")
    sent = {**values_of(form), "body": "The quay is **new**.", "preview": "1"}
    with unchanged:
        response = client.post(page(comment, "edit/"), sent, headers=HERE)
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    shown = page_of(response)
    assert shown.xpath("//section[@aria-label='Preview']//p/strong")[0].text == "new"
    assert values_of(shown.forms[0])["body"].strip() == "The quay is **new**."
    assert values_of(shown.forms[0])["revision"] == values_of(form)["revision"]
    client.post(page(comment, "edit/"), values_of(shown.forms[0]), headers=HERE)
    comment.refresh_from_db()
    assert comment.body == "The quay is **new**."


def test_script_asks_for_the_preview_of_an_edit_where_it_does_for_every_other(client, comment, discussion, unchanged):
    html = client.get(page(comment, "edit/"), headers=BY_SCRIPT).content.decode()
    place = address(discussion, "comments/preview/")
    assert f'type="button" data-aw-preview="{place}"' in html
    assert 'name="preview"' not in html
    with unchanged:
        response = client.post(place, {"body": "The quay is **new**."}, headers={**HERE, **BY_SCRIPT})
    assert "<strong>new</strong>" in response.content.decode()


@pytest.mark.parametrize("body", ["", "<!-- x -->"])
def test_what_could_not_be_stored_has_no_preview_and_comes_back(client, comment, unchanged, body):
    with unchanged:
        response = client.post(page(comment, "edit/"), {"body": body, "revision": 1, "preview": "1"}, headers=HERE)
    assert response.status_code == 422
    assert not page_of(response).xpath("//section[@aria-label='Preview']")
    assert page_of(response).cssselect(".aw-error")


def test_previews_of_edits_are_limited_too(client, comment, unchanged, settings):
    settings.ENGAGEMENT = {"PREVIEW_LIMITS": ((1, 600),)}
    sent = {"body": "The quay is new.", "revision": 1, "preview": "1"}
    with unchanged:
        assert client.post(page(comment, "edit/"), sent, headers=HERE).status_code == 200
        response = client.post(page(comment, "edit/"), sent, headers=HERE)
    assert response.status_code == 429
    assert "You have asked for many previews in a short time." in text_of(page_of(response))
    assert values_of(page_of(response).forms[0])["body"].strip() == "The quay is new."


def test_a_page_of_another_site_sees_no_preview_of_an_edit(client, comment, unchanged):
    with unchanged:
        sent = {"body": "The quay is new.", "revision": 1, "preview": "1"}
        response = client.post(page(comment, "edit/"), sent, headers=ELSEWHERE)
    assert response.status_code == 403
    assert not page_of(response).xpath("//section[@aria-label='Preview']")
