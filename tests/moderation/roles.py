"""Accounts in the groups that the migration made, by the names that tests use for them."""

from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection

from moderation.services.section_rights import give_section
from tests.factories import UserFactory

GROUPS = {
    "moderator": "Afterword moderators",
    "senior": "Afterword senior moderators",
    "editor": "Afterword editors",
    "auditor": "Afterword auditors",
    "journalist": "Afterword journalists",
}

migration = import_module("moderation.migrations.0008_roles")
journalists = import_module("moderation.migrations.0012_questions")


def make_groups():
    """The groups as the migration makes them, which a test that empties all tables takes along."""
    migration.make_groups(apps, SimpleNamespace(connection=connection))
    journalists.make_group(apps, SimpleNamespace(connection=connection))


def make_user(role, **fields):
    """An account with that role; ``reader`` has none, ``elsewhere`` moderates another section than the tests' own."""
    user = UserFactory(**fields)
    if role != "reader":
        make_groups()
        user.groups.add(Group.objects.get(name=GROUPS["moderator" if role == "elsewhere" else role]))
    if role == "elsewhere":
        give_section(section="Sport", user_id=user.pk, moderator_id=None)
    return user
