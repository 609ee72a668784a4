"""The receivers' examples judge what is really sent; the page of payloads names what there is."""

import json
import re
import subprocess

import pytest

from engagement import events
from engagement.services import webhook_addresses, webhook_transport, webhooks
from engagement.services.webhook_signing import sign
from moderation.services.telling_publisher import DECIDED, REPORTED
from tests.docs.markdown import ROOT, read_blocks
from tests.programs import need

HOW_TO = ROOT / "docs" / "how-to" / "webhooks.md"
PAGE = ROOT / "docs" / "reference" / "webhooks.md"

BODY = '{"text":"Grüße\\n"}'
AT = 1767225600
GOOD = sign(body=BODY.encode(), at=AT, keys=["another", "secret"])
FORGED = GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1")

CASES = [
    pytest.param(GOOD, BODY, AT, True, id="genuine, by the second of two secrets"),
    pytest.param(sign(body=BODY.encode(), at=AT, keys=["secret"]), BODY, AT + 299, True, id="in time"),
    pytest.param(GOOD, BODY, AT + 301, False, id="too old"),
    pytest.param(GOOD, BODY, AT - 301, False, id="from the future"),
    pytest.param(sign(body=BODY.encode(), at=AT, keys=["secret", "another"]), BODY, AT, True, id="by the first of two"),
    pytest.param(sign(body=BODY.encode(), at=AT, keys=["another", "third"]), BODY, AT, False, id="by two others"),
    pytest.param(sign(body=BODY.encode(), at=AT, keys=["secret"]), BODY, AT - 299, True, id="a clock that is slow"),
    pytest.param(FORGED, BODY, AT, False, id="forged"),
    pytest.param(GOOD, BODY + " ", AT, False, id="another body"),
    pytest.param(GOOD.replace(f"t={AT}", f"t={AT + 1}"), BODY, AT, False, id="another time"),
    pytest.param(f"t={AT}", BODY, AT, False, id="no signature"),
    pytest.param(f"t={AT},v1=", BODY, AT, False, id="an empty one"),
    pytest.param("v1=00", BODY, AT, False, id="no time"),
    pytest.param(f"t={AT},v1={'0' * 64},v1=zz,v1", BODY, AT, False, id="no hexadecimals"),
    pytest.param(f"t={'9' * 5000},v1={'0' * 64}", BODY, AT, False, id="a time without end"),
    pytest.param("t=x,v1=00", BODY, AT, False, id="no number"),
    pytest.param("", BODY, AT, False, id="nothing"),
]


def example(language):
    (text,) = [block.text for block in read_blocks(HOW_TO, section="Receive it") if block.language == language]
    return text


@pytest.mark.parametrize(("header", "body", "now", "genuine"), CASES)
def test_the_example_in_python(header, body, now, genuine):
    names = {}
    exec(compile(example("python"), "webhooks.md", "exec"), names)  # noqa: S102
    assert names["is_genuine"](header, body.encode(), "secret", now=now) is genuine


@pytest.mark.parametrize(("header", "body", "now", "genuine"), CASES)
def test_the_example_in_javascript(header, body, now, genuine):
    call = f'isGenuine({json.dumps(header)}, Buffer.from({json.dumps(body)}), "secret", 300, {now})'
    assert run("node", "-e", f"{example('javascript')}\nconsole.log({call})") == str(genuine).lower()


@pytest.mark.parametrize(("header", "body", "now", "genuine"), CASES)
def test_the_example_in_php(header, body, now, genuine):
    code = (
        example("php").removeprefix("<?php\n")
        + "echo json_encode(is_genuine($argv[1], $argv[2], 'secret', 300, (int) $argv[3]));"
    )
    assert run("php", "-r", code, "--", header, body, str(now)) == str(genuine).lower()


def run(*command):
    need(command[0])
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_every_example_compares_in_constant_time_and_tries_every_signature():
    assert "hmac.compare_digest(" in example("python")
    assert "hash_equals(" in example("php")
    assert "timingSafeEqual(" in example("javascript")
    # `any` over a list and not over a generator: which signature was good does not show in the time.
    assert "return any([" in example("python")


def test_every_event_and_every_error_stands_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    named = set(
        re.findall(r"^\| `([\w.]+)` \|", page.partition("## Events")[2].partition("## The request")[0], re.MULTILINE)
    )
    assert named == {*events.registered(), events.TEST}
    assert {DECIDED, REPORTED} < set(events.registered())
    errors = set(re.findall(r"^\| `(\w+)` \|", page.partition("## The answer")[2], re.MULTILINE))
    assert errors == {
        webhooks.STATUS,
        "http",
        webhook_addresses.REFUSED,
        webhook_addresses.UNKNOWN,
        webhook_transport.TIMEOUT,
        webhook_transport.TLS,
        webhook_transport.CONNECTION,
        webhook_transport.ANSWER,
    }


def test_the_times_that_the_guide_names_are_those_that_are_waited():
    assert webhooks.RETRY_SECONDS == (10, 60, 300, 1800, 7200, 21600, 43200, 86400, 86400)
    assert webhooks.QUIET_SECONDS == 1800
    assert webhook_transport.LONGEST_ANSWER == 4096
