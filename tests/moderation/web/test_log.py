"""The log's page and its files."""

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from moderation.models import WordList
from moderation.services.emptying import Seen, empty_queue
from moderation.services.policy_rules import set_policy_rule
from moderation.services.sanctions import impose_sanction
from moderation.services.section_rights import give_section
from moderation.services.word_lists import WordListData, add_word_list
from moderation.web.csvs import guard_cell
from tests.factories import PublishedCommentFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory
from tests.moderation.roles import make_user
from tests.moderation.web.pages import read, text_of, texts_of

pytestmark = pytest.mark.django_db

LOG = "/moderation/log/"


@pytest.fixture
def auditor(client):
    """A browser of an auditor's."""
    client.force_login(make_user("auditor"))
    return client


@pytest.fixture
def ann():
    return ModeratorFactory(username="ann", first_name="Ann", last_name="Berg")


def texts(response):
    return b"".join(response.streaming_content).decode()


def test_a_line_says_who_did_what_from_what_to_what_and_why(auditor, ann):
    decision = DecisionFactory(moderator=ann, action="reject", note="Names <b>a neighbour</b>.")
    tree = read(auditor.get(LOG))
    (cells,) = [
        [" ".join(cell.text_content().split()) for cell in row.cssselect("td")] for row in tree.cssselect("tbody tr")
    ]
    assert cells[1:6] == [
        "Ann Berg",
        "Rejected decision",
        "published",
        "rejected",
        "It attacks a person Names <b>a neighbour</b>.",
    ]
    discussion = decision.comment.discussion
    assert cells[6] == f"comment {decision.comment_id} {discussion.title} in Harbour".replace("  ", " ")
    links = [link.get("href") for link in tree.cssselect("tbody a")]
    assert links == ["/moderation/log/?who=ann", f"/moderation/?queue=decided&case={decision.comment_id}"]
    assert auditor.get(links[0]).status_code == auditor.get(links[1]).status_code == 200


def test_a_change_is_told_field_by_field(auditor, ann):
    for outcome in ("hold", "spam"):
        set_policy_rule(signal="links.many", outcome=outcome, section="Sport", note="Trial.", moderator_id=ann.pk)
    tree = read(auditor.get(LOG, {"kind": "policy_rule", "action": "change"}))
    assert texts_of(tree, "tbody .ws-field") == [
        "outcome: hold for a moderator",
        "outcome: put among the spam",
    ]
    assert text_of(tree, "tbody td:nth-child(3)") == "Changed policy rule links.many"


def test_every_kind_of_change_has_a_line(auditor, ann, make_spam):
    spam, comment = make_spam(), PublishedCommentFactory()
    sanction = impose_sanction(comment_id=comment.pk, kind="hold", marks=["email"], days=7, moderator_id=ann.pk)
    add_word_list(data=WordListData(name="harbour", kind="banned", entries="\n".join(["quay"] * 90)))
    give_section(section="", user_id=ann.pk, moderator_id=None)
    empty_queue(queue="spam", seen=[Seen(comment_id=spam.pk, version=1)], moderator_id=ann.pk)
    tree = read(auditor.get(LOG))
    assert texts_of(tree, "tbody td:nth-child(3)") == [
        "Removed queue spam",
        "Added section right user ann",
        f"Added word list {WordList.objects.get().pk} harbour",
        f"Added sanction {sanction.pk}",
    ]
    emptied, *fields = texts_of(tree, "tbody .ws-field")
    assert emptied == "comments: 1"
    assert (fields[0], fields[1:6]) == (
        "section: every section",
        ["name: harbour", "kind: banned", "language: every language", "section: every section", "in use: yes"],
    )
    assert (fields[6][:20], len(fields[6])) == ("entries: quay quay q", len("entries: ") + 160)
    assert fields[7:9] == ["kind: each comment waits for a moderator", "known again by: the e-mail address"]
    assert len(fields) == 10


def test_the_form_keeps_what_was_asked_for_and_so_do_pages_and_files(auditor, ann):
    for _number in range(51):
        DecisionFactory(moderator=ann)
    today = timezone.localdate().isoformat()
    asked = {"kind": "decision", "who": "ann", "from": today, "to": today, "section": "Harbour", "action": "spam"}
    tree = read(auditor.get(LOG, asked))
    assert len(tree.cssselect("tbody tr")) == 50
    fields = {field.get("name"): field.value for field in tree.cssselect("form.ws-filters [name]")}
    assert fields == {**asked, "article": ""}
    (following,) = [link.get("href") for link in tree.cssselect("a") if link.text_content() == "Next page"]
    tree = read(auditor.get(following))
    assert len(tree.cssselect("tbody tr")) == 1
    (file,) = [link.get("href") for link in tree.cssselect("a") if link.text_content() == "JSON Lines"]
    assert len(texts(auditor.get(file)).splitlines()) == 51


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "nonsense"},
        {"cursor": "dnonsense"},
        {"kind": "nothing", "action": "nothing"},
        {"from": "2026-13-45", "to": "yesterday"},
        {"from": "0001-01-01", "to": "9999-12-31"},
        {"who": "\x00", "section": "\x00", "article": "\x00"},
    ],
)
def test_what_an_address_says_of_nothing_known_is_left_out(auditor, query):
    DecisionFactory()
    tree = read(auditor.get(LOG, query))
    assert len(tree.cssselect("tbody tr")) == 1


def test_nothing_done_is_said(auditor):
    assert "Nothing of this kind was done." in auditor.get(LOG, {"kind": "sanction"}).content.decode()


def test_csv_has_every_column_and_no_formula(auditor, ann):
    decision = DecisionFactory(moderator=ann, action="reject", note='=HYPERLINK("http://example.org")')
    set_policy_rule(signal="links.many", outcome="hold", note="+1", moderator_id=ann.pk)
    response = auditor.get(reverse("moderation:log-csv"))
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "text/csv; charset=utf-8",
        'attachment; filename="log.csv"',
    )
    change, decided = csv.DictReader(io.StringIO(texts(response)))
    assert (decided["who"], decided["kind"], decided["action"], decided["before"], decided["after"]) == (
        "ann",
        "decision",
        "reject",
        "published",
        "rejected",
    )
    assert decided["note"] == '\'=HYPERLINK("http://example.org")'
    assert (decided["comment"], decided["id"]) == (str(decision.comment_id), str(decision.pk))
    assert (change["key"], change["before"], json.loads(change["after"])) == (
        "links.many",
        "",
        {"outcome": "hold", "note": "+1"},
    )
    assert change["note"] == "'+1"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_text(text):
    assert guard_cell(text) == f"'{text}"
    assert guard_cell(f"a{text}") == f"a{text}"


def test_json_lines_are_as_stored(auditor, ann):
    DecisionFactory(moderator=ann, action="reject", note="=Zoë")
    set_policy_rule(signal="links.many", outcome="hold", moderator_id=ann.pk)
    response = auditor.get(reverse("moderation:log-jsonl"), {"who": "ann"})
    assert response["Content-Type"] == "application/jsonl; charset=utf-8"
    change, decision = map(json.loads, texts(response).splitlines())
    assert (decision["note"], decision["who"], decision["undoes"]) == ("=Zoë", "ann", None)
    assert (change["after"], change["section"], change["comment"]) == ({"outcome": "hold", "note": ""}, "", None)


def test_files_are_for_those_who_may_take_them(client):
    client.force_login(make_user("moderator"))
    page = client.get(LOG)
    assert (page.status_code, b"log.csv" in page.content) == (200, False)
    assert client.get(reverse("moderation:log-csv")).status_code == 403


def test_whoever_works_elsewhere_reads_nothing_of_this_section(client):
    DecisionFactory(note="Harbour only.")
    user = make_user("elsewhere")
    client.force_login(user)
    assert "Harbour only." not in client.get(LOG).content.decode()


def test_the_page_costs_the_same_however_many_lines(auditor, ann, django_assert_max_num_queries):
    DecisionFactory(moderator=ann)
    with django_assert_max_num_queries(20) as few:
        auditor.get(LOG)
    for _number in range(5):
        DecisionFactory(comment=PublishedCommentFactory())
    with django_assert_max_num_queries(len(few.captured_queries)):
        auditor.get(LOG)
