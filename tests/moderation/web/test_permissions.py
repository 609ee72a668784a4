"""Who gets what at each address of moderation, by any method.

Each address is one row of ``TABLE``, or of ``ADMIN``; one that is in neither fails the first test. A row says what
those get who may see the moderators' pages, and what each role's form comes to. (``show_status``, a word for load
balancers that a publisher mounts, is for everybody: test_status.py.)
"""

from dataclasses import dataclass, field

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from moderation.api import follow_publication
from moderation.models import BulkRun, Change, Claim, DigestPreference, KeyBindings, SavedView
from moderation.services.digest_links import link_card
from moderation.services.indexing import index_comment
from moderation.services.sanctions import impose_sanction
from moderation.services.saved_views import save_view
from tests.factories import (
    PASSWORD,
    ArticleFactory,
    DiscussionFactory,
    PublishedCommentFactory,
    StaffFactory,
    UserFactory,
)
from tests.moderation.factories import DecisionFactory
from tests.moderation.roles import make_user
from tests.moderation.web.conftest import HTMX

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "reader", "journalist", "moderator", "senior", "editor", "auditor", "elsewhere")
LOOKING = ("get", "head")
OUTSIDE = ("reader", "journalist")
"""Who is signed in and may not see the workspace; a journalist only the page that names them."""
OTHER = ("put", "patch", "delete", "options", "trace")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One address."""

    args: tuple[str, ...] = ()
    """What stands in the address: the names of things in the fixture ``things``, or words."""
    get: int = 200
    """What whoever may see gets."""
    only: dict = field(default_factory=dict)
    """By role, where looking comes to something else."""
    looks: dict = field(default_factory=dict)
    """The same for looking alone, where acting comes to what is said of that."""
    form: str = ""
    """The name of a form in the fixture ``things``."""
    post: dict = field(default_factory=dict)
    """What the form comes to, by role; 405 for those who are not there."""
    idle: tuple[str, ...] = ()
    """Whose form is taken and changes nothing."""
    other: int = 405
    """What the remaining methods come to; for whoever may not act it is the same or a 403."""


NO_ACT = {"editor": 403, "auditor": 403}
SEE = ("moderator", "senior", "editor", "auditor", "elsewhere")
SANCTION = dict.fromkeys(("moderator", "editor", "auditor", "elsewhere"), 403)
EXPORT = dict.fromkeys(("moderator", "editor", "elsewhere"), 403)

TABLE = {
    "moderation:queue": Row(),
    "moderation:health": Row(),
    "moderation:questions": Row(
        form="answering",
        post={"moderator": 303, "senior": 303, "elsewhere": 404, "journalist": 303, **NO_ACT},
    ),
    "moderation:log": Row(),
    "moderation:log-csv": Row(only=EXPORT),
    "moderation:log-jsonl": Row(only=EXPORT),
    "moderation:figures": Row(),
    "moderation:figures_csv": Row(args=("people",), only=EXPORT),
    "moderation:news": Row(get=204),
    "moderation:digest": Row(form="mailing", post=dict.fromkeys(SEE, 303)),
    "moderation:digest_open": Row(args=("token",), get=302),
    "moderation:keys": Row(form="keys", post=dict.fromkeys(SEE, 303)),
    "moderation:views": Row(form="naming", post=dict.fromkeys(SEE, 303)),
    "moderation:view": Row(args=("view",), get=303, form="naming", post=dict.fromkeys(SEE, 404)),
    "moderation:delete-view": Row(args=("view",), get=303, post=dict.fromkeys(SEE, 303), idle=SEE),
    # Machines that read the metrics are not sent to a page to sign in; with the token: test_metrics.py.
    "moderation:metrics": Row(only={"anonymous": 401}),
    "moderation:empty": Row(
        args=("spam",),
        get=303,
        form="emptying",
        post={"moderator": 200, "senior": 200, "elsewhere": 303, **NO_ACT},
        idle=("elsewhere",),
    ),
    "moderation:look": Row(
        get=302,
        form="looking",
        post={"moderator": 303, "senior": 303, "elsewhere": 303, **NO_ACT},
        idle=("elsewhere",),
    ),
    "moderation:decide": Row(
        args=("comment",), get=302, form="deciding", post={"moderator": 303, "senior": 303, "elsewhere": 404, **NO_ACT}
    ),
    # Featuring belongs to editors, the other acts to those who decide: test_acting.py.
    "moderation:act": Row(
        args=("new",),
        get=302,
        form="featuring",
        post={"moderator": 403, "senior": 403, "editor": 303, "auditor": 403, "elsewhere": 403},
    ),
    "moderation:ahead": Row(args=("comment",), looks={"elsewhere": 204}),
    "moderation:claim": Row(
        args=("comment",),
        get=302,
        post={"moderator": 303, "senior": 303, "elsewhere": 303, **NO_ACT},
        idle=("elsewhere",),
    ),
    "moderation:sanctions": Row(),
    "moderation:sanction": Row(args=("comment",), only=SANCTION, form="sanctioning", post={"senior": 303}),
    "moderation:lift": Row(args=("sanction",), only=SANCTION, post={"senior": 303}),
    "moderation:waves": Row(),
    "moderation:wave": Row(
        args=("author", "1"),
        form="deciding_many",
        post={"moderator": 200, "senior": 200, "elsewhere": 200, **NO_ACT},
        idle=("elsewhere",),
    ),
    "moderation:undo_wave": Row(
        get=303,
        form="undoing_many",
        post={"moderator": 303, "senior": 200, "elsewhere": 303, **NO_ACT},
        idle=("moderator", "elsewhere"),
    ),
    "moderation:bulk_runs": Row(),
    "moderation:bulk_prepare": Row(
        get=303,
        form="selecting",
        # What does not stand in their section is left out of the draft: test_bulk.py.
        post={"moderator": 303, "senior": 303, "elsewhere": 303, **NO_ACT},
    ),
    "moderation:bulk": Row(args=("run",), looks={"elsewhere": 404}),
    "moderation:bulk_confirm": Row(
        args=("run",), get=405, post={"moderator": 404, "senior": 404, "elsewhere": 404, **NO_ACT}
    ),
    "moderation:bulk_stop": Row(
        args=("run",), get=405, post={"moderator": 403, "senior": 303, "elsewhere": 404, **NO_ACT}, idle=("senior",)
    ),
    "moderation:bulk_undo": Row(
        args=("run",), get=405, post={"moderator": 403, "senior": 303, "elsewhere": 404, **NO_ACT}
    ),
    "moderation:undo": Row(
        args=("decision",), get=302, post={"moderator": 403, "senior": 303, "elsewhere": 404, **NO_ACT}
    ),
}

ELSEWHERE = {
    "moderation:digest_stop",
    *(f"moderation-reports:{name}" for name in ("report", "reported", "disagreed")),
    "moderation-reports-api:reports",
}
"""Whoever stops a digest by the link in it does not sign in: test_digest.py. Readers report comments, signed in or not:
test_reporting.py, and tests/moderation/rest/test_reports.py. The API: tests/moderation/rest.
"""

ADMIN = {
    "case": set(),
    "decision": set(),
    "feedback": set(),
    "finding": set(),
    "policyrule": set(SEE),
    "sanction": set(SEE),
    "sectionright": set(),
    "wordlist": set(SEE),
}
"""By model, which of the staff see its list; who acts there: ADMIN_ADD, and tests/moderation/admin."""

ADMIN_ADD = {"sanction": {"senior"}, "wordlist": {"editor"}}


@pytest.fixture
def things(make_waiting, make_spam, moderator):
    """What the addresses name, all of it in another section than that of ``elsewhere``; the view is a colleague's."""
    comment, spam, new, decision = make_waiting(), make_spam(), PublishedCommentFactory(), DecisionFactory()
    follow_publication(comment_id=new.pk)
    asked = PublishedCommentFactory(body="Who pays?")
    index_comment(comment_id=asked.pk)
    return {
        "comment": comment,
        "new": new,
        "decision": decision,
        "view": save_view(owner_id=moderator.pk, name="Theirs", query="queue=all", is_shared=True),
        "token": link_card(comment.pk).rstrip("/").rpartition("/")[2],
        "run": BulkRun.objects.create(
            moderator=moderator, action="approve", state="done", confirmed_at=timezone.now(), finished_at=timezone.now()
        ),
        "deciding_many": {"comment": [f"{comment.pk}:{comment.revision}:{comment.visibility}"], "action": "approve"},
        "undoing_many": {"decision": [decision.pk]},
        "selecting": {"case": [f"{comment.pk}:1:{comment.revision}"], "action": "approve"},
        "emptying": {"case": [f"{spam.pk}:1"], "confirmed": "yes"},
        "looking": {"case": [f"{new.pk}:1"]},
        "deciding": {"action": "approve", "revision": comment.revision, "seen_visibility": comment.visibility},
        "answering": {"comment": asked.pk, "revision": asked.revision, "body": "The city pays."},
        "featuring": {"action": "feature", "revision": new.revision},
        "sanction": impose_sanction(
            comment_id=comment.pk, kind="refuse", marks=["email"], days=7, moderator_id=moderator.pk
        ),
        "sanctioning": {"kind": "hold", "marks": ["email"], "reason": "spam", "days": 7},
        "naming": {"name": "Mine"},
        "mailing": {"frequency": "daily"},
        "keys": {"off": "on"},
    }


OWN = (Claim, SavedView, DigestPreference, KeyBindings, BulkRun)


@pytest.fixture
def everything(things, state):
    """All that a form of any address could change."""

    def read():
        own = [list(model.objects.order_by("pk").values()) for model in OWN]
        return state(things["comment"]), Change.objects.count(), own

    return read


@pytest.fixture
def sign_in(client):
    """A browser of somebody with that role."""

    def sign_in(role, **fields):
        if role != "anonymous":
            client.force_login(make_user(role, **fields))
        return client

    return sign_in


def find_names(patterns, prefix=""):
    """The names of all addresses that lead into moderation, and those of the admin's pages of its models."""
    for entry in patterns:
        if isinstance(entry, URLPattern):
            is_ours = entry.callback.__module__.startswith("moderation.")
            if is_ours or str(entry.name).startswith("afterword_moderation_"):
                yield f"{prefix}{entry.name}"
        else:
            yield from find_names(entry.url_patterns, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)


def address_of(name, things):
    named = [things.get(arg, arg) for arg in TABLE[name].args]
    return reverse(name, args=[getattr(thing, "pk", thing) for thing in named])


def expect(row, role, method):
    """The status that a role gets."""
    if role in row.only:
        return row.only[role]
    if role == "anonymous":
        return 302
    if role in OUTSIDE and role not in row.post:
        return 403
    if method == "post":
        return row.post.get(role, 405)
    if method in LOOKING:
        return row.looks.get(role, row.get)
    is_barred = row.post.get(role) == 403 and role in NO_ACT and method not in ("options", "trace")
    return 403 if is_barred else row.other


def test_every_address_of_moderation_is_in_a_table():
    names = set(find_names(get_resolver().url_patterns))
    pages = {f"admin:afterword_moderation_{model}_" for model in ADMIN}
    in_admin = {name for name in names if name.startswith(tuple(pages))}
    in_api = {name for name in names if name.startswith("moderation-api:")}
    assert names - in_admin - in_api - ELSEWHERE == set(TABLE)
    assert {name.rpartition("_")[0] + "_" for name in in_admin} == pages


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", TABLE)
def test_each_role_gets_what_its_row_says_and_nothing_else(name, role, things, sign_in, everything):
    row, address, browser = TABLE[name], address_of(name, things), sign_in(role)
    before = everything()
    for method in (*LOOKING, *OTHER):
        response = getattr(browser, method)(address)
        assert (method, response.status_code) == (method, expect(row, role, method))
        assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("private, no-store", "noindex")
        if role in ("anonymous", *OUTSIDE) and method != "head":
            assert things["comment"].author_name not in response.content.decode()
        if response.status_code == 302 and role == "anonymous":
            assert response["Location"].startswith("/accounts/login/?next=/moderation/")
    assert everything() == before
    response = browser.post(address, things[row.form] if row.form else {})
    assert response.status_code == expect(row, role, "post")
    is_done = response.status_code in (200, 303) and role not in row.idle
    assert (everything() != before) is is_done


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
@pytest.mark.parametrize("model", ADMIN)
def test_the_admin_follows_the_same_permissions(model, role, sign_in):
    browser = sign_in(role, is_staff=True)
    rows = reverse(f"admin:afterword_moderation_{model}_changelist")
    assert browser.get(rows).status_code == (200 if role in ADMIN[model] else 403)
    add = reverse(f"admin:afterword_moderation_{model}_add")
    allowed = 200 if role in ADMIN_ADD.get(model, set()) else 403
    assert (browser.get(add).status_code, browser.post(add, {}).status_code) == (allowed, allowed)


@pytest.mark.parametrize("role", ["moderator", "senior", "editor", "auditor"])
def test_without_being_staff_nobody_is_in_the_admin(role, sign_in):
    browser = sign_in(role)
    for model in ADMIN:
        assert browser.get(reverse(f"admin:afterword_moderation_{model}_changelist")).status_code == 302


@pytest.mark.parametrize("role", ["moderator", "senior", "editor", "auditor"])
def test_a_page_offers_only_what_may_be_done(role, things, sign_in):
    page = sign_in(role).get(reverse("moderation:queue"), {"queue": "waiting"}).content.decode()
    assert things["comment"].author_name in page
    assert ("/decide/" in page) is (role in ("moderator", "senior"))
    assert ("not decide on it" in page) is (role in ("editor", "auditor"))
    decided = {"queue": "decided", "case": things["decision"].comment_id}
    page = sign_in(role).get(reverse("moderation:queue"), decided).content.decode()
    assert ("/undo/" in page) is (role == "senior")
    page = sign_in(role).get(reverse("moderation:queue"), {"queue": "spam"}).content.decode()
    assert ("/queues/spam/empty/" in page) is (role in ("moderator", "senior"))
    page = sign_in(role).get(reverse("moderation:queue"), {"queue": "new"}).content.decode()
    assert ("/looked-at/" in page) is (role in ("moderator", "senior"))
    page = sign_in(role).get(reverse("moderation:figures")).content.decode()
    assert (".csv" in page) is (role in ("senior", "auditor"))


def test_whoever_works_elsewhere_sees_nothing_of_this_section(things, sign_in):
    browser = sign_in("elsewhere")
    comment, decision = things["comment"], things["decision"]
    for query in ({}, *({"queue": queue} for queue in ("spam", "new", "decided", "all")), {"done": decision.pk}):
        response = browser.get(reverse("moderation:queue"), query)
        assert (response.status_code, response.context["screen"].rows) == (200, ())
        assert response.context["screen"].told is None
        assert {link.count for link in response.context["screen"].queues} == {0, None}
        assert [link.count for link in response.context["screen"].views] == [0]
    assert browser.get(reverse("moderation:news"), {"queue": "all", "since": "0"}).status_code == 204
    for asked in (comment.pk, decision.comment_id):
        response = browser.get(reverse("moderation:queue"), {"case": asked})
        assert response.status_code == 404
        assert comment.body not in response.content.decode()


def test_a_section_adds_its_question_once_and_its_rows_add_none(sign_in, make_waiting, django_assert_max_num_queries):
    browser = sign_in("elsewhere")
    discussion = DiscussionFactory(article=ArticleFactory(section="Sport"))
    for _number in range(2):
        make_waiting(discussion=discussion)
    with django_assert_max_num_queries(40) as few:
        browser.get(reverse("moderation:queue"))
    for _number in range(6):
        make_waiting(discussion=discussion)
    with django_assert_max_num_queries(len(few.captured_queries)) as many:
        response = browser.get(reverse("moderation:queue"))
    assert len(response.context["screen"].rows) == 8
    whose = 'SELECT "afterword_moderation_sectionright"."section"'
    rights = [query for query in many.captured_queries if query["sql"].startswith(whose)]
    assert len(rights) == 1


def test_a_reader_is_told_why(client):
    client.force_login(UserFactory(username="mara"))
    page = client.get(reverse("moderation:queue")).content.decode()
    assert "These pages are for moderators." in page
    assert "You are signed in as mara" in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_disabled_moderator_is_a_stranger(client, things, moderator, method):
    client.force_login(moderator)
    moderator.is_active = False
    moderator.save()
    for name, row in TABLE.items():
        response = getattr(client, method)(address_of(name, things))
        assert (name, response.status_code) == (name, row.only.get("anonymous", 302))


def test_staff_without_the_permission_are_readers(client, things):
    client.force_login(UserFactory(is_staff=True))
    assert {client.get(address_of(name, things)).status_code for name in TABLE} == {403}


def test_whoever_may_do_everything_may_moderate(client):
    client.force_login(StaffFactory())
    assert client.get(reverse("moderation:queue")).status_code == 200


def test_signing_in_leads_back_to_the_page(client, moderator):
    address = reverse("moderation:queue") + "?queue=spam"
    response = client.get(address)
    assert response["Location"] == "/accounts/login/?next=/moderation/%3Fqueue%3Dspam"
    response = client.post(response["Location"], {"username": moderator.username, "password": PASSWORD})
    assert response["Location"] == address


def test_a_form_sent_after_the_session_ended_leads_to_the_queue(client, make_waiting):
    response = client.post(reverse("moderation:decide", args=[make_waiting().pk]))
    assert response["Location"] == "/accounts/login/?next=/moderation/"


def test_script_is_sent_to_sign_in_and_back_to_its_page(client, make_waiting):
    headers = {**HTMX, "HX-Current-URL": "http://testserver/moderation/?queue=spam&case=7"}
    for address in (reverse("moderation:queue"), reverse("moderation:decide", args=[make_waiting().pk])):
        response = client.post(address, headers=headers)
        assert response["HX-Redirect"] == "/accounts/login/?next=/moderation/%3Fqueue%3Dspam%26case%3D7"
        assert response.content == b""
        assert response["Cache-Control"] == "private, no-store"


def test_signing_in_never_leads_to_another_site(client):
    headers = {**HTMX, "HX-Current-URL": "https://elsewhere.example/moderation/"}
    response = client.get(reverse("moderation:queue"), headers=headers)
    assert response["HX-Redirect"] == "/accounts/login/?next=/moderation/"


def test_script_of_somebody_who_may_not_moderate_any_more_loads_the_page_that_says_so(client):
    client.force_login(UserFactory())
    response = client.get(reverse("moderation:queue"), headers=HTMX)
    assert (response.status_code, response["HX-Redirect"]) == (403, "/moderation/")


def test_script_of_somebody_who_may_only_look_loads_the_queue_as_it_is_for_them(client, make_waiting, wish, state):
    client.force_login(make_user("auditor"))
    comment = make_waiting()
    before = state(comment)
    response = client.post(reverse("moderation:decide", args=[comment.pk]), wish(comment, "approve"), headers=HTMX)
    assert (response.status_code, response["HX-Redirect"]) == (403, "/moderation/")
    assert "You may look here, and not do this." in response.content.decode()
    assert state(comment) == before


def test_a_form_without_its_token_decides_nothing(client, moderator, make_waiting, wish, state):
    client.force_login(moderator)
    client.handler.enforce_csrf_checks = True
    comment = make_waiting()
    before = state(comment)
    response = client.post(reverse("moderation:decide", args=[comment.pk]), wish(comment, "approve"))
    assert response.status_code == 403
    response = client.post(reverse("moderation:undo", args=[1]))
    assert response.status_code == 403
    assert state(comment) == before
