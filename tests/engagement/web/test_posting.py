import pytest
from django.db import OperationalError, connection

from engagement.api import Comment, Visibility, set_discussion_status
from engagement.exceptions import PostingTooFast
from engagement.gates import Admission
from engagement.models import Discussion, Submission
from engagement.web.problems import problem_of
from tests.engagement.web.conftest import address, page_of, text_of, token_in, tokenless, values_of
from tests.factories import ArticleFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

BY_SCRIPT = {"X-Afterword": "fragment"}
NAUGHTY = "<script>alert(1)</script> ' \" \\ \u200b \u202e \U0001f469\u200d\U0001f467 %s {{ 7|add:1 }} \x08 \x1b"


def shown_form(response):
    (form,) = page_of(response).forms
    return form


def test_a_guest_needs_neither_cookie_nor_token_nor_script(browser, discussion, post, rule):
    rule(Admission.SCREEN)
    form = page_of(browser.get(address(discussion))).forms[0]
    response = browser.post(form.action, {**values_of(form), "body": "The quay *stays*.", "author_name": "Ada"})
    comment = Comment.objects.get()
    assert (response.status_code, tokenless(response.url)) == (303, f"/discussions/mine/#c-{comment.pk}")
    assert (comment.discussion, comment.body, comment.author_name, comment.visibility) == (
        discussion,
        "The quay *stays*.",
        "Ada",
        Visibility.PENDING,
    )
    landed = browser.get(response.url)
    own = page_of(landed).get_element_by_id(f"c-{comment.pk}")
    assert own.find_class("aw-text")[0].text_content() == "The quay stays."
    assert text_of(own.find_class("aw-state")[0]) == (
        "Waiting. Only you can see this. It is being checked, usually within a minute, and then shows for everyone."
    )
    assert not browser.cookies


def test_what_a_browser_sends_along_is_stored_beside_the_comment(discussion, post):
    post(
        discussion,
        headers={
            "User-Agent": "Mozilla/5.0",
            "Referer": "http://testserver/articles/1/",
            "Origin": "http://testserver",
        },
        form_seconds="41.5",
        contact_by_fax="+1 555",
    )
    sent = Submission.objects.get()
    assert (sent.ip, sent.user_agent, sent.referrer, sent.form_seconds, sent.honeypot) == (
        "127.0.0.1",
        "Mozilla/5.0",
        "http://testserver/articles/1/",
        41.5,
        "+1 555",
    )


def test_a_reply_goes_under_what_it_answers(discussion, post):
    parent = PublishedCommentFactory(discussion=discussion)
    response = post(discussion, "I agree.", parent=parent.pk)
    reply = Comment.objects.get(body="I agree.")
    assert (response.status_code, reply.parent, reply.root, reply.visibility) == (303, parent, parent, "published")


def test_an_article_that_was_never_synced_takes_a_comment(post):
    article = ArticleFactory()
    Discussion.objects.all().delete()
    key = f"articles.article.{article.pk}"
    assert post(Discussion(key=key)).status_code == 303
    assert Comment.objects.get().discussion.key == key


@pytest.mark.parametrize("typed", [NAUGHTY, "a\r\nb\rc", "  indented", "e\u0301 is not \u00e9", "{% csrf_token %}"])
def test_text_and_name_survive_as_typed(discussion, post, typed):
    response = post(discussion, f"{typed} and more", author_name=f"{typed} Lovelace"[:100])
    comment = Comment.objects.get()
    assert response.status_code == 303
    assert comment.body == f"{typed} and more".replace("\r\n", "\n").replace("\r", "\n")
    assert comment.author_name == " ".join(f"{typed} Lovelace".split())


def test_a_mistake_gives_the_form_back_filled_in_with_the_sentence_beside_its_field(discussion, post):
    typed = "A thought that must not be lost, with <b>, & and\nlines."
    response = post(
        discussion, typed, author_name="", author_email="ada@", author_url="example.org", idempotency_key="k-12345678"
    )
    form = shown_form(response)
    assert response.status_code == 422
    assert values_of(form) | {"body": ""} == {
        "body": "",
        "author_name": "",
        "author_email": "ada@",
        "author_url": "example.org",
        "parent": "",
        "form_seconds": "",
        "idempotency_key": "k-12345678",
        "contact_by_fax": "",
    }
    assert form.inputs["body"].text.removeprefix("\n") == typed
    assert form.action == address(discussion, "comments/")
    for field, sentence in {
        "author_name": "Please give a name.",
        "author_email": "This address is not complete.",
    }.items():
        box = form.inputs[field]
        assert box.get("aria-invalid") == "true"
        assert form.get_element_by_id(box.get("aria-describedby")).text_content() == sentence
    assert text_of(form.find_class("aw-alert")[0]).startswith("Not sent yet. 2 things need another look.")
    assert not Comment.objects.exists()
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("field", "raw", "sentence"),
    [
        ("body", "a%00b", "Character 2 is one that cannot be stored: NUL (U+0000)."),
        ("author_name", "Ad%00a", "Character 3 is one that cannot be stored: NUL (U+0000)."),
        ("body", "lone%ED%A0%80", "Character 5 is one that cannot be stored: surrogate (U+DCED)."),
        ("author_url", "%FF", "Character 1 is one that cannot be stored: surrogate (U+DCFF)."),
    ],
)
def test_what_cannot_be_stored_is_refused_at_its_field(browser, discussion, field, raw, sentence):
    sent = {"body": "Something", "author_name": "Ada", field: raw}
    response = browser.generic(
        "POST",
        address(discussion, "comments/"),
        "&".join(f"{name}={value}" for name, value in sent.items()),
        content_type="application/x-www-form-urlencoded",
    )
    form = shown_form(response)
    assert response.status_code == 422
    assert form.get_element_by_id(f"aw-{field}_error").text_content() == sentence
    assert "\ufffd" in (form.inputs[field].text or form.inputs[field].value)
    assert not Comment.objects.exists()


def test_an_answer_to_what_is_not_there_may_be_sent_again_as_a_comment_of_its_own(browser, discussion, post):
    elsewhere = PublishedCommentFactory()
    for parent in (elsewhere.pk, 10**30, "none"):
        response = post(discussion, "An answer", parent=parent)
        form = shown_form(response)
        assert response.status_code == 422
        assert "The comment you are answering is not there any more." in text_of(form)
        assert values_of(form)["parent"] == ""
    assert Comment.objects.count() == 1
    assert browser.post(form.action, values_of(form)).status_code == 303
    assert Comment.objects.get(body="An answer").parent is None


def test_the_form_for_a_reply_says_and_quotes_what_it_answers(discussion, post):
    parent = PublishedCommentFactory(discussion=discussion, author_name="Ben", body="What *now*?")
    page = page_of(post(discussion, "", parent=parent.pk))
    assert text_of(page.get_element_by_id(f"aw-{parent.pk}-leave")) == "Reply to Ben"
    assert text_of(page.find("body//blockquote")) == "What now?"
    assert values_of(page.forms[0])["parent"] == str(parent.pk)


def test_a_second_post_with_the_same_key_stores_nothing_more(discussion, post):
    first = post(discussion, idempotency_key="k-12345678")
    second = post(discussion, idempotency_key="k-12345678")
    assert (first.status_code, second.status_code) == (303, 303)
    assert tokenless(first.url) == tokenless(second.url)
    assert Comment.objects.count() == 1


def test_a_double_click_without_script_stores_one_comment(discussion, post):
    assert [post(discussion).status_code for _ in range(2)] == [303, 303]
    assert Comment.objects.count() == 1


def test_a_key_used_for_other_words_gives_the_form_back_without_it(browser, discussion, post):
    post(discussion, "First words", idempotency_key="k-12345678")
    response = post(discussion, "Other words", idempotency_key="k-12345678")
    form = shown_form(response)
    assert response.status_code == 409
    assert "This form was sent before with other words" in text_of(form)
    assert Comment.objects.count() == 1
    assert browser.post(form.action, values_of(form)).status_code == 303
    assert Comment.objects.count() == 2


def test_a_closed_discussion_stores_nothing_and_loses_nothing(discussion, post):
    set_discussion_status(discussion_id=discussion.pk, status="closed")
    response = post(discussion, "Too late?")
    assert response.status_code == 403
    assert "takes no more comments" in text_of(shown_form(response))
    assert values_of(shown_form(response))["body"].strip() == "Too late?"
    assert not Comment.objects.exists()


def test_a_refusal_says_why(discussion, post, rule):
    rule(Admission.REFUSE, reason="links", message="No more than two links, please.")
    response = post(discussion, "Look")
    assert response.status_code == 403
    assert text_of(shown_form(response).find_class("aw-alert")[0]).endswith("No more than two links, please.")
    assert values_of(shown_form(response))["body"].strip() == "Look"
    assert not Comment.objects.exists()


def test_who_posts_too_fast_is_told_when_to_go_on(discussion, post, settings):
    settings.ENGAGEMENT = {"POST_LIMITS": [(1, 3600)]}
    assert post(discussion, "One").status_code == 303
    response = post(discussion, "Two")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    assert "You have posted several comments in a short time." in text_of(shown_form(response))
    assert values_of(shown_form(response))["body"].strip() == "Two"
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "Please send this one in 1 second."),
        (59, "Please send this one in 59 seconds."),
        (60, "Please send this one in 1 minute."),
        (61, "Please send this one in 2 minutes."),
        (3600, "Please send this one in 60 minutes."),
        (6000, "Please send this one in 2 hours."),
        (86400, "Please send this one in 24 hours."),
    ],
)
def test_when_to_go_on_is_told_in_units_that_people_count_in(seconds, words):
    (sentence,) = problem_of(PostingTooFast(retry_after=seconds)).errors["above"]
    assert sentence == f"You have posted several comments in a short time. {words}"


def test_a_discussion_in_which_too_many_write_keeps_the_text_and_says_when_to_go_on(discussion, post, settings):
    settings.ENGAGEMENT = {"DISCUSSION_LIMITS": [(1, 3600)]}
    assert post(discussion, "One").status_code == 303
    response = post(discussion, "Two")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    assert "Many people are writing in this discussion at this moment." in text_of(shown_form(response))
    assert values_of(shown_form(response))["body"].strip() == "Two"
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("The quay is OLDER than the town hall.", "You have written this already, in this discussion."),
        ("<!-- hidden -->", "Readers would see nothing of this."),
    ],
)
def test_a_text_that_is_not_taken_stands_in_the_form_with_the_sentence_beside_it(discussion, post, typed, sentence):
    post(discussion, "The quay is older than the town hall.", idempotency_key="k-12345678")
    response = post(discussion, typed, idempotency_key="k-87654321")
    form = shown_form(response)
    assert response.status_code == 422
    assert form.get_element_by_id("aw-body_error").text_content().startswith(sentence)
    assert form.inputs["body"].text.removeprefix("\n") == typed
    assert Comment.objects.count() == 1


def test_a_gate_that_breaks_lets_nothing_through_and_its_words_into_no_log(discussion, post, caplog, monkeypatch):
    def broken(draft):
        raise RuntimeError(draft.body)

    monkeypatch.setattr("engagement.gates._registry.gates", {"tests": broken})
    response = post(discussion, "My secret thought")
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert values_of(shown_form(response))["body"].strip() == "My secret thought"
    assert "gate 'tests' failed: RuntimeError" in caplog.text
    assert "secret" not in caplog.text
    assert not Comment.objects.exists()


@pytest.mark.parametrize("headers", [{}, BY_SCRIPT])
def test_a_database_that_is_down_gives_the_form_back(discussion, post, headers):
    def down(execute, sql, params, many, context):
        raise OperationalError("the database went away")

    with connection.execute_wrapper(down):
        response = post(discussion, "Typed all the same", headers=headers)
    form = page_of(response).forms[0]
    assert response.status_code == 503
    assert "We could not take your comment just now." in text_of(form)
    assert values_of(form)["body"].strip() == "Typed all the same"
    assert form.action == address(discussion, "comments/")
    assert not Comment.objects.exists()


def test_the_honeypot_is_stored_and_judged_elsewhere(discussion, post):
    assert post(discussion, contact_by_fax="yes").status_code == 303
    assert Submission.objects.get().honeypot == "yes"


def test_guests_are_asked_to_sign_in_where_only_accounts_may_comment(browser, discussion, post, settings):
    settings.ENGAGEMENT = {"GUESTS": False}
    form = page_of(browser.get(address(discussion))).forms[0]
    assert "author_name" not in form.inputs
    (link,) = [href for _, _, href, _ in form.iterlinks() if href.startswith("/accounts/login/")]
    assert link == f"/accounts/login/?next={address(discussion)}"
    response = post(discussion)
    assert response.status_code == 422
    assert "Please sign in to comment." in text_of(shown_form(response))
    assert not Comment.objects.exists()


def test_nobody_keeps_the_answer_to_a_post(discussion, post):
    for response in (post(discussion), post(discussion, "")):
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"


def test_only_a_post_posts(browser, discussion):
    assert browser.get(address(discussion, "comments/")).status_code == 405


def test_script_gets_the_comment_as_a_fragment_with_its_authors_page(browser, discussion, post, rule):
    rule(Admission.SCREEN)
    response = post(discussion, headers=BY_SCRIPT, idempotency_key="k-12345678")
    comment = Comment.objects.get()
    own = page_of(response).get_element_by_id(f"c-{comment.pk}")
    assert response.status_code == 201
    assert response["X-Afterword"] == "fragment"
    assert (own.get("class"), own.get("data-aw-state")) == ("aw-wait", "pending")
    assert token_in(own.get("data-aw-own")) == response["X-Afterword-Token"]
    assert browser.get(own.get("data-aw-own")).status_code == 200
    assert b"<section" not in response.content
    again = post(discussion, headers=BY_SCRIPT, idempotency_key="k-12345678")
    assert (again.status_code, Comment.objects.count()) == (200, 1)


def test_script_is_told_where_a_reply_belongs(discussion, post):
    parent = PublishedCommentFactory(discussion=discussion)
    response = post(discussion, headers=BY_SCRIPT, parent=parent.pk)
    reply = Comment.objects.get(parent=parent)
    own = page_of(response).get_element_by_id(f"c-{reply.pk}")
    assert (own.get("data-aw-parent"), own.get("data-aw-state")) == (f"c-{parent.pk}", "published")


def test_script_gets_a_mistake_as_the_form_alone(discussion, post):
    response = post(discussion, "", headers=BY_SCRIPT)
    assert response.status_code == 422
    assert response["X-Afterword"] == "fragment"
    assert response.content.decode().lstrip().startswith("<form")
    assert "Please write something." in text_of(page_of(response))
