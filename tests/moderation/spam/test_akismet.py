import django
import pytest

from demo.akismet_standin.running import running_standin
from moderation.exceptions import SpamCheckMisconfigured, SpamCheckUnavailable
from moderation.spam.akismet import AkismetChecker
from moderation.spam.base import SiteCounts, Submitted, Usage, Verdict
from tests.moderation.spam.conftest import SITE

SENT = {
    "api_key": ["[key]"],
    "blog": [SITE],
    "user_ip": ["2001:db8::9"],
    "user_agent": ["Mozilla/5.0 (X11)"],
    "referrer": ["https://search.example/?q=bridge"],
    "permalink": ["https://gazette.example.org/articles/bridge/"],
    "comment_type": ["reply"],
    "comment_author": ["Ada Müller"],
    "comment_author_email": ["ada@example.org"],
    "comment_author_url": ["https://ada.example/"],
    "comment_content": ["Zwei Brücken & <b>mehr</b>\nplus 50 % 🌉"],
    "comment_date_gmt": ["2026-05-04T12:30:15+00:00"],
    "comment_post_modified_gmt": ["2026-05-03T08:00:00+00:00"],
    "comment_parent": ["41"],
    "comment_context[]": ["Local", "bridges, roads"],
    "blog_lang": ["de"],
    "blog_charset": ["UTF-8"],
    "user_role": ["administrator"],
    "recheck_reason": ["edit"],
    "is_test": ["1"],
    "honeypot_field_name": ["contact_by_fax"],
    "contact_by_fax": [""],
    "HTTP_ACCEPT_LANGUAGE": ["de, en;q=0.5"],
}


def test_every_field_is_sent_as_akismet_names_it(standin, checker, everything):
    assert checker.check(everything).verdict is Verdict.HAM
    (entry,) = standin.requests()
    assert (entry.method, entry.path, entry.key) == ("POST", "/1.1/comment-check", "right")
    assert entry.fields == SENT


def test_what_is_empty_is_left_out(standin, checker, make_submitted):
    checker.check(make_submitted())
    assert standin.checks()[0].fields == {
        "api_key": ["[key]"],
        "blog": [SITE],
        "user_ip": ["203.0.113.9"],
        "comment_type": ["comment"],
        "comment_content": ["A second bridge, please."],
        "comment_date_gmt": ["2026-05-04T00:00:00+00:00"],
    }


def test_a_honeypot_that_was_filled_in_is_sent_with_its_value(standin, checker, make_submitted):
    checker.check(make_submitted(honeypot_name="contact_by_fax", honeypot_value="buy & buy"))
    fields = standin.checks()[0].fields
    assert (fields["honeypot_field_name"], fields["contact_by_fax"]) == (["contact_by_fax"], ["buy & buy"])


@pytest.mark.parametrize("name", ["api_key", "comment_content", "user_role", "comment_context[]", "reporter"])
def test_a_honeypot_named_as_one_of_akismets_fields_is_refused_unsent(standin, checker, make_submitted, name):
    with pytest.raises(SpamCheckMisconfigured, match="honeypot field is called"):
        checker.check(make_submitted(honeypot_name=name, honeypot_value="x"))
    assert standin.requests() == []


def test_a_comment_without_an_address_is_refused_unsent(standin, checker, make_submitted):
    with pytest.raises(SpamCheckMisconfigured, match="needs the reader's address") as caught:
        checker.check(make_submitted(ip=""))
    assert caught.value.kind == "other"
    assert standin.requests() == []


def test_text_that_no_form_can_carry_is_sent_with_question_marks(standin, checker, make_submitted):
    checker.check(make_submitted(user_agent="a\ud800b", context=("\udfff",), body="NUL \x00 stays"))
    fields = standin.checks()[0].fields
    assert (fields["user_agent"], fields["comment_context[]"]) == (["a?b"], ["?"])
    assert fields["comment_content"] == ["NUL \x00 stays"]


@pytest.mark.parametrize(
    ("author", "verdict"),
    [
        ("Ada", Verdict.HAM),
        ("akismet-guaranteed-spam", Verdict.SPAM),
        ("viagra-test-123", Verdict.SPAM),
        ("akismet-guaranteed-discard", Verdict.DISCARD),
    ],
)
def test_each_verdict_is_told_apart(standin, checker, make_submitted, author, verdict):
    answer = checker.check(make_submitted(author_name=author))
    assert answer.verdict is verdict
    assert len(answer.guid) == 32
    assert answer.recheck_after is None
    assert 0 <= answer.duration_ms < 5_000
    assert answer.detail["server"] == "stand-in"


@pytest.mark.parametrize(
    ("author", "verdict"),
    [
        ("akismet-guaranteed-recheck", Verdict.HAM),
        ("akismet-guaranteed-recheck-spam", Verdict.SPAM),
        ("akismet-guaranteed-recheck-discard", Verdict.DISCARD),
    ],
)
def test_a_provisional_verdict_says_when_to_ask_again_and_the_next_one_is_final(
    checker, make_submitted, author, verdict
):
    answer = checker.check(make_submitted(author_name=author))
    assert (answer.verdict, answer.recheck_after) == (Verdict.HAM, 120.0)
    final = checker.check(make_submitted(author_name=author, recheck_reason="recheck_after"))
    assert (final.verdict, final.recheck_after) == (verdict, None)


def test_an_edited_comment_is_new_to_akismet_and_may_be_provisional_again(checker, make_submitted):
    edited = make_submitted(author_name="akismet-guaranteed-recheck-spam", recheck_reason="edit")
    assert checker.check(edited).recheck_after == 120.0


@pytest.mark.parametrize(
    ("language", "sent"),
    [("en", ["en"]), ("pt-br", ["pt_br"]), ("fr-CA", ["fr_ca"]), ("zh_Hant", ["zh_hant"]), ("", None)],
)
def test_a_language_is_written_as_akismet_writes_it(standin, checker, make_submitted, language, sent):
    checker.check(make_submitted(language=language))
    assert standin.checks()[0].fields.get("blog_lang") == sent


def test_a_field_that_the_publisher_adds_is_sent_as_it_is(standin, checker, make_submitted):
    checker.check(make_submitted(extra={"POST_mood": "süß & sour", "empty": ""}))
    fields = standin.checks()[0].fields
    assert (fields["POST_mood"], fields["empty"]) == (["süß & sour"], [""])


@pytest.mark.parametrize("name", ["api_key", "key", "blog", "user_ip", "is_test", "reporter", "contact_by_fax", ""])
def test_a_field_of_the_publishers_never_takes_the_place_of_another(standin, checker, make_submitted, name):
    submitted = make_submitted(honeypot_name="contact_by_fax", extra={name: "x"})
    with pytest.raises(SpamCheckMisconfigured, match="PAYLOAD_HOOK") as caught:
        checker.check(submitted)
    assert caught.value.kind == "other"
    assert standin.requests() == []


@pytest.mark.parametrize("extra", [{"note": "5EEDF00DCAFE!"}, {"5eedf00dcafe": "x"}, {"x": "NWVlZGYwMGRjYWZl"}])
def test_a_publishers_field_with_the_key_in_it_is_refused_unsent(standin, checker, make_submitted, extra):
    with pytest.raises(SpamCheckMisconfigured, match="adds the key") as caught:
        checker.report_spam(make_submitted(extra=extra), reporter="mara", said="ham")
    assert caught.value.kind == "other"
    assert standin.requests() == []


def test_usage_is_asked_with_the_key_in_the_form(standin, checker, make_submitted):
    for author in ("Ada", "akismet-guaranteed-spam"):
        checker.check(make_submitted(author_name=author))
    checker.report_spam(make_submitted(), reporter="mara", said="ham")
    assert checker.usage() == Usage(limit=350_000, used=2, percentage=0.0, throttled=False)
    asked = standin.requests("/1.2/usage-limit")[0]
    assert (asked.method, asked.key, asked.fields) == ("POST", "right", {"api_key": ["[key]"]})
    assert checker.site_counts() == SiteCounts(
        checks=2, spam=1, ham=1, missed_spam=1, false_positives=0, is_revoked=False
    )
    asked = standin.requests("/1.2/key-sites")[0]
    assert (asked.method, asked.key, asked.fields["filter"]) == ("POST", "right", ["gazette.example.org"])


def test_a_key_over_its_limit_is_told(make_submitted):
    with running_standin(limit=1) as standin:
        checker = AkismetChecker(standin.key, SITE, api_url=standin.url)
        for _ in range(3):
            checker.check(make_submitted())
        assert checker.usage() == Usage(limit=1, used=3, percentage=300.0, throttled=True)


def test_a_key_without_a_limit_is_told(make_submitted):
    with running_standin(limit=None) as standin:
        checker = AkismetChecker(standin.key, SITE, api_url=standin.url)
        checker.check(make_submitted())
        assert checker.usage() == Usage(limit=None, used=1, percentage=0.0, throttled=False)


def test_a_site_of_which_nothing_was_counted_has_no_counts(checker):
    assert checker.site_counts() is None


@pytest.mark.parametrize("report", ["usage", "site_counts"])
@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("500", "server"),
        ("429", "throttled"),
        ("hangup", "connection"),
        ("garbage", "unexpected"),
        ("empty", "unexpected"),
    ],
)
def test_a_report_that_cannot_be_had_is_an_error_of_its_kind(standin, checker, report, mode, kind):
    standin.set_mode(mode)
    with pytest.raises(SpamCheckUnavailable) as caught:
        getattr(checker, report)()
    assert caught.value.kind == kind


@pytest.mark.parametrize("report", ["usage", "site_counts"])
def test_a_report_asked_with_a_wrong_key_is_a_matter_of_settings(standin, report):
    with pytest.raises(SpamCheckMisconfigured, match="another key"):
        getattr(AkismetChecker("deadbeef0000", SITE, api_url=standin.url), report)()


def test_an_alert_is_kept_beside_a_good_verdict(checker, make_submitted):
    answer = checker.check(make_submitted(author_name="akismet-guaranteed-alert"))
    assert answer.verdict is Verdict.HAM
    assert answer.detail == {
        "server": "stand-in",
        "alert_code": "10501",
        "alert_msg": "You are over your plan's limit for the first month.",
    }


@pytest.mark.parametrize(
    ("said", "response"), [(Verdict.HAM, "false"), (Verdict.SPAM, "true"), (Verdict.DISCARD, "true"), ("ham", "false")]
)
@pytest.mark.parametrize("report", ["spam", "ham"])
def test_feedback_repeats_the_check_and_adds_who_reports(standin, checker, everything, report, said, response):
    stored = Submitted.from_dict(everything.as_dict())
    getattr(checker, f"report_{report}")(stored, reporter="mara & co", said=said)
    (entry,) = standin.requests()
    assert entry.path == f"/1.1/submit-{report}"
    assert entry.fields == {**SENT, "reporter": ["mara & co"], "comment_check_response": [response]}


def test_feedback_on_what_was_never_checked_leaves_the_verdict_out(standin, checker, make_submitted):
    checker.report_spam(make_submitted(), reporter="", said="")
    fields = standin.requests()[0].fields
    assert "reporter" not in fields
    assert "comment_check_response" not in fields


def test_feedback_on_an_unknown_verdict_is_a_bug_and_is_not_sent(standin, checker, make_submitted):
    with pytest.raises(ValueError, match="perhaps"):
        checker.report_ham(make_submitted(), reporter="mara", said="perhaps")
    assert standin.requests() == []


def test_the_key_is_verified_when_asked_and_never_along_with_a_check(standin, checker, make_submitted):
    checker.check(make_submitted())
    assert [entry.path for entry in standin.requests()] == ["/1.1/comment-check"]
    assert checker.verify() is True
    assert AkismetChecker("deadbeef0000", SITE, api_url=standin.url).verify() is False
    assert [(entry.path, entry.key) for entry in standin.requests()[1:]] == [
        ("/1.1/verify-key", "right"),
        ("/1.1/verify-key", "wrong"),
    ]


def test_it_names_the_application_and_itself(standin, checker, make_submitted):
    checker.check(make_submitted())
    AkismetChecker(standin.key, SITE, api_url=standin.url, user_agent="Gazette/2.1").check(make_submitted())
    first, second = (entry.user_agent for entry in standin.checks())
    assert first.startswith(f"Django/{django.get_version()} | django-afterword")
    assert second.startswith("Gazette/2.1 | django-afterword")


def test_one_connection_serves_many_calls(standin, checker, everything):
    for _ in range(3):
        checker.check(everything)
    checker.report_ham(everything, reporter="mara", said="spam")
    assert {entry.connection for entry in standin.requests()} == {1}


def test_a_proxy_in_the_environment_is_not_used(standin, checker, make_submitted, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert checker.check(make_submitted()).verdict is Verdict.HAM


def test_the_environment_of_the_package_is_not_used(standin, checker, make_submitted, monkeypatch):
    monkeypatch.setenv("PYTHON_AKISMET_API_KEY", "0therkey0000")
    monkeypatch.setenv("PYTHON_AKISMET_BLOG_URL", "https://other.example/")
    checker.check(make_submitted())
    assert (standin.checks()[0].key, standin.checks()[0].fields["blog"]) == ("right", [SITE])
