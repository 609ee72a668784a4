import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from demo.akismet_standin.journal import Journal
from demo.akismet_standin.modes import MODES
from demo.akismet_standin.running import running_standin

BLOG = "https://gazette.example.org/"


@pytest.fixture
def standin():
    with running_standin() as running:
        yield running


@pytest.fixture
def http(standin):
    with httpx.Client(base_url=standin.url, trust_env=False, timeout=5) as client:
        yield client


def check(http, standin, **fields):
    data = {"api_key": standin.key, "blog": BLOG, "user_ip": "203.0.113.9", **fields}
    return http.post("1.1/comment-check", data=data, headers={"User-Agent": "Gazette/2.1"})


def test_the_log_tells_what_was_asked_and_answered(http, standin):
    check(
        http, standin, comment_content="Zwei Brücken & mehr", **{"comment_context[]": ["harbour", "bridges"], "fax": ""}
    )
    (entry,) = http.get("__log").json()
    assert entry.pop("at").endswith("+00:00")
    assert entry == {
        "number": 1,
        "method": "POST",
        "path": "/1.1/comment-check",
        "fields": {
            "api_key": ["[key]"],
            "blog": [BLOG],
            "user_ip": ["203.0.113.9"],
            "comment_content": ["Zwei Brücken & mehr"],
            "comment_context[]": ["harbour", "bridges"],
            "fax": [""],
        },
        "key": "right",
        "user_agent": "Gazette/2.1",
        "connection": 1,
        "status": 200,
        "body": "false",
        "whole": True,
        "mode": "normal",
    }


def test_the_log_is_read_in_pages_and_in_short(http, standin):
    for number in range(1, 5):
        check(http, standin, comment_author_email=f"reader{number}@example.org", comment_content=f"Note {number}")
    page = http.get("__log", params={"since": 1, "limit": 2, "compact": 1}).json()
    assert [entry.pop("at")[:2] for entry in page] == ["20", "20"]
    assert page == [
        {
            "number": number,
            "path": "/1.1/comment-check",
            "status": 200,
            "body": "false",
            "whole": True,
            "mode": "normal",
            "comment_author_email": f"reader{number}@example.org",
            "comment_content": f"Note {number}",
        }
        for number in (2, 3)
    ]
    http.delete("__log")
    assert http.get("__log", params={"since": 3}).json() == []
    check(http, standin)
    assert [entry["number"] for entry in http.get("__log", params={"since": 3}).json()] == [5]


def test_a_page_of_the_log_that_is_none_is_refused(http):
    assert http.get("__log", params={"since": "yesterday"}).status_code == 400


def test_the_log_holds_a_long_run_of_calls():
    journal = Journal("secret")
    for number in range(21_000):
        add(journal, path=f"/{number}", body="")
    assert len(journal.entries()) == 21_000


def test_no_key_stands_in_the_log(http, standin):
    check(http, standin, comment_content=f"my key is {standin.key}", **{standin.key: "x"})
    check(http, standin, api_key="anothers-key")
    http.get("1.2/usage-limit", params={"api_key": standin.key})
    http.get("1.2/key-sites", params={"api_key": standin.key, "format": "csv"})
    http.get(f"1.1/{standin.key}", headers={"User-Agent": standin.key})
    log = http.get("__log").text
    assert standin.key not in log
    assert "anothers-key" not in log
    assert [entry["key"] for entry in json.loads(log)] == ["right", "wrong", "right", "right", "missing"]


def test_control_calls_are_not_logged_and_deleting_empties_the_log(http, standin):
    check(http, standin)
    http.get("__mode")
    assert len(http.get("__log").json()) == 1
    assert http.delete("__log").status_code == 200
    assert http.get("__log").json() == []
    assert standin.requests() == []


def test_a_journal_forgets_the_oldest_beyond_its_bounds():
    journal = Journal("secret", most_entries=3, most_characters=100)
    for number in range(5):
        add(journal, path=f"/{number}", body="")
    assert [entry.path for entry in journal.entries()] == ["/2", "/3", "/4"]
    add(journal, path="/5", body="x" * 96)
    assert [entry.path for entry in journal.entries()] == ["/4", "/5"]
    add(journal, path="/6", body="x" * 101)
    assert journal.entries() == []


def add(journal, *, path, body):
    journal.add(method="GET", path=path, fields={}, user_agent="", connection=1, status=200, body=body)


@pytest.mark.parametrize(
    ("mode", "status", "body"),
    [
        ("down", 503, "Service Unavailable"),
        ("500", 500, "Internal Server Error"),
        ("429", 429, "Too Many Requests"),
        ("429-date", 429, "Too Many Requests"),
        ("empty", 200, ""),
        ("garbage", 200, "<html><body>Bad gateway</body></html>"),
        ("suspended", 200, "false"),
        ("invalid", 200, "invalid"),
        ("normal", 200, "false"),
    ],
)
def test_a_mode_changes_the_whole_server_until_the_next(http, standin, mode, status, body):
    answer = http.put("__mode", json={"mode": mode})
    assert (answer.status_code, answer.json()) == (200, {"mode": mode, "seconds": 0.0})
    assert http.get("__mode").json()["mode"] == mode
    for _ in range(2):
        checked = check(http, standin, comment_content="Hello")
        assert (checked.status_code, checked.text) == (status, body)
    assert [entry.status for entry in standin.checks()] == [status, status]
    http.put("__mode", json={"mode": "normal"})
    assert check(http, standin, comment_content="Hello").text == "false"


@pytest.mark.parametrize("mode", ["hangup", "truncated"])
def test_a_mode_may_break_answers_off_and_the_log_says_so(http, standin, mode):
    standin.set_mode(mode)
    with pytest.raises(httpx.RemoteProtocolError):
        check(http, standin)
    (entry,) = standin.checks()
    assert (entry.whole, entry.mode) == (False, mode)


def test_both_modes_that_throttle_say_for_how_long(http, standin):
    standin.set_mode("429")
    assert check(http, standin).headers["Retry-After"] == "5"
    standin.set_mode("429-date")
    assert check(http, standin).headers["Retry-After"].endswith(" GMT")


@pytest.mark.parametrize(("mode", "seconds"), [("delay", 0.15), ("slow", 2.0), ("late", 20.0)])
def test_each_mode_that_waits_waits_as_long_as_it_says(http, mode, seconds):
    assert http.put("__mode", json={"mode": mode}).json() == {"mode": mode, "seconds": seconds}


def test_the_slow_mode_takes_the_seconds_it_is_told(http, standin):
    assert http.put("__mode", json={"mode": "slow", "seconds": 0.3}).json() == {"mode": "slow", "seconds": 0.3}
    started = time.monotonic()
    assert check(http, standin, comment_author="akismet-guaranteed-spam").text == "true"
    assert 0.3 <= time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b'{"mode": "dead"}', f"No mode 'dead'. Known are: {', '.join(MODES)}."),
        (b'{"mode": "slow", "seconds": -1}', "The seconds of a mode must not be below 0."),
        (b'{"mode": "slow", "seconds": NaN}', "The seconds of a mode must not be below 0."),
        (b'{"mode": "slow", "seconds": "2"}', 'Send JSON such as {"mode": "down"}.'),
        (b"down", 'Send JSON such as {"mode": "down"}.'),
        (b"[]", 'Send JSON such as {"mode": "down"}.'),
        (b'{"mode": []}', 'Send JSON such as {"mode": "down"}.'),
    ],
)
def test_an_odd_mode_is_refused_and_changes_nothing(http, content, error):
    answer = http.put("__mode", content=content)
    assert (answer.status_code, answer.json()) == (400, {"error": error})
    assert http.get("__mode").json() == {"mode": "normal", "seconds": 0.0}


@pytest.mark.parametrize(("method", "path"), [("PUT", "__log"), ("DELETE", "__mode"), ("PUT", "x"), ("DELETE", "x")])
def test_other_control_calls_do_not_exist(http, method, path):
    assert http.request(method, path).status_code == 404


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (b"Content-Length: 1048577", b"413"),
        (b"Content-Length: -1", b"411"),
        (b"Transfer-Encoding: chunked", b"411"),
    ],
)
def test_a_body_too_long_or_of_unknown_length_is_refused_unread(standin, header, status):
    with connect(standin) as connection:
        connection.sendall(b"POST /1.1/comment-check HTTP/1.1\r\nHost: x\r\n" + header + b"\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b"Connection: close" in answer
    assert standin.requests() == []


def connect(standin):
    host, _, port = standin.url.removeprefix("http://").rstrip("/").partition(":")
    return socket.create_connection((host, int(port)), timeout=5)


def test_many_callers_are_answered_at_once(http, standin):
    standin.set_mode("slow", 0.3)
    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: check(http, standin, comment_parent=str(number)).text, range(8)))
    assert answers == ["false"] * 8
    assert time.monotonic() - started < 8 * 0.3
    assert sorted(entry.fields["comment_parent"][0] for entry in standin.checks()) == list("01234567")


def test_stopping_ends_idle_connections_and_slow_answers_at_once():
    with running_standin() as standin:
        idle, slow = connect(standin), connect(standin)
        standin.set_mode("slow", 60)
        slow.sendall(b"GET /1.1/test HTTP/1.1\r\nHost: x\r\n\r\n")
        wait_until(lambda: len(standin.requests()) == 1)
        started = time.monotonic()
    with idle, slow:
        assert (idle.recv(1), slow.recv(1)) == (b"", b"")
    assert time.monotonic() - started < 5


def wait_until(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_standin_may_be_stopped_before_anything_was_asked():
    for _ in range(20):
        with running_standin() as standin:
            assert standin.requests() == []
