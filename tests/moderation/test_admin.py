"""The admin shows what operators may look up, and changes nothing."""

import pytest
from django.contrib import admin

from moderation.models import Case, Decision, Feedback, Finding, Payload
from tests.factories import StaffFactory
from tests.moderation.factories import DecisionFactory

MODELS = (Finding, Case, Decision, Feedback)


@pytest.fixture
def rows(checker, db):
    decision = DecisionFactory(action="spam")
    Finding.objects.create(comment=decision.comment, check_name="dummy", revision=1, verdict="ham")
    assert all(model.objects.exists() for model in MODELS)


@pytest.fixture
def operator(client, db):
    client.force_login(StaffFactory())
    return client


@pytest.mark.parametrize("model", MODELS)
def test_rows_can_be_looked_at_and_searched(operator, rows, model):
    base = f"/admin/afterword_moderation/{model._meta.model_name}/"
    row = model.objects.first()
    assert operator.get(base).status_code == 200
    page = operator.get(base, {"q": str(row.comment_id)})
    assert f'<a href="{base}{row.pk}/change/' in page.content.decode()
    assert operator.get(base, {"q": "words"}).status_code == 200
    assert operator.get(f"{base}{row.pk}/change/").status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_not_even_an_administrator_changes_them(operator, rows, model):
    base = f"/admin/afterword_moderation/{model._meta.model_name}/"
    row = model.objects.first()
    before = list(model.objects.values())
    assert operator.get(f"{base}add/").status_code == 403
    assert operator.post(f"{base}{row.pk}/change/", {"comment": ""}).status_code == 403
    assert operator.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    operator.post(base, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert list(model.objects.values()) == before


def test_what_was_submitted_is_shown_nowhere():
    assert Payload not in admin.site._registry
