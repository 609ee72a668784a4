"""The filter above the list: a form, the address, and a way out of each part."""

import pytest
from django.urls import reverse

from moderation.queries.filters import AGES, CaseFilter
from moderation.services.acts import assign
from moderation.web.filtering import AGE_NAMES, describe_filter
from tests.moderation.factories import ModeratorFactory
from tests.moderation.web.pages import read, text_of, texts_of

pytestmark = pytest.mark.django_db


def test_a_filter_narrows_the_list_and_each_part_can_be_taken_off(desk, make_waiting):
    make_waiting(author_name="Mara")
    make_waiting(author_name="Nils")
    tree = read(desk.get("/moderation/", {"author": "Nils", "section": "Harbour", "reason": "held"}))
    assert texts_of(tree, ".ws-item h3 a") == ["Nils"]
    assert texts_of(tree, ".ws-chip") == [
        "Reason held before it was published remove",
        "Section Harbour remove",
        "Author Nils remove",
    ]
    box = {field.get("name"): field.get("value") for field in tree.cssselect(".ws-search input")}
    assert box == {"queue": "waiting", "reason": "held", "section": "Harbour", "author": "Nils", "search": ""}
    hrefs = [chip.get("href") for chip in tree.cssselect(".ws-chip")]
    assert hrefs[2] == "/moderation/?queue=waiting&reason=held&section=Harbour"
    assert text_of(tree, ".ws-head .ws-num") == "1"
    assert "section=Harbour" in tree.cssselect(".ws-item h3 a")[0].get("href")


def test_the_form_offers_what_there_is_and_keeps_queue_and_articles(desk, make_waiting):
    comment = make_waiting()
    key = comment.discussion.key
    tree = read(desk.get("/moderation/", {"article": key, "author": "Nils"}))
    fields = {field.get("name"): field.get("value") for field in tree.cssselect(".ws-filter input")}
    assert fields == {"queue": "waiting", "article": key, "author": "Nils", "assigned": "", "mine": "1", "language": ""}
    assert texts_of(tree, "select[name=section] option") == ["any", "Harbour (1)"]
    assert texts_of(tree, ".ws-chip b")[1] == comment.discussion.title
    assert tree.cssselect(".ws-filter form")[0].get("method") == "get"


def test_mine_is_whoevers_looks_and_stays_in_the_address(desk, moderator, make_waiting):
    mine, _other = make_waiting(author_name="Mara"), make_waiting(author_name="Nils")
    assign(comment_id=mine.pk, moderator_id=moderator.pk, to=moderator.pk)
    tree = read(desk.get("/moderation/", {"mine": "1"}))
    assert texts_of(tree, ".ws-item h3 a") == ["Mara"]
    assert texts_of(tree, ".ws-chip") == ["Only mine remove"]
    assert tree.cssselect(".ws-chip")[0].get("href") == "/moderation/?queue=waiting"
    assert "mine=1" in tree.cssselect(".ws-item h3 a")[0].get("href")
    desk.force_login(ModeratorFactory())
    assert texts_of(read(desk.get("/moderation/", {"mine": "1"})), ".ws-item h3 a") == []


def test_where_nothing_matches_the_way_back_is_shown(desk, make_waiting):
    make_waiting()
    tree = read(desk.get("/moderation/", {"section": "Nowhere"}))
    assert text_of(tree, ".ws-empty b") == "Nothing matches."
    assert tree.cssselect(".ws-empty a")[0].get("href") == "/moderation/?queue=waiting"


def test_a_decision_goes_on_to_the_next_that_matches(desk, make_waiting, wish):
    first, _other, third = (make_waiting(author_name=name) for name in ("Nils", "Mara", "Nils"))
    address = reverse("moderation:decide", args=[first.pk]) + "?queue=waiting&author=Nils"
    response = desk.post(address, wish(first, "approve"))
    assert response["Location"].startswith(f"/moderation/?queue=waiting&author=Nils&case={third.pk}&done=")


def test_the_card_leads_to_its_article_alone(desk, make_waiting):
    comment = make_waiting()
    tree = read(desk.get("/moderation/"))
    (link,) = tree.cssselect(".ws-about a.ws-only")
    assert texts_of(read(desk.get(link.get("href"))), ".ws-chip b") == [comment.discussion.title]


def test_every_age_has_a_name():
    assert list(AGE_NAMES) == list(AGES)


def test_a_filter_is_told_in_words():
    words = describe_filter(CaseFilter(section="City", older="1d", reason="links.many"))
    assert words == ("Reason many links", "Section City", "Came in over 1 day ago")
