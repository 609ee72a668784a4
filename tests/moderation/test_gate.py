"""The gate: what policy and sanctions refuse is not stored; every other comment is checked first, or waits."""

import datetime as dt

import lxml.html
import pytest
from django.test import Client
from django.utils import timezone

from engagement import gates
from engagement.api import Comment
from engagement.models import Submission
from moderation.gate import screen
from moderation.hashing import hash_domain, hash_email
from moderation.models import PolicyRule, Sanction
from tests.factories import CommentFactory, DiscussionFactory, UserFactory
from tests.moderation.factories import ModeratorFactory

pytestmark = pytest.mark.django_db

CHECKED = gates.Ruling(admission=gates.Admission.SCREEN)
HONEYPOT = (
    "This was not posted: a field that nobody sees was filled in, by your browser or an add-on perhaps. It is empty "
    "again and your text is still here: please send it once more."
)
FAST = "That was quicker than people write. Your text is still here: please wait a moment and send it again."
BODY = "The quay should *stay*."


def draft(*, author_id=None, email="ann@example.org", section="Harbour", key="articles.article.1", **sent):
    return gates.Draft(
        discussion_id=1,
        discussion_key=key,
        section=section,
        parent_id=None,
        body=BODY,
        author_id=author_id,
        author_name="Ann",
        author_email=email,
        author_url="",
        submission=gates.SubmissionData(ip="198.51.100.7", **sent),
        created_at=timezone.now(),
    )


def impose(kind, **whom):
    whom = whom or {"email": hash_email("ann@example.org")}
    return Sanction.objects.create(kind=kind, ends_at=timezone.now() + dt.timedelta(days=3), **whom)


def refused(ruling):
    return ruling.admission == gates.Admission.REFUSE, ruling.reason


def policy(settings, **signals):
    rules = {code.replace("_", "."): outcome for code, outcome in signals.items()}
    settings.MODERATION = {**settings.MODERATION, "POLICY": rules}


@pytest.mark.parametrize(
    ("options", "admission", "reason"),
    [
        pytest.param({"SPAM_CHECKER": "any.Checker"}, gates.Admission.SCREEN, "", id="a checker screens"),
        pytest.param({}, gates.Admission.HOLD, "unchecked", id="without one everything waits for a moderator"),
    ],
)
def test_what_the_gate_answers(settings, options, admission, reason):
    settings.MODERATION = options
    assert screen(draft()) == gates.Ruling(admission=admission, reason=reason)


def test_the_gate_is_asked():
    assert "moderation" in gates.registered()


@pytest.mark.parametrize(("options", "visibility"), [({"SPAM_CHECKER": "any.Checker"}, "pending"), ({}, "held")])
def test_nothing_is_public_before_it_was_checked(settings, options, visibility):
    settings.MODERATION = options
    assert CommentFactory().visibility == visibility


def test_by_default_signals_of_the_form_are_left_to_the_checks():
    assert screen(draft(honeypot="+1 555", form_seconds=0.2)) == CHECKED


@pytest.mark.parametrize(
    ("sent", "reason", "message"),
    [
        ({"honeypot": "+1 555"}, "form.honeypot", HONEYPOT),
        ({"form_seconds": 2.9}, "form.fast", FAST),
        ({"honeypot": "+1 555", "form_seconds": 0.0}, "form.honeypot", HONEYPOT),
    ],
)
def test_what_the_policy_refuses_is_refused_with_the_way_on(settings, sent, reason, message):
    policy(settings, form_honeypot="refuse", form_fast="refuse")
    assert screen(draft(**sent)) == gates.Ruling(admission=gates.Admission.REFUSE, reason=reason, message=message)


@pytest.mark.parametrize("sent", [{"form_seconds": 3.0}, {"form_seconds": None}, {"honeypot": ""}])
def test_what_is_no_signal_is_not_refused(settings, sent):
    policy(settings, form_honeypot="refuse", form_fast="refuse")
    assert screen(draft(**sent)) == CHECKED


@pytest.mark.parametrize("outcome", ["publish", "hold", "spam"])
def test_whatever_is_milder_than_refusing_is_left_to_the_checks(settings, outcome):
    policy(settings, form_honeypot=outcome, form_fast=outcome, author_sanctioned=outcome)
    impose("hold")
    assert screen(draft(honeypot="x", form_seconds=0.1)) == CHECKED


def test_the_rule_for_the_discussion_counts_before_its_sections():
    PolicyRule.objects.create(signal="form.fast", outcome="refuse", section="Harbour")
    PolicyRule.objects.create(signal="form.fast", outcome="hold", discussion_key="articles.article.2")
    quick = {"form_seconds": 0.5}
    assert refused(screen(draft(**quick))) == (True, "form.fast")
    assert screen(draft(key="articles.article.2", **quick)) == CHECKED
    assert screen(draft(section="Town", **quick)) == CHECKED


def test_without_a_checker_a_refusal_is_still_one(settings):
    settings.MODERATION = {"POLICY": {"form.honeypot": "refuse"}}
    assert refused(screen(draft(honeypot="x"))) == (True, "form.honeypot")


def test_whoever_may_not_comment_is_told_until_when(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    sanction = impose("refuse")
    Sanction.objects.update(ends_at=dt.datetime(2100, 12, 3, 23, 30, tzinfo=dt.UTC))
    assert screen(draft()) == gates.Ruling(
        admission=gates.Admission.REFUSE,
        reason="author.sanctioned",
        message="You may not comment here until Dec. 4, 2100. Nothing was stored, and your text is still here.",
    )
    sanction.delete()
    assert screen(draft()) == CHECKED


def test_whoever_is_held_is_checked_unless_the_policy_refuses_them(settings):
    impose("hold")
    assert screen(draft()) == CHECKED
    policy(settings, author_sanctioned="refuse")
    assert refused(screen(draft())) == (True, "author.sanctioned")


def test_whoever_may_moderate_is_neither_too_fast_nor_under_a_sanction(settings):
    policy(settings, form_fast="refuse", form_honeypot="refuse")
    moderator, reader = ModeratorFactory(), UserFactory()
    impose("refuse")
    assert screen(draft(author_id=moderator.pk, form_seconds=0.1)) == CHECKED
    assert refused(screen(draft(author_id=reader.pk, form_seconds=0.1))) == (True, "author.sanctioned")
    assert refused(screen(draft(author_id=moderator.pk, honeypot="x"))) == (True, "form.honeypot")


def test_a_plain_comment_costs_one_query_and_a_suspect_one_two(django_assert_num_queries):
    for number in range(10):
        PolicyRule.objects.create(signal="form.fast", outcome="hold", section=f"Section {number}")
    with django_assert_num_queries(1):
        screen(draft(form_seconds=20))
    with django_assert_num_queries(2):
        screen(draft(form_seconds=0.1, honeypot="x"))


@pytest.fixture
def strict(settings):
    policy(settings, form_honeypot="refuse", form_fast="refuse")
    return DiscussionFactory()


def test_the_form_comes_back_with_the_words_the_text_and_an_empty_field_so_that_a_person_can_send_it_again(strict):
    browser = Client(enforce_csrf_checks=True)
    address = f"/discussions/d/{strict.key}/comments/"
    sent = {"author_name": "Ann", "body": BODY, "contact_by_fax": "+1 555"}
    response = browser.post(address, sent)
    page = lxml.html.document_fromstring(response.content.decode())
    (form,) = page.forms
    assert response.status_code == 403
    assert HONEYPOT in " ".join(page.text_content().split())
    assert (form.fields["body"].strip(), form.fields["author_name"]) == (BODY, "Ann")
    assert not form.fields["contact_by_fax"]
    assert not Comment.objects.exists()
    assert not Submission.objects.exists()
    again = {name: value or "" for name, value in form.fields.items()}
    assert browser.post(address, again).status_code == 303
    assert Comment.objects.get().body == BODY


def test_script_gets_the_form_back_with_the_words_and_the_text(strict):
    response = Client().post(
        f"/discussions/d/{strict.key}/comments/",
        {"author_name": "Ann", "body": BODY, "form_seconds": "0.4"},
        headers={"X-Afterword": "fragment"},
    )
    (form,) = lxml.html.fromstring(f"<div>{response.content.decode()}</div>").forms
    assert response.status_code == 403
    assert FAST in " ".join(form.text_content().split())
    assert form.fields["body"].strip() == BODY
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("sent", "code", "detail"),
    [({"contact_by_fax": "x"}, "form.honeypot", HONEYPOT), ({"form_seconds": 0.4}, "form.fast", FAST)],
)
def test_the_api_answers_with_the_code_and_the_words(strict, sent, code, detail):
    response = Client().post(
        f"/api/v1/discussions/{strict.key}/comments/",
        {"author_name": "Ann", "body": BODY, **sent},
        content_type="application/json",
    )
    problem = response.json()
    assert response.status_code == 403
    assert (problem["code"], problem["detail"]) == (code, detail)
    assert not Comment.objects.exists()


def test_whoever_is_banned_is_told_why_and_never_by_whom():
    Sanction.objects.create(
        kind="ban", domain=hash_domain("example.org"), reason="hatred", moderator=ModeratorFactory(username="jo")
    )
    ruling = screen(draft())
    assert refused(ruling) == (True, "author.sanctioned")
    assert ruling.message == (
        "You may not comment here at present. Nothing was stored, and your text is still here. The reason: hatred."
    )
