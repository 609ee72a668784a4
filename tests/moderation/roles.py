"""Accounts in the groups that the migration made, by the names that tests use for them."""

from importlib import import_module

from django.contrib.auth.models import Group

from moderation.services.section_rights import give_section
from tests.factories import UserFactory

GROUPS = {
    "moderator": "Afterword moderators",
    "senior": "Afterword senior moderators",
    "editor": "Afterword editors",
    "auditor": "Afterword auditors",
}

migration = import_module("moderation.migrations.0008_roles")


def make_user(role, **fields):
    """An account with that role; ``reader`` has none, ``elsewhere`` moderates another section than the tests' own."""
    user = UserFactory(**fields)
    if role != "reader":
        user.groups.add(Group.objects.get(name=GROUPS["moderator" if role == "elsewhere" else role]))
    if role == "elsewhere":
        give_section(section="Sport", user_id=user.pk, moderator_id=None)
    return user
