"""What readers type to break a page: nothing of it may become a part of the page."""

import json

import pytest

from engagement.api import Comment, make_author_token
from engagement.gates import Admission
from tests.engagement.web.conftest import address, page_of, values_of

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "'-alert(1)-'",
    "</textarea><script>alert(1)</script>",
    "</bdi></h4><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "![x](data:text/html,<script>alert(1)</script>)",
    "<a href='javascript:alert(1)' onclick=alert(1)>x</a>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "javascript:alert(1)",
    "javascript://%0aalert(1)",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input name=body>",
    "<details open ontoggle=alert(1)>",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202ecod.exe\u202c \u2066x",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d" * 20,
    "\ufeff\u200b\u180e\u2060",
    "\U0001f9d1\u200d\U0001f680" * 30,
    "\x01\x02\x1b[31m\x7f\x85\u2028\u2029",
    "${7*7} <%= 7*7 %> #{7*7}",
]


def assert_harmless(html, payload):
    page = page_of(html)
    data = page.findall(".//script[@type='application/ld+json']")
    assert all(json.loads(block.text) and not {*"<>&\u2028\u2029"} & {*block.text} for block in data), payload
    scripts = [script for script in page.iter("script") if script not in data]
    assert all(script.get("src") and not script.text for script in scripts), payload
    assert not list(page.iter("style", "base", "iframe", "img", "object", "embed")), payload
    for element in page.iter():
        assert not [name for name in element.keys() if name.startswith("on") or name == "style"], payload  # noqa: SIM118
    for _element, name, link, _position in page.iterlinks():
        assert not link.lower().lstrip().startswith(("javascript", "data", "vbscript")), payload
        assert name != "action" or link.startswith("/discussions/"), payload


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_shows_as_text_or_not_at_all_wherever_it_stands(client, browser, discussion, post, rule, payload):
    for admission in (Admission.PUBLISH, Admission.SCREEN):
        rule(admission)
        response = post(
            discussion,
            f"{payload} {admission.name}",
            author_name=payload[:100],
            idempotency_key=f"key-{admission.name}",
        )
        assert response.status_code in {303, 422}
        for comment in Comment.objects.all():
            for place in (
                address(discussion),
                address(discussion, "feed/"),
                f"/discussions/mine/{make_author_token(comment.pk)}/",
            ):
                assert client.get(place).status_code == 200
        assert_harmless(client.get(address(discussion)), payload)
        for comment in Comment.objects.all():
            assert_harmless(client.get(f"/discussions/mine/{make_author_token(comment.pk)}/"), payload)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_a_form_that_comes_back_is_only_a_value(discussion, post, payload):
    response = post(
        discussion,
        payload,
        author_name=payload * 9,
        author_email=payload,
        author_url=payload,
        parent=payload,
        idempotency_key=payload,
        form_seconds=payload,
        contact_by_fax=payload,
    )
    assert response.status_code == 422
    assert_harmless(response, payload)
    (form,) = page_of(response).forms
    assert form.action == address(discussion, "comments/")
    if payload.isprintable():
        assert values_of(form)["author_url"] == payload
    assert not Comment.objects.exists()


def test_a_name_that_is_an_address_links_nowhere_else(client, discussion, post):
    assert post(discussion, author_url="javascript:alert(1)").status_code == 422
    Comment.objects.all().delete()
    post(discussion, author_url='HTTPS://Example.org/?q="><script>')
    assert_harmless(client.get(address(discussion)), "url")
