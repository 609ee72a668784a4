"""The guide to single sign-on, as it stands: its settings, and what its code signs."""

import os
from types import SimpleNamespace

import pytest
from django.test import Client, override_settings

from engagement.models import ExternalIdentity
from tests.docs.markdown import ROOT, read_blocks

KEY = "a secret of more than thirty-two bytes, for tests"
SETTINGS, SIGNING = (
    block.text for block in read_blocks(ROOT / "docs" / "how-to" / "single-sign-on.md") if block.language == "python"
)


@pytest.mark.django_db
def test_what_the_guide_signs_is_taken_under_its_settings(monkeypatch):
    monkeypatch.setenv("AFTERWORD_SSO_KEY", KEY)
    read, signing = {"os": os}, {}
    exec(SETTINGS, read)  # noqa: S102  The guide as it stands.
    exec(SIGNING, signing)  # noqa: S102
    token = signing["sign_reader"](SimpleNamespace(pk=4711, name="Ada"), KEY)
    with override_settings(ENGAGEMENT=read["ENGAGEMENT"]):
        answer = Client().post("/api/v1/session/", {"token": token}, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["name"] == "Ada"
    assert ExternalIdentity.objects.get().subject == "4711"
