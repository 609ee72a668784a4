"""Saved views: kept under a name, shown at the side with their numbers, shared or not."""

import pytest
from django.urls import reverse

from moderation.exceptions import InvalidView
from moderation.models import SavedView
from moderation.queries.saved_views import MOST_OWN
from moderation.services.saved_views import delete_view, save_view
from moderation.web import saved_views
from tests.moderation.web.pages import read, text_of, texts_of

QUEUE = "/moderation/"
VIEWS = "/moderation/views/"
SIDE = ".ws-side div:nth-of-type(2) li a"


def kept():
    return list(SavedView.objects.order_by("pk").values_list("name", "query", "is_shared"))


def test_the_list_that_is_looked_at_is_saved_and_stands_at_the_side(desk, make_waiting):
    comment = make_waiting()
    page = read(desk.get(QUEUE, {"order": "newest", "case": comment.pk, "view": "typed", "nonsense": "1"}))
    address = page.cssselect(".ws-keep")[0].get("href")
    assert address == "/moderation/views/?queue=waiting&order=newest"
    form = read(desk.get(address)).cssselect("main form")[0]
    response = desk.post(form.get("action"), {"name": "  Latest   first ", "shared": "on"})
    assert (response.status_code, response["Location"]) == (303, "/moderation/?queue=waiting&order=newest")
    assert kept() == [("Latest first", "queue=waiting&order=newest", True)]
    tree = read(desk.get(response["Location"]))
    assert texts_of(tree, SIDE) == ["Latest first1"]
    assert tree.cssselect(SIDE)[0].get("aria-current") == "page"
    assert read(desk.get(QUEUE)).cssselect(SIDE)[0].get("aria-current") is None


def test_a_view_keeps_the_filters_and_counts_what_matches(desk, make_waiting):
    make_waiting(author_name="Mara")
    make_waiting(author_name="Nils")
    address = "/moderation/views/?queue=waiting&reason=held&author=Nils&article=a&article=b&older=2y"
    desk.post(address.replace("&article=a&article=b", ""), {"name": "Nils"})
    desk.post(address, {"name": "None"})
    assert [query for _name, query, _shared in kept()] == [
        "queue=waiting&reason=held&author=Nils",
        "queue=waiting&reason=held&author=Nils&article=a&article=b",
    ]
    tree = read(desk.get(QUEUE, {"reason": "held", "author": "Nils"}))
    assert texts_of(tree, SIDE) == ["Nils1", "None0"]
    assert [link.get("aria-current") for link in tree.cssselect(SIDE)] == ["page", None]


def test_colleagues_see_what_is_shared_behind_their_own_and_nothing_else(desk, moderator, colleague):
    save_view(owner_id=moderator.pk, name="Mine", query="queue=spam", is_shared=False)
    save_view(owner_id=colleague.pk, name="All of Jo's", query="queue=new", is_shared=True)
    save_view(owner_id=colleague.pk, name="Jo's own", query="queue=new", is_shared=False)
    assert texts_of(read(desk.get(QUEUE)), SIDE) == ["Mine0", "All of Jo's0"]
    assert texts_of(read(desk.get(VIEWS)), "code") == ["queue=waiting", "queue=spam"]


def test_a_view_is_counted_so_far_and_no_further(desk, moderator, fill_queue, monkeypatch):
    fill_queue(4)
    save_view(owner_id=moderator.pk, name="Mine", query="queue=waiting", is_shared=False)
    assert texts_of(read(desk.get(QUEUE)), SIDE) == ["Mine4"]
    monkeypatch.setattr(saved_views, "MOST", 3)
    assert texts_of(read(desk.get(QUEUE)), SIDE) == ["Mine999+"]


def test_a_view_is_renamed_shared_and_deleted_by_its_owner_alone(desk, moderator, colleague):
    mine = save_view(owner_id=moderator.pk, name="Mine", query="queue=spam", is_shared=False)
    theirs = save_view(owner_id=colleague.pk, name="Theirs", query="queue=new", is_shared=True)
    assert desk.post(reverse("moderation:view", args=[mine.pk]), {"name": "Ours", "shared": "on"}).status_code == 303
    assert desk.post(reverse("moderation:view", args=[theirs.pk]), {"name": "Taken"}).status_code == 404
    desk.post(reverse("moderation:delete-view", args=[theirs.pk]))
    assert kept() == [("Ours", "queue=spam", True), ("Theirs", "queue=new", True)]
    desk.post(reverse("moderation:delete-view", args=[mine.pk]))
    assert kept() == [("Theirs", "queue=new", True)]
    assert delete_view(view_id=mine.pk, owner_id=moderator.pk) is False


@pytest.mark.parametrize(("name", "words"), [(" \n", "Please give the view a name."), ("x" * 61, "60 characters")])
def test_a_name_that_cannot_be_is_refused_and_kept_in_the_form(desk, name, words):
    response = desk.post(f"{VIEWS}?queue=spam", {"name": name, "shared": "on"})
    assert response.status_code == 422
    tree = read(response)
    assert words in text_of(tree, ".ws-error")
    assert tree.cssselect("[name=shared]")[0].get("checked") is not None
    assert kept() == []


def test_two_views_of_one_moderator_never_have_one_name(desk, moderator):
    first = save_view(owner_id=moderator.pk, name="Mine", query="queue=spam", is_shared=False)
    save_view(owner_id=moderator.pk, name="Mine", query="queue=new", is_shared=False)
    assert kept() == [("Mine", "queue=new", False)]
    save_view(owner_id=moderator.pk, name="Other", query="queue=spam", is_shared=False)
    response = desk.post(reverse("moderation:view", args=[first.pk]), {"name": "Other"})
    assert (response.status_code, len(kept())) == (422, 2)


def test_nobody_keeps_more_views_than_a_side_can_show(moderator):
    for number in range(MOST_OWN):
        save_view(owner_id=moderator.pk, name=f"View {number}", query="queue=new", is_shared=False)
    with pytest.raises(InvalidView):
        save_view(owner_id=moderator.pk, name="One more", query="queue=new", is_shared=False)
    save_view(owner_id=moderator.pk, name="View 0", query="queue=spam", is_shared=False)
    assert len(kept()) == MOST_OWN


def test_a_view_too_long_for_an_address_is_refused(moderator):
    with pytest.raises(InvalidView):
        save_view(owner_id=moderator.pk, name="Mine", query="x" * 1001, is_shared=False)
    assert kept() == []
