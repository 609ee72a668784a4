"""Acts on many comments, as a moderator meets them: selected, looked at, confirmed, followed, taken back."""

import pytest
from django.utils import timezone

from engagement.api import Comment
from moderation.models import BulkItem, BulkRun, Decision
from moderation.services.bulk_running import run_bulk
from tests.moderation.factories import DecisionFactory, ModeratorFactory
from tests.moderation.roles import make_user
from tests.moderation.web.conftest import HTMX
from tests.moderation.web.pages import read, text_of, texts_of

pytestmark = pytest.mark.django_db

PREPARE = "/moderation/bulk/prepare/?queue=waiting"


def boxes_of(desk, address="/moderation/"):
    return [box.get("value") for box in read(desk.get(address)).cssselect(".ws-tick input[form=ws-pick]")]


def prepare(desk, address=PREPARE, **sent):
    response = desk.post(address, sent)
    assert response.status_code == 303
    return response["Location"]


def confirm(desk, address, **sent):
    return desk.post(f"{address}confirm/", sent)


def test_each_row_can_be_selected_and_what_is_done_with_them_stands_below(desk, make_waiting):
    comment = make_waiting(author_name="Mara")
    tree = read(desk.get("/moderation/"))
    (box,) = tree.cssselect(".ws-tick input")
    assert (box.get("value"), text_of(tree, ".ws-tick")) == (f"{comment.pk}:1:1", "Select Mara")
    assert box.get("aria-keyshortcuts") == "x"
    assert texts_of(tree, "#ws-pick .ws-chosen .ws-btn") == ["Approve… f", "Reject… d", "Spam… s"]
    assert text_of(tree, "#ws-pick summary") == "The one that matches"
    form = tree.cssselect("#ws-pick")[0]
    assert (form.get("action"), form.get("hx-boost")) == (PREPARE, "false")


def test_what_is_selected_is_shown_before_anything_is_decided(desk, make_waiting):
    for name in ("Mara", "Nils", "Ole"):
        make_waiting(author_name=name)
    address = prepare(desk, case=boxes_of(desk)[:2], action="approve")
    tree = read(desk.get(address))
    assert text_of(tree, "h1") == "Approve: 2 comments?"
    assert texts_of(tree, ".ws-bulk-counts thead th") == ["Now", "Section", "Reason"]
    assert texts_of(tree, ".ws-bulk-counts tbody th") == [
        "waiting for a moderator",
        "Harbour",
        "held before it was published",
    ]
    assert texts_of(tree, ".ws-bulk-counts td.ws-num") == ["2", "2", "2"]
    assert texts_of(tree, ".ws-bulk-lines a") == ["Mara", "Nils"]
    assert text_of(tree, ".ws-btn-go") == "Approve: 2"
    assert (Decision.objects.count(), BulkRun.objects.get().state) == (0, "ready")


def test_a_confirmed_run_is_followed_to_its_end_and_taken_back_as_one(desk, make_waiting):
    for _number in range(2):
        make_waiting()
    address = prepare(desk, case=boxes_of(desk), action="approve")
    assert confirm(desk, address)["Location"] == address
    run = BulkRun.objects.get()
    tree = read(desk.get(address))
    assert (text_of(tree, "h1"), text_of(tree, "[role=status] b")) == ("Approve: under way", "0")
    assert tree.cssselect("#ws-run")[0].get("hx-trigger") == "every 2s"
    fragment = read(desk.get(address, headers=HTMX))
    assert fragment.get("id") == "ws-run"
    run_bulk(run_id=run.pk)
    tree = read(desk.get(address))
    assert (text_of(tree, "h1"), text_of(tree, "[role=status] b")) == ("Approve: done", "2")
    assert tree.cssselect("#ws-run")[0].get("hx-trigger") is None
    (form,) = tree.cssselect("form[action$='/undo/']")
    assert form.text_content().strip() == "Undo all 2"
    undoing = desk.post(form.get("action"))["Location"]
    assert desk.post(form.get("action"))["Location"] == undoing
    run_bulk(run_id=BulkRun.objects.get(undoes=run).pk)
    assert text_of(read(desk.get(undoing)), "h1") == "Take back: done"
    assert set(Comment.objects.values_list("visibility", flat=True)) == {"held"}
    assert read(desk.get(undoing)).cssselect("form[action$='/undo/']") == []
    assert texts_of(read(desk.get("/moderation/bulk/")), "tbody td:last-child") == ["done", "done, taken back"]


def test_all_that_match_are_taken_with_the_filter_in_words(desk, make_waiting):
    for name in ("Mara", "Nils"):
        make_waiting(author_name=name)
    address = prepare(desk, PREPARE + "&author=Nils&section=Harbour", all="spam")
    tree = read(desk.get(address))
    assert text_of(tree, "h1") == "Spam: 1 comment?"
    assert text_of(tree, ".ws-bulk-page > .ws-mute") == "Waiting, Section Harbour"
    assert texts_of(tree, ".ws-bulk-lines a") == ["Nils"]
    assert BulkRun.objects.get().query == "queue=waiting&section=Harbour"


def test_what_is_left_out_is_told_with_the_reason(desk, make_waiting):
    first, second = make_waiting(author_name="Mara"), make_waiting(author_name="Nils")
    picked = boxes_of(desk)
    DecisionFactory(comment=first, action="reject")
    address = prepare(desk, case=picked, action="approve")
    tree = read(desk.get(address))
    assert texts_of(tree, ".ws-bulk-lines b") == ["changed since it was chosen"]
    Comment.objects.filter(pk=second.pk).update(revision=2)
    confirm(desk, address)
    run_bulk(run_id=BulkRun.objects.get().pk)
    tree = read(desk.get(address))
    assert texts_of(tree, ".ws-bulk-lines a") == ["Mara", "Nils"]
    assert text_of(tree, "[role=status] b") == "0"
    assert tree.cssselect("form[action$='/undo/']") == []


def test_rejecting_asks_for_the_reason_and_keeps_what_was_typed(desk, make_waiting):
    make_waiting()
    address = prepare(desk, case=boxes_of(desk), action="reject")
    response = confirm(desk, address, note="Enough.")
    tree = read(response)
    assert (response.status_code, text_of(tree, "#ws-reason-error")) == (422, "Please choose why it is rejected.")
    assert tree.cssselect("textarea")[0].text_content().strip() == "Enough."
    assert confirm(desk, address, reason="off_topic", note="Enough.").status_code == 303
    assert (BulkRun.objects.get().reason, BulkRun.objects.get().note) == ("off_topic", "Enough.")


def test_a_second_run_waits_for_the_first_and_says_so(desk, make_waiting):
    for _number in range(2):
        make_waiting()
    first, second = boxes_of(desk)
    running = prepare(desk, case=first, action="approve")
    confirm(desk, running)
    response = confirm(desk, prepare(desk, case=second, action="approve"))
    assert response.status_code == 409
    assert read(response).cssselect(".ws-error a")[0].get("href") == running
    desk.post(f"{running}stop/")
    assert text_of(read(desk.get(running)), "h1") == "Approve: stopped"


@pytest.mark.parametrize(
    "sent",
    [{}, {"action": "approve"}, {"action": "hold", "case": "1:1:1"}, {"action": "approve", "case": "x:1:1"}],
)
def test_where_nothing_is_to_be_done_the_list_comes_again(desk, make_waiting, sent):
    make_waiting()
    assert prepare(desk, **sent) == "/moderation/?queue=waiting"
    assert not BulkItem.objects.exists()
    assert desk.get(PREPARE)["Location"] == "/moderation/?queue=waiting"


def test_a_colleague_s_draft_is_not_there_and_their_run_is(desk, client, make_waiting):
    make_waiting()
    address = prepare(desk, case=boxes_of(desk), action="approve")
    BulkRun.objects.update(moderator=ModeratorFactory())
    assert (desk.get(address).status_code, confirm(desk, address).status_code) == (404, 404)
    BulkRun.objects.update(state="running", confirmed_at="2026-01-01T00:00Z")
    assert desk.get(address).status_code == 200
    assert desk.get("/moderation/bulk/999999/").status_code == 404


def test_a_preview_costs_the_same_however_many_it_is_about(desk, fill_queue, django_assert_num_queries):
    fill_queue(3)
    few = prepare(desk, all="approve")
    with django_assert_num_queries(11):
        desk.get(few)
    fill_queue(40)
    many = prepare(desk, all="approve")
    with django_assert_num_queries(11):
        desk.get(many)


def test_whoever_works_in_other_sections_selects_nothing_of_this_one(client, make_waiting):
    comment = make_waiting()
    client.force_login(make_user("elsewhere"))
    for sent in ({"case": [f"{comment.pk}:1:1"], "action": "approve"}, {"all": "approve"}):
        client.post(PREPARE, sent)
        run = BulkRun.objects.get()
        assert (run.total, BulkItem.objects.count()) == (0, 0)


def test_a_colleagues_run_is_seen_by_those_alone_who_work_everywhere(client, moderator):
    run = BulkRun.objects.create(
        moderator=moderator, action="approve", state="done", confirmed_at=timezone.now(), finished_at=timezone.now()
    )
    for role, status, runs in (("moderator", 200, [run]), ("elsewhere", 404, [])):
        client.force_login(make_user(role))
        assert client.get(f"/moderation/bulk/{run.pk}/").status_code == status
        assert client.get("/moderation/bulk/").context["runs"] == runs
