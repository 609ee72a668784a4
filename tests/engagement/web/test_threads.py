import pytest

from engagement.api import Comment, Visibility, change_visibility
from engagement.gates import Admission
from tests.engagement.web.conftest import address, page_of, text_of, tokenless, values_of, written_in
from tests.factories import PendingCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db


def thread(comment, query=""):
    return f"/discussions/c/{comment.pk}/{query}"


def shown(client, place):
    return [li.get("id") for li in page_of(client.get(place)).iter("li") if li.get("id")]


def test_a_permalink_shows_the_thread_that_holds_the_comment_under_the_prompt(client, discussion):
    root = PublishedCommentFactory(discussion=discussion)
    replies = [PublishedCommentFactory(parent=root) for _reply in range(3)]
    PublishedCommentFactory(discussion=discussion)
    page = page_of(client.get(thread(replies[1])))
    assert [li.get("id") for li in page.iter("li")] == [f"c-{root.pk}", *(f"c-{reply.pk}" for reply in replies)]
    assert page.get_element_by_id("aw-q").text_content() == "Should the old quay be kept?"
    assert page.find("body//h1/a").get("href") == discussion.url


@pytest.mark.parametrize("sort", ["newest", "oldest", "replies"])
def test_a_thread_leads_to_the_page_of_the_list_that_begins_with_it(client, discussion, settings, sort):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 2, "DEFAULT_SORT": sort}
    roots = [PublishedCommentFactory(discussion=discussion) for _root in range(5)]
    reply = PublishedCommentFactory(parent=roots[2])
    whole = page_of(client.get(thread(reply))).find_class("aw-bar")[0].find("a").get("href")
    assert whole.startswith(address(discussion, f"?sort={sort}&cursor="))
    assert whole.endswith(f"#c-{roots[2].pk}")
    page = page_of(client.get(whole))
    following = {"newest": roots[1], "oldest": roots[3], "replies": roots[4]}[sort]
    tops = [li.get("id") for li in page.find_class("aw-list")[0].findall("li")]
    assert tops == [f"c-{roots[2].pk}", f"c-{following.pk}"]


def test_a_waiting_comment_has_no_place_in_the_list_yet(client, post, rule, discussion):
    rule(Admission.SCREEN)
    own = page_of(client.get(post(discussion)["Location"]))
    whole = own.find_class("aw-bar")[0].find("a").get("href")
    assert whole == address(discussion, "?sort=newest#comments")


def test_a_long_thread_has_pages_that_miss_nothing(client, discussion, settings):
    settings.ENGAGEMENT = {"REPLIES_PER_PAGE": 3}
    root = PublishedCommentFactory(discussion=discussion)
    replies = [PublishedCommentFactory(parent=root) for _reply in range(8)]
    seen, place = [], thread(root)
    while place:
        page = page_of(client.get(place))
        seen += [li.get("id") for li in page.iter("li") if li.get("id") != f"c-{root.pk}"]
        place = next((link.get("href") for link in page.find_class("aw-btn") if link.get("rel") == "next"), None)
    assert seen == [f"c-{reply.pk}" for reply in replies]
    late = page_of(client.get(thread(replies[6])))
    assert late.get_element_by_id(f"c-{replies[6].pk}") is not None
    whole = late.find_class("aw-pages")[0].findall("a")[-1]
    assert (text_of(whole), whole.get("href")) == ("The thread from its beginning", f"{thread(root)}#c-{root.pk}")


def test_a_reply_whose_parent_is_on_another_page_says_whom_it_answers(client, discussion, settings):
    settings.ENGAGEMENT = {"REPLIES_PER_PAGE": 2}
    root = PublishedCommentFactory(discussion=discussion)
    first = PublishedCommentFactory(parent=root, author_name="Ben")
    for _reply in range(3):
        PublishedCommentFactory(parent=root)
    late = PublishedCommentFactory(parent=first)
    page = page_of(client.get(thread(late)))
    assert text_of(page.get_element_by_id(f"c-{late.pk}").find_class("aw-to")[0]) == "in reply to Ben"
    change_visibility(comment_id=first.pk, to=Visibility.WITHDRAWN)
    assert "Ben" not in client.get(thread(late)).content.decode()


def test_a_reply_needs_no_script(browser, discussion, rule):
    rule(Admission.SCREEN)
    root = PublishedCommentFactory(discussion=discussion, visibility="published")
    parent = PublishedCommentFactory(parent=root, author_name="Ben")
    page = page_of(browser.get(address(discussion)))
    (link,) = page.get_element_by_id(f"c-{parent.pk}").xpath(".//a[@data-aw-reply]")
    assert (text_of(link), link.get("href")) == ("Reply to Ben", f"{thread(parent)}?reply=1#reply")
    answered = page_of(browser.get(link.get("href"))).get_element_by_id(f"c-{parent.pk}")
    form = answered.get_element_by_id("reply")
    assert answered.find(".//textarea").label.text == "Reply to Ben"
    response = browser.post(form.action, values_of(form) | {"body": "Yes.", "author_name": "Ada"})
    reply = Comment.objects.get(body="Yes.")
    assert (response.status_code, tokenless(response.url)) == (303, f"/discussions/mine/#c-{reply.pk}")
    assert (reply.parent, reply.visibility) == (parent, "pending")


def test_ids_on_a_page_are_used_once(client, discussion):
    root = PublishedCommentFactory(discussion=discussion)
    PublishedCommentFactory(parent=root)
    for place in (address(discussion), thread(root, "?reply=1")):
        ids = page_of(client.get(place)).xpath("//@id")
        assert len(ids) == len(set(ids)), place


def test_what_has_no_place_in_a_thread_has_no_page(client, discussion):
    waits = PendingCommentFactory(discussion=discussion)
    gone = PublishedCommentFactory(discussion=discussion)
    change_visibility(comment_id=gone.pk, to=Visibility.REJECTED)
    tag = client.get(address(discussion))["ETag"]
    for comment in (waits, gone):
        assert client.get(thread(comment)).status_code == 404
        assert client.get(thread(comment), headers={"If-None-Match": tag}).status_code == 404


def test_a_tombstone_takes_no_reply(client, discussion):
    root = PublishedCommentFactory(discussion=discussion)
    PublishedCommentFactory(parent=root)
    change_visibility(comment_id=root.pk, to=Visibility.WITHDRAWN)
    assert written_in(page_of(client.get(thread(root, "?reply=1")))) == []
    assert client.get(address(discussion, f"fragment/?reply={root.pk}")).status_code == 404


def test_script_gets_one_form_to_answer_with(client, discussion):
    comment = PublishedCommentFactory(discussion=discussion, author_name="Ben")
    (form,) = page_of(client.get(address(discussion, f"fragment/?reply={comment.pk}"))).forms
    assert values_of(form)["parent"] == str(comment.pk)
    assert form.get("aria-label") == "Reply to Ben"
