import re

import pytest
from django.apps import apps

MODELS = [
    model
    for label in ("afterword_engagement", "afterword_moderation")
    for model in apps.get_app_config(label).get_models(include_auto_created=True)
]
HOLDS_NONE = re.compile(r"(holds|and) no personal data", re.IGNORECASE)
UNTIL_WHEN = re.compile(r"deleted|erased|kept for ever|never changed", re.IGNORECASE)


@pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])
def test_every_model_says_whether_it_holds_personal_data_and_until_when(model):
    said = " ".join(model.__doc__.split())
    assert "personal data" in said.lower()
    holds_some = not HOLDS_NONE.search(said) or "no personal data but" in said.lower()
    assert not holds_some or UNTIL_WHEN.search(said)


@pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])
def test_a_model_with_addresses_or_accounts_does_not_say_that_it_holds_none(model):
    names = {field.name for field in model._meta.get_fields() if not field.auto_created}
    if names & {"ip", "author_email", "user_agent", "author", "by", "created_by"}:
        assert "no personal data." not in " ".join(model.__doc__.split()).lower()
