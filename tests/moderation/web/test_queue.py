"""The list, the queues at the side, and what each address shows."""

import re

import pytest
from django.urls import reverse

from engagement.api import Visibility, change_visibility
from moderation.api import decide, open_case
from moderation.models import Finding
from tests.factories import HeldCommentFactory
from tests.moderation.factories import DecisionFactory
from tests.moderation.web.conftest import HTMX
from tests.moderation.web.pages import read, text_of, texts_of

QUEUE = "/moderation/"


def test_an_empty_queue_says_so(desk):
    tree = read(desk.get(QUEUE))
    assert text_of(tree, ".ws-empty b") == "Nothing waits."
    assert text_of(tree, "#who") == "Nothing is left here."
    assert text_of(tree, ".ws-side [aria-current]") == "1Waiting0"
    assert tree.cssselect(".ws-acts") == []


@pytest.mark.parametrize(
    ("queue", "words"),
    [
        ("reported", "Nobody complains."),
        ("spam", "No spam."),
        ("discarded", "No spam."),
        ("new", "Nothing is new."),
        ("decided", "Nothing is decided yet."),
        ("all", "No comments yet."),
    ],
)
def test_each_empty_queue_says_so(desk, queue, words):
    assert text_of(read(desk.get(QUEUE, {"queue": queue})), ".ws-empty b") == words


def test_who_waits_longest_comes_first_and_is_on_the_card(desk, make_waiting):
    make_waiting(author_name="Mara", body="The *first* one.")
    make_waiting(author_name="Nils", body="The second one.")
    tree = read(desk.get(QUEUE))
    assert texts_of(tree, ".ws-item h3 a") == ["Mara", "Nils"]
    assert texts_of(tree, ".ws-item q") == ["The first one.", "The second one."]
    assert text_of(tree, "#who") == "Mara"
    assert text_of(tree, ".ws-case .ws-num") == "1 of 2"
    assert text_of(tree, ".ws-next span") == "Next: Nils"
    assert texts_of(tree, ".ws-item[aria-current] h3 a") == ["Mara"]


def test_the_address_names_the_card(desk, make_waiting):
    make_waiting(author_name="Mara")
    second = make_waiting(author_name="Nils")
    tree = read(desk.get(QUEUE, {"queue": "waiting", "case": second.pk}))
    assert text_of(tree, "#who") == "Nils"
    assert tree.cssselect("#who")[0].get("autofocus") is not None
    assert "ws-open" in tree.cssselect("#work")[0].classes


def test_without_a_card_in_the_address_nothing_takes_the_focus_and_a_phone_shows_the_list(desk, make_waiting):
    make_waiting()
    tree = read(desk.get(QUEUE))
    assert tree.cssselect("#work [autofocus]") == []
    assert "ws-open" not in tree.cssselect("#work")[0].classes


def test_the_queues_have_their_counts_and_the_discarded_stay_out_of_sight(desk, make_waiting, make_spam):
    make_waiting()
    make_spam(author_name="spam", body="Watches")
    for _number in range(2):
        make_spam(author_name="discard", body="Pills")
    tree = read(desk.get(QUEUE, {"queue": "spam"}))
    assert texts_of(tree, ".ws-side a[id]") == ["1Waiting1", "2Reported0", "3Spam1", "4New0", "5Decided", "6All"]
    assert texts_of(tree, ".ws-item q") == ["Watches"]
    (link,) = [link for link in tree.cssselect(".ws-head a") if "discarded" in link.text_content()]
    assert link.text_content().strip() == "2 discarded"
    tree = read(desk.get(link.get("href")))
    assert texts_of(tree, ".ws-item q") == ["Pills", "Pills"]
    assert text_of(tree, ".ws-side [aria-current]") == "3Spam1"
    assert "discarded" not in read(desk.get(QUEUE)).cssselect(".ws-head")[0].text_content()


def test_reasons_stand_in_plain_words(desk, make_spam, settings):
    settings.MODERATION = {**settings.MODERATION, "UNSCREENED_GRACE_MINUTES": 1}
    make_spam(author_name="spam")
    assert text_of(read(desk.get(QUEUE, {"queue": "spam"})), ".ws-item .ws-why") == "Taken for spam"


def test_the_decided_say_who_did_what_and_why(desk, moderator, make_waiting, wish):
    comment = make_waiting()
    moderator.first_name, moderator.last_name = "Lena", "Proust"
    moderator.save()
    desk.post(reverse("moderation:decide", args=[comment.pk]), wish(comment, "reject", reason="off_topic"))
    tree = read(desk.get(QUEUE, {"queue": "decided"}))
    assert text_of(tree, ".ws-item .ws-why") == "Rejected, Lena Proust: It is off topic"


def test_pages_follow_each_other_without_gap_or_repetition(desk, fill_queue):
    made = [comment.author_name for comment in fill_queue(51)]
    first = read(desk.get(QUEUE))
    assert texts_of(first, ".ws-item h3 a") == made[:50]
    (following,) = first.cssselect(".ws-list > .ws-page")
    assert following.text_content() == "Next page"
    second = read(desk.get(following.get("href")))
    assert texts_of(second, ".ws-item h3 a") == made[50:]
    assert text_of(second, "#who") == made[50]
    assert second.cssselect("#q")[0].get("autofocus") is not None
    (back,) = second.cssselect(".ws-list > .ws-page")
    assert (back.text_content(), back.get("href")) == ("First page", "/moderation/?queue=waiting")


def test_the_last_card_of_a_page_leads_to_the_next_page(desk, fill_queue):
    last = fill_queue(51)[49]
    tree = read(desk.get(QUEUE, {"case": last.pk}))
    (link,) = tree.cssselect('.ws-case [aria-keyshortcuts="j"]')
    assert "Next page" in link.text_content()
    assert link.get("href") == tree.cssselect(".ws-list > .ws-page")[0].get("href")


def test_a_page_whose_comments_were_all_decided_gives_way_to_the_first(desk, moderator, fill_queue):
    made = fill_queue(51)
    address = read(desk.get(QUEUE)).cssselect(".ws-list > .ws-page")[0].get("href")
    decide(comment_id=made[50].pk, action="approve", moderator_id=moderator.pk, seen_visibility="held", revision=1)
    tree = read(desk.get(address))
    assert len(tree.cssselect(".ws-item")) == 50
    assert tree.cssselect(".ws-list > .ws-page") == []


@pytest.mark.parametrize(
    "query",
    [
        {"queue": "nothing"},
        {"cursor": "nothing"},
        {"cursor": "\x00"},
        {"case": "x"},
        {"case": "-1"},
        {"case": "0"},
        {"case": "1" * 40},
        {"case": "²"},
        {"done": "x"},
        {"done": "999999999999999999"},
        {"view": "nothing"},
    ],
)
def test_what_an_address_says_of_nothing_known_is_left_out(desk, make_waiting, query):
    make_waiting(author_name="Mara")
    response = desk.get(QUEUE, query)
    assert response.status_code == 200
    assert text_of(read(response), "#who") == "Mara"


@pytest.mark.parametrize("number", [999_999, 999_999_999_999_999_999])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_comment_that_is_not_there_is_a_404_beside_the_list(desk, make_waiting, number, headers):
    make_waiting()
    response = desk.get(QUEUE, {"case": number}, headers=headers)
    assert response.status_code == 404
    tree = read(response)
    assert text_of(tree, "#who") == "This comment is not here."
    assert len(tree.cssselect(".ws-item")) == 1
    assert tree.cssselect(".ws-acts") == []


def test_script_gets_the_working_part_alone(desk, make_waiting):
    make_waiting()
    whole = desk.get(QUEUE).content.decode()
    part = desk.get(QUEUE, headers=HTMX).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert part.lstrip().startswith("<title>Waiting (1) | Afterword")
    assert part.count('id="work"') == 1
    again = desk.get(QUEUE, headers={**HTMX, "HX-History-Restore-Request": "true"}).content.decode()
    assert "<html" in again


def test_screening_that_is_well_says_so(desk, make_spam):
    make_spam()
    words = text_of(read(desk.get(QUEUE)), ".ws-well")
    assert re.match(r"Screening is well\. Dummy answered \d+ s ago\.", words)
    assert "Nothing is kept waiting." in words


def test_screening_that_fails_says_how(desk, make_waiting):
    comment = make_waiting()
    Finding.objects.create(
        comment=comment, check_name="dummy", revision=1, verdict="error", detail={"error": "No answer within 5 s."}
    )
    words = text_of(read(desk.get(QUEUE)), ".ws-well")
    assert words.startswith("Screening is not well. Dummy could not be asked 1 s ago: No answer within 5 s.")


def test_where_nothing_checks_the_side_says_so(desk, settings):
    settings.MODERATION = {}
    words = text_of(read(desk.get(QUEUE)), ".ws-well")
    assert words == "Nothing is set up that checks comments. Each of them waits for a moderator. Health Log"


def test_a_comment_that_was_withdrawn_stays_readable_as_what_it_is(desk, make_waiting):
    comment = make_waiting()
    change_visibility(comment_id=comment.pk, to=Visibility.WITHDRAWN)
    tree = read(desk.get(QUEUE, {"case": comment.pk}))
    assert text_of(tree, ".ws-acts > p") == "Nothing is left to decide here."


def test_a_row_says_how_urgent_it_is_until_it_is_decided(desk, make_waiting, make_spam):
    open_case(comment_id=HeldCommentFactory().pk, reasons=[{"code": "escalated"}])
    make_spam(author_name="discard")
    assert texts_of(read(desk.get(QUEUE)), ".ws-item .ws-risk + .ws-sr") == ["high risk"]
    assert texts_of(read(desk.get(QUEUE, {"queue": "discarded"})), ".ws-item .ws-risk + .ws-sr") == ["medium risk"]
    DecisionFactory(action="approve", comment=make_waiting())
    assert read(desk.get(QUEUE, {"queue": "decided"})).cssselect(".ws-risk") == []


def test_one_card_alone_keeps_to_itself_from_card_to_card(desk, make_waiting):
    make_waiting()
    following = make_waiting()
    zoom = read(desk.get(QUEUE)).cssselect("#ws-zoom")[0]
    assert (zoom.text_content().split(), zoom.get("aria-keyshortcuts")) == (["One", "card", "z"], "z")
    tree = read(desk.get(zoom.get("href")))
    assert "ws-one" in tree.cssselect("#work")[0].classes
    assert text_of(tree, "#ws-zoom") == "With the list z"
    assert f"case={following.pk}&one=1" in tree.cssselect(".ws-next")[0].get("href")
    assert "one=1" in tree.cssselect(".ws-acts form")[0].get("action")
    assert "one=1" not in tree.cssselect(".ws-keep")[0].get("href")
