"""The demo as another publisher's site: another origin, with keys of its own, and nothing of the demo's cookies."""

import json
import stat
from urllib.parse import urlsplit

import pytest

from demo.elsewhere.signing import KEY
from tests.stack import request

pytestmark = pytest.mark.stack


@pytest.fixture
def there(demo_stack):
    return {"Host": f"localhost:{urlsplit(demo_stack.url).port}"}


def test_its_page_is_read_under_its_own_name_alone(demo_stack, there):
    away = demo_stack.get("/elsewhere/")
    assert (away.status, away.headers["Location"]) == (302, f"http://{there['Host']}/elsewhere/")

    page = demo_stack.get("/elsewhere/", **there)

    site = demo_stack.url.rstrip("/")
    assert page.status == 200
    assert page.headers["Content-Security-Policy"] == (
        f"default-src 'none'; script-src 'self' {site}; connect-src 'self' {site}; form-action {site}; "
        "style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert "Set-Cookie" not in page.headers
    assert f'<afterword-discussion key="{KEY}" signed="' in page.text


def test_its_keys_are_its_owners_alone(demo_stack):
    for name in ("elsewhere-sso-key", "elsewhere-signing-key.json"):
        assert stat.S_IMODE((demo_stack.var / name).stat().st_mode) == 0o600
    before = (demo_stack.var / "elsewhere-signing-key.json").read_text()
    demo_stack.manage("seed_demo")
    assert (demo_stack.var / "elsewhere-signing-key.json").read_text() == before
    assert demo_stack.manage("publisher_token", "list").count("elsewhere") == 1


def test_each_token_is_exchanged_once(demo_stack, there):
    assert demo_stack.get("/elsewhere/token/", **there).status == 405
    made = request(demo_stack.url, "POST", "/elsewhere/token/", headers=there)
    assert "no-store" in made.headers["Cache-Control"]
    headers = {"Content-Type": "application/json", "Origin": f"http://{there['Host']}"}

    first, second = (
        request(demo_stack.url, "POST", "/api/v1/session/", body=made.text, headers=headers) for _time in range(2)
    )

    assert (first.status, json.loads(first.text)["name"]) == (200, "Ada")
    assert (second.status, json.loads(second.text)["code"]) == (403, "used")
