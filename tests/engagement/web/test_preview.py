import pytest

from engagement.models import Comment, Discussion, PostingPace, SentText, Submission
from tests.engagement.web.conftest import address, page_of, text_of, values_of, written_in
from tests.factories import ArticleFactory, PublishedCommentFactory, UserFactory

FRAGMENT = {"X-Afterword": "fragment"}


@pytest.fixture
def preview(browser, db):
    """Ask for the preview of a comment; give the response."""

    def preview(discussion, body="The quay *should* stay.", *, headers=None, **fields):
        sent = {"author_name": "Ada", "body": body, **fields}
        return browser.post(address(discussion, "comments/preview/"), sent, headers=headers)

    yield preview
    assert not Comment.objects.filter(author_name="Ada").exists()
    assert not Submission.objects.filter(comment__author_name="Ada").exists()


def test_without_script_the_form_comes_back_below_its_preview_with_everything_kept(discussion, preview, browser):
    answered = PublishedCommentFactory(discussion=discussion, author_name="Ben")
    response = preview(
        discussion,
        author_email="ada@example.org",
        author_url="ada.example",
        parent=answered.pk,
        idempotency_key="k" * 9,
    )
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    page = page_of(response)
    shown = page.xpath("//section[@aria-label='Preview']")[0]
    assert shown.find_class("aw-text")[0].find("p/em").text == "should"
    assert "Nothing is sent yet." in text_of(shown)
    form = page.forms[0]
    sent = values_of(form)
    assert (sent["body"].strip(), sent["author_name"], sent["author_email"], sent["author_url"], sent["parent"]) == (
        "The quay *should* stay.",
        "Ada",
        "ada@example.org",
        "ada.example",
        str(answered.pk),
    )
    assert text_of(form.find("h3")) == "Reply to Ben"
    assert not form.find_class("aw-error")
    assert SentText.objects.count() == 1, "the answered comment's own"
    posted = browser.post(form.action, sent)
    assert posted.status_code == 303
    Comment.objects.filter(author_name="Ada").update(author_name="Posted")


def test_the_button_for_it_stands_in_every_form_after_the_one_that_posts(client, discussion):
    comment = PublishedCommentFactory(discussion=discussion)
    for place in (address(discussion), f"/discussions/c/{comment.pk}/?reply=1"):
        form = written_in(page_of(client.get(place)))[0]
        first, second = [button for button in form.iter("button") if button.get("type") != "button"]
        assert (first.get("name"), second.get("name")) == (None, "preview")
        assert second.get("formaction") == f"{form.action}preview/"
        assert second.getparent().tag == "noscript"


def test_script_gets_the_preview_alone(discussion, preview):
    response = preview(discussion, headers=FRAGMENT)
    assert (response.status_code, response["X-Afterword"], response["Cache-Control"]) == (
        200,
        "fragment",
        "private, no-store",
    )
    html = response.content.decode()
    assert '<div class="aw-text" dir="auto"><p>The quay <em>should</em> stay.</p></div>' in html
    assert "<form" not in html


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "Please write something."),
        ("<!-- x -->", "Readers would see nothing of this."),
        ("x" * 3001, "This is 3001 characters long; at most 3000 are allowed."),
    ],
)
def test_what_would_not_be_taken_has_no_preview_and_the_reason_stands_there(discussion, preview, body, words):
    response = preview(discussion, body, headers=FRAGMENT)
    assert (response.status_code, response["X-Afterword"]) == (422, "fragment")
    assert words in response.content.decode()
    plain = preview(discussion, body)
    form = page_of(plain).forms[0]
    assert plain.status_code == 422
    assert words in text_of(form)
    assert form.fields["body"] == f"\n{body}", "HTML drops the line end that Django puts before a text"
    assert not PostingPace.objects.exists()


def test_markup_that_is_not_ours_stays_text(discussion, preview):
    html = preview(discussion, "<script>alert(1)</script> [x](javascript:alert(1))", headers=FRAGMENT).content.decode()
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "href" not in html


def test_previews_are_limited_by_address_and_say_when_to_come_back(discussion, preview, settings):
    settings.ENGAGEMENT = {"PREVIEW_LIMITS": [(1, 3600)]}
    assert preview(discussion, headers=FRAGMENT).status_code == 200
    for headers in (FRAGMENT, None):
        response = preview(discussion, headers=headers)
        assert response.status_code == 429
        assert 0 < int(response["Retry-After"]) <= 3600
        assert "You have asked for many previews in a short time." in response.content.decode()
    assert page_of(response).forms[0].fields["body"] == "\nThe quay *should* stay."


def test_a_page_of_another_site_gets_none(discussion, preview):
    response = preview(discussion, headers=FRAGMENT | {"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert "<em>" not in response.content.decode()
    assert not PostingPace.objects.exists()


def test_who_is_signed_in_sees_the_preview_above_the_question_as_whom_to_post(discussion, preview, browser):
    browser.force_login(UserFactory(first_name="Ada", last_name="Lovelace"))
    page = page_of(preview(discussion))
    assert page.xpath("//section[@aria-label='Preview']")
    assert "Post this as Ada Lovelace?" in text_of(page.forms[0])
    assert page.forms[0].fields["csrfmiddlewaretoken"]


def test_a_preview_opens_no_discussion(preview):
    article = ArticleFactory()
    Discussion.objects.all().delete()
    key = f"articles.article.{article.pk}"
    assert preview(Discussion(key=key)).status_code == 200
    assert preview(Discussion(key="nothing")).status_code == 404
    assert not Discussion.objects.exists()


def test_it_is_only_posted_to(client, discussion):
    assert client.get(address(discussion, "comments/preview/")).status_code == 405
