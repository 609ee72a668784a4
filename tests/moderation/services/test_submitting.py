import dataclasses
import datetime as dt

import pytest

from engagement.api import get_comment_record
from engagement.models import Comment, Submission
from moderation.exceptions import SpamCheckMisconfigured
from moderation.models import Finding, FindingVerdict
from moderation.services.findings import load_findings
from moderation.services.submitting import build_submitted, find_recheck_reason
from tests.factories import (
    ArticleFactory,
    DiscussionFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    UserFactory,
)
from tests.moderation.factories import ModeratorFactory

pytestmark = pytest.mark.django_db
DUMMY = {"SPAM_CHECKER": "moderation.spam.dummy.DummyChecker"}


def build(comment, *arguments):
    return build_submitted(get_comment_record(comment.pk), *arguments)


def reason_for(comment):
    return find_recheck_reason(revision=comment.revision, earlier=load_findings(comment.pk))


def add_finding(comment, verdict=FindingVerdict.HAM, **values):
    return Finding.objects.create(
        comment=comment, **{"check_name": "dummy", "revision": comment.revision, "verdict": verdict, **values}
    )


def test_everything_that_is_known_is_submitted_from_the_readers_own_request():
    article = ArticleFactory(section="Harbour", tags="ferries quays")
    comment = PendingCommentFactory(
        discussion=DiscussionFactory(article=article),
        body="The quay\r\nis <b>old</b>.",
        author_name="Ada",
        author_email="ada@example.org",
        author_url="https://ada.example/",
        ip="2001:db8::9",
        user_agent="Mozilla/5.0",
        referrer="https://search.example/",
        honeypot="x",
    )
    submitted = build(comment)
    assert submitted.as_dict() == {
        "ip": "2001:db8::9",
        "body": "The quay\nis <b>old</b>.",
        "created_at": comment.created_at.isoformat(),
        "kind": "comment",
        "user_agent": "Mozilla/5.0",
        "referrer": "https://search.example/",
        "permalink": comment.discussion.url,
        "author_name": "Ada",
        "author_email": "ada@example.org",
        "author_url": "https://ada.example/",
        "article_modified_at": submitted.as_dict()["article_modified_at"],
        "language": "en",
        "charset": "UTF-8",
        "user_role": "",
        "honeypot_name": "contact_by_fax",
        "honeypot_value": "x",
        "context": ["Harbour", "ferries", "quays"],
        "parent_id": "",
        "recheck_reason": "",
        "is_test": False,
        "extra": {},
    }


def test_the_articles_own_time_and_language_are_told():
    comment = PendingCommentFactory()
    moment = dt.datetime(2026, 5, 3, 8, tzinfo=dt.UTC)
    type(comment.discussion).objects.update(article_modified_at=moment, language="pt-br")
    submitted = build(comment)
    assert (submitted.article_modified_at, submitted.language) == (moment, "pt-br")


def test_a_reply_names_the_comment_that_it_answers():
    root = PublishedCommentFactory()
    submitted = build(PendingCommentFactory(parent=root))
    assert (submitted.kind, submitted.parent_id) == ("reply", str(root.pk))


@pytest.mark.parametrize(("factory", "role"), [(ModeratorFactory, "administrator"), (UserFactory, "")])
def test_only_those_who_may_moderate_are_administrators(factory, role):
    assert build(PendingCommentFactory(user=factory())).user_role == role


def test_a_moderator_whose_account_was_disabled_is_none_any_more():
    user = ModeratorFactory()
    comment = PendingCommentFactory(user=user)
    type(user).objects.update(is_active=False)
    assert build(comment).user_role == ""


def test_a_test_is_one_only_where_the_setting_says_so(settings):
    settings.MODERATION = {**DUMMY, "IS_TEST": True}
    assert build(PendingCommentFactory()).is_test is True


@pytest.mark.parametrize(
    ("how_much", "ip", "told"),
    [
        ("full", "198.51.100.77", "198.51.100.77"),
        ("full", "2001:db8:1:2:3::9", "2001:db8:1:2:3::9"),
        ("network", "198.51.100.77", "198.51.100.0"),
        ("network", "2001:db8:1:2ff:3::9", "2001:db8:1:200::"),
        ("none", "198.51.100.77", "192.0.2.1"),
        ("none", "2001:db8::9", "192.0.2.1"),
    ],
)
def test_as_much_of_the_address_is_told_as_the_publisher_wants(settings, how_much, ip, told):
    settings.MODERATION = {**DUMMY, "SEND_IP": how_much}
    submitted = build(PendingCommentFactory(ip=ip))
    assert submitted.ip == told
    assert (ip in repr(submitted.as_dict())) == (how_much == "full")


@pytest.mark.parametrize("how_much", ["full", "network", "none"])
def test_an_address_that_nobody_knows_any_more_stays_unknown(settings, how_much):
    settings.MODERATION = {**DUMMY, "SEND_IP": how_much}
    comment = PendingCommentFactory()
    Submission.objects.all().delete()
    assert build(comment).ip == ""


def test_the_e_mail_address_is_kept_back_where_the_publisher_wants(settings):
    settings.MODERATION = {**DUMMY, "SEND_EMAIL": False}
    submitted = build(PendingCommentFactory(author_email="ada@example.org"))
    assert submitted.author_email == ""
    assert "ada@example.org" not in repr(submitted.as_dict())


def mend(submitted):
    return dataclasses.replace(submitted, user_agent="", extra={"POST_mood": "sour"})


def break_down(submitted):
    raise LookupError(submitted.author_email, submitted.body)


def return_nothing(submitted):
    return None


def change_the_type(submitted):
    return dataclasses.replace(submitted, body=None)


NO_FUNCTION = "nothing to call"


def test_the_publishers_hook_may_change_and_add(settings):
    settings.MODERATION = {**DUMMY, "PAYLOAD_HOOK": f"{__name__}.mend"}
    submitted = build(PendingCommentFactory(user_agent="Mozilla/5.0"))
    assert (submitted.user_agent, submitted.extra) == ("", {"POST_mood": "sour"})


@pytest.mark.parametrize(
    ("hook", "message"),
    [
        ("break_down", r"failed with LookupError in .*test_submitting\.py, line \d+\.$"),
        ("change_the_type", r"failed with TypeError in .*base\.py, line \d+\.$"),
        ("return_nothing", r"must return a Submitted, not NoneType\.$"),
        ("NO_FUNCTION", "which cannot be called"),
        ("nowhere", "cannot be imported"),
    ],
)
def test_a_hook_that_fails_is_a_matter_of_settings_and_tells_nothing_of_the_reader(settings, hook, message):
    settings.MODERATION = {**DUMMY, "PAYLOAD_HOOK": f"{__name__}.{hook}"}
    comment = PendingCommentFactory(author_email="ada@example.org", body="A second bridge.")
    with pytest.raises(SpamCheckMisconfigured, match=message) as caught:
        build(comment)
    assert str(caught.value).startswith('MODERATION["PAYLOAD_HOOK"] ')
    assert caught.value.kind == "other"
    assert "ada@example.org" not in str(caught.value)
    assert "bridge" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_the_first_time_there_is_no_reason_to_ask_again():
    comment = PendingCommentFactory()
    add_finding(comment, FindingVerdict.CLEAR, check_name="links")
    add_finding(comment, FindingVerdict.NOTICE, check_name="words")
    assert reason_for(comment) == ""


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        pytest.param({"verdict": FindingVerdict.HAM}, "recheck_queue", id="somebody wants it checked once more"),
        pytest.param({"verdict": FindingVerdict.HAM, "provisional": True}, "recheck_after", id="the checker does"),
        pytest.param({"verdict": FindingVerdict.ERROR, "failure": "timeout"}, "retry", id="it did not answer"),
        pytest.param({"verdict": FindingVerdict.SPAM, "revision": 0}, "edit", id="an older revision was checked"),
        pytest.param(
            {"verdict": FindingVerdict.HAM, "provisional": True, "revision": 0}, "edit", id="and was provisional"
        ),
    ],
)
def test_the_reason_to_ask_again_is_found_in_what_the_checker_said_last(finding, reason):
    comment = PendingCommentFactory()
    add_finding(comment, **finding)
    add_finding(comment, FindingVerdict.NOTICE, check_name="links")
    assert reason_for(comment) == reason


def test_the_reason_goes_along():
    comment = PendingCommentFactory()
    assert build(comment, "edit").recheck_reason == "edit"
    assert Comment.objects.get(pk=comment.pk).next_attempt_at == comment.next_attempt_at
