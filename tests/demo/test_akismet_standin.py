import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from demo.akismet_standin import triggers
from demo.akismet_standin.judge import PHRASES
from demo.akismet_standin.modes import MODES
from demo.akismet_standin.running import running_standin
from demo.akismet_standin.service import THANKS

BLOG = "https://gazette.example.org/"


@pytest.fixture(scope="module")
def standin():
    with running_standin() as running:
        yield running


@pytest.fixture
def http(standin):
    standin.clear()
    with httpx.Client(base_url=standin.url, trust_env=False) as client:
        yield client


def post(http, standin, path, **fields):
    return http.post(path, data={"api_key": standin.key, "blog": BLOG, "user_ip": "203.0.113.9", **fields})


def check(http, standin, **fields):
    return post(http, standin, "1.1/comment-check", **fields)


def test_an_ordinary_text_is_ham_with_a_guid_and_no_newline(http, standin):
    answer = check(http, standin, comment_content="The harbour needs a second bridge.")
    assert (answer.status_code, answer.content) == (200, b"false")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-akismet-server"] == "stand-in"
    assert len(answer.headers["X-akismet-guid"]) == 32
    assert "X-akismet-pro-tip" not in answer.headers


def test_every_check_has_a_guid_of_its_own(http, standin):
    guids = {check(http, standin, comment_content="Hello").headers["X-akismet-guid"] for _ in range(3)}
    assert len(guids) == 3


@pytest.mark.parametrize(
    ("fields", "body", "pro_tip"),
    [
        pytest.param({"comment_author": "akismet-guaranteed-spam"}, "true", None, id="the documented author"),
        pytest.param(
            {"comment_author_email": "akismet-guaranteed-spam@example.com"}, "true", None, id="the documented e-mail"
        ),
        pytest.param({"comment_author": "viagra-test-123"}, "true", None, id="the old documented author"),
        pytest.param(
            {"comment_author_email": "viagra-test-123@example.com"}, "false", None, id="the old author is no e-mail"
        ),
        pytest.param({"comment_author": "akismet-guaranteed-spam "}, "false", None, id="a trigger is exact"),
        pytest.param({"comment_content": "akismet-guaranteed-spam"}, "false", None, id="a trigger in the text is text"),
        pytest.param({"user_role": "administrator", "comment_content": PHRASES[0]}, "false", None, id="administrators"),
        pytest.param(
            {"user_role": "administrator", "comment_author": "akismet-guaranteed-spam"},
            "false",
            None,
            id="an administrator wins over spam",
        ),
        pytest.param({"user_role": "subscriber", "comment_content": PHRASES[0]}, "true", None, id="other roles do not"),
        pytest.param({"comment_author": "akismet-guaranteed-discard"}, "true", "discard", id="our author to discard"),
        pytest.param(
            {"comment_author_email": "akismet-guaranteed-discard@example.com"}, "true", "discard", id="our e-mail"
        ),
        pytest.param(
            {"comment_author": "akismet-guaranteed-ham", "comment_content": PHRASES[0]}, "false", None, id="ham"
        ),
    ],
)
def test_a_trigger_decides_the_verdict(http, standin, fields, body, pro_tip):
    answer = check(http, standin, **fields)
    assert (answer.status_code, answer.text, answer.headers.get("X-akismet-pro-tip")) == (200, body, pro_tip)


@pytest.mark.parametrize(
    ("content", "author_url", "body"),
    [
        pytest.param("Two: http://a.example https://b.example", "", "false", id="two links"),
        pytest.param("Three: http://a.example https://b.example HTTPS://c.example", "", "true", id="three links"),
        pytest.param("Get your PAYDAY \n loan today", "", "true", id="a phrase in other case and spacing"),
        pytest.param("The payday came, the loan did not.", "", "false", id="the words of a phrase apart"),
        pytest.param(" https://pills.example ", "https://pills.example", "true", id="nothing but the author's URL"),
        pytest.param("See https://me.example", "https://me.example", "false", id="the author's URL in a sentence"),
    ],
)
def test_ordinary_text_is_judged_by_the_plain_rule(http, standin, content, author_url, body):
    assert check(http, standin, comment_content=content, comment_author_url=author_url).text == body


@pytest.mark.parametrize(
    ("author", "status", "body"),
    [
        ("akismet-guaranteed-500", 500, "Internal Server Error"),
        ("akismet-guaranteed-503", 503, "Service Unavailable"),
        ("akismet-guaranteed-429", 429, "Too Many Requests"),
        ("akismet-guaranteed-invalid", 200, "invalid"),
        ("akismet-guaranteed-empty", 200, ""),
        ("akismet-guaranteed-garbage", 200, "<html><body>Bad gateway</body></html>"),
    ],
)
@pytest.mark.parametrize("path", ["1.1/comment-check", "1.1/submit-spam", "1.1/submit-ham"])
def test_a_failure_trigger_works_for_checks_and_feedback(http, standin, path, author, status, body):
    answer = post(http, standin, path, comment_author=author, user_role="administrator")
    assert (answer.status_code, answer.text) == (status, body)
    assert "X-akismet-guid" not in answer.headers


def test_the_two_forms_of_retry_after(http, standin):
    seconds = check(http, standin, comment_author="akismet-guaranteed-429").headers["Retry-After"]
    moment = check(http, standin, comment_author="akismet-guaranteed-429-date").headers["Retry-After"]
    assert seconds == "30"
    assert 85 <= (parsedate_to_datetime(moment) - datetime.now(UTC)).total_seconds() <= 90


def test_a_newline_can_be_had_by_trigger_only(http, standin):
    assert check(http, standin, comment_author="akismet-guaranteed-newline").content == b"false\n"


def test_an_error_header_stands_beside_a_body_of_false(http, standin):
    answer = check(http, standin, comment_author="akismet-guaranteed-error")
    assert answer.text == "false"
    assert answer.headers["X-akismet-error"] == "suspended"
    assert answer.headers["X-akismet-alert-code"] == "10402"


def test_an_alert_may_accompany_either_verdict(http, standin):
    ham = check(http, standin, comment_author="akismet-guaranteed-alert", comment_content="Hello")
    spam = check(http, standin, comment_author="akismet-guaranteed-alert", comment_content=PHRASES[0])
    assert (ham.text, ham.headers["X-akismet-alert-code"]) == ("false", "10501")
    assert (spam.text, spam.headers["X-akismet-alert-code"]) == ("true", "10501")
    assert "X-akismet-guid" in spam.headers


def test_a_provisional_verdict_says_when_to_ask_again(http, standin):
    answer = check(http, standin, comment_author="akismet-guaranteed-recheck")
    assert (answer.text, answer.headers["X-akismet-recheck-after"]) == ("false", "120")


@pytest.mark.parametrize(
    ("trigger", "body", "pro_tip"),
    [
        ("akismet-guaranteed-recheck", "false", None),
        ("akismet-guaranteed-recheck-spam", "true", None),
        ("akismet-guaranteed-recheck-discard", "true", "discard"),
        ("akismet-guaranteed-recheck-soon", "false", None),
        ("akismet-guaranteed-recheck-soon-spam", "true", None),
    ],
)
def test_a_provisional_verdict_is_final_when_asked_again_save_after_an_edit(http, standin, trigger, body, pro_tip):
    seconds = "2" if "soon" in trigger else "120"
    for reason in ({}, {"recheck_reason": "edit"}):
        answer = check(http, standin, comment_author=trigger, **reason)
        assert (answer.text, answer.headers["X-akismet-recheck-after"]) == ("false", seconds)
    again = check(http, standin, comment_author=trigger, recheck_reason="recheck_after")
    assert (again.text, again.headers.get("X-akismet-pro-tip")) == (body, pro_tip)
    assert "X-akismet-recheck-after" not in again.headers


@pytest.mark.parametrize("author", ["akismet-guaranteed-hangup", "akismet-guaranteed-truncated"])
def test_a_broken_off_answer_is_an_error_of_the_connection(http, standin, author):
    with pytest.raises(httpx.RemoteProtocolError):
        check(http, standin, comment_author=author)
    assert check(http, standin, comment_content="Hello").text == "false"


@pytest.mark.parametrize(
    ("fields", "body", "help_text"),
    [
        pytest.param({"api_key": ""}, "invalid", 'Empty "api_key" value', id="no key"),
        pytest.param({"api_key": "wrong"}, "invalid", "The stand-in was started with another key", id="wrong key"),
        pytest.param({"blog": ""}, "invalid", 'Empty "blog" value', id="no site"),
        pytest.param({"blog": "gazette"}, "invalid", "We were unable to parse your blog URI", id="an odd site"),
        pytest.param({"user_ip": ""}, "Missing required field: user_ip.", 'Empty "user_ip" value', id="no address"),
    ],
)
@pytest.mark.parametrize("path", ["1.1/comment-check", "1.1/submit-spam", "1.1/submit-ham"])
def test_what_is_required_is_missed_in_words(http, standin, path, fields, body, help_text):
    answer = post(http, standin, path, comment_author="akismet-guaranteed-spam", **fields)
    assert (answer.status_code, answer.text) == (200, body)
    assert answer.headers["X-akismet-debug-help"] == help_text


@pytest.mark.parametrize("path", ["1.1/submit-spam", "1.1/submit-ham"])
def test_feedback_is_thanked_for(http, standin, path):
    answer = post(http, standin, path, comment_author="akismet-guaranteed-spam")
    assert (answer.status_code, answer.text) == (200, THANKS)


def test_feedback_can_fail_where_the_check_does_not(http, standin):
    assert check(http, standin, comment_author="akismet-feedback-500").text == "false"
    assert post(http, standin, "1.1/submit-spam", comment_author="akismet-feedback-500").status_code == 500


@pytest.mark.parametrize(
    ("fields", "body", "help_text"),
    [
        ({"key": "standinkey01", "blog": BLOG}, "valid", None),
        ({"api_key": "standinkey01", "blog": BLOG}, "valid", None),
        ({"key": "wrong", "blog": BLOG}, "invalid", "The stand-in was started with another key"),
        ({"blog": BLOG}, "invalid", 'Empty "key" value'),
        ({"key": "standinkey01"}, "invalid", 'Empty "blog" value'),
    ],
)
def test_a_key_is_verified_under_either_name(http, fields, body, help_text):
    answer = http.post("1.1/verify-key", data=fields)
    assert (answer.text, answer.headers.get("X-akismet-debug-help")) == (body, help_text)


def test_the_probe_is_connected(http):
    assert http.get("1.1/test").text == "connected"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "1.1/comment-check", 405), ("POST", "1.1/test", 405), ("POST", "1.1/nothing", 404), ("GET", "", 404)],
)
def test_other_methods_and_paths_are_refused(http, method, path, status):
    assert http.request(method, path).status_code == status


def test_usage_and_sites_count_the_month_by_site():
    with running_standin() as standin, httpx.Client(base_url=standin.url, trust_env=False) as http:
        check(http, standin, comment_content="Hello")
        check(http, standin, comment_content="Hello", blog="https://other.example/")
        check(http, standin, comment_content=PHRASES[0])
        check(http, standin, comment_author="akismet-guaranteed-error")
        post(http, standin, "1.1/submit-spam")
        post(http, standin, "1.1/submit-ham", comment_author="akismet-guaranteed-500")
        usage = http.get("1.2/usage-limit", params={"api_key": standin.key}).json()
        sites = http.post("1.2/key-sites", data={"api_key": standin.key}).json()
        one = http.get("1.2/key-sites", params={"api_key": standin.key, "filter": "other", "limit": "1"}).json()
        table = http.get("1.2/key-sites", params={"api_key": standin.key, "format": "csv", "order": "spam"}).text
    month = datetime.now(UTC).strftime("%Y-%m")
    gazette = {
        "site": "gazette.example.org",
        "api_calls": "2",
        "spam": "1",
        "ham": "1",
        "missed_spam": "1",
        "false_positives": "0",
        "is_revoked": False,
    }
    other = {**gazette, "site": "other.example", "api_calls": "1", "spam": "0", "missed_spam": "0"}
    assert usage == {"limit": 350000, "usage": 3, "percentage": "0.00", "throttled": False}
    assert sites == {month: [gazette, other], "limit": 500, "offset": 0, "total": 2}
    assert one == {month: [other], "limit": 1, "offset": 0, "total": 1}
    assert table.splitlines() == [
        f"Active sites for {standin.key} during {month} (limit:500, offset: 0, total: 2)",
        "Site,Total API Calls,Spam,Ham,Missed Spam,False Positives,Is Revoked",
        "gazette.example.org,2,1,1,1,0,false",
        "other.example,1,0,1,0,0,false",
    ]


def test_the_readme_lists_every_trigger_mode_and_endpoint():
    readme = Path(triggers.__file__).with_name("README.md").read_text()
    rows = [line for line in readme.splitlines() if line.startswith("| `")]
    for trigger in triggers.TRIGGERS:
        row = next(row for row in rows if f"`{trigger.value}`" in row or f"={trigger.value}`" in row)
        assert trigger.documented == ("(Akismet's own)" in row), trigger.value
        assert ("feedback" in row) == (trigger.paths != triggers.CHECK), trigger.value
    assert all(f"`{mode}`" in readme for mode in MODES)


@pytest.mark.parametrize("path", ["1.2/usage-limit", "1.2/key-sites"])
def test_a_report_without_its_key_is_invalid(http, path):
    answer = http.get(path)
    assert answer.text == "invalid"
    with pytest.raises(json.JSONDecodeError):
        answer.json()
