"""The groups that the migration makes, and what it leaves alone."""

import pytest
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from moderation.models import Case
from moderation.policies import Rights, may_see
from tests.moderation.roles import GROUPS, make_groups, make_user, migration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def groups():
    make_groups()


def stored():
    """Every group with what it may do."""
    return {
        group.name: tuple(sorted(group.permissions.values_list("codename", flat=True))) for group in Group.objects.all()
    }


def test_a_new_site_has_the_four_groups():
    assert stored() == {
        "Afterword auditors": ("audit", "export", "see_originals"),
        "Afterword journalists": ("answer",),
        "Afterword editors": ("audit", "change_prompt", "edit_settings", "feature", "view_prompt"),
        "Afterword moderators": ("moderate",),
        "Afterword senior moderators": ("export", "moderate", "sanction", "see_originals", "undo_others"),
    }


def test_once_more_it_changes_nothing():
    before = stored()
    make_groups()
    assert stored() == before


def test_what_a_publisher_made_of_a_group_stays():
    Group.objects.get(name="Afterword moderators").permissions.add(Permission.objects.get(codename="sanction"))
    Group.objects.filter(name="Afterword editors").update(name="Desk")
    before = stored()
    make_groups()
    after = stored()
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"Afterword editors"}


@pytest.fixture
def fresh_kinds():
    """Django keeps content types for the process; those of this test go with it."""
    yield
    ContentType.objects.clear_cache()


def test_permissions_are_made_where_django_has_not_made_them_yet_and_django_makes_no_second_ones(fresh_kinds):
    Group.objects.all().delete()
    ours = Permission.objects.filter(content_type__app_label__startswith="afterword_")
    before = set(ours.values_list("content_type__model", "codename", "name"))
    ours.delete()
    ContentType.objects.filter(app_label__startswith="afterword_").delete()
    ContentType.objects.clear_cache()
    make_groups()
    assert set(stored()) == set(GROUPS.values())
    for label in ("afterword_engagement", "afterword_moderation"):
        create_permissions(apps.get_app_config(label), verbosity=0)
    assert set(ours.values_list("content_type__model", "codename", "name")) == before
    assert ours.count() == len(before)


def test_a_database_without_accounts_gets_no_groups(monkeypatch):
    Group.objects.all().delete()
    monkeypatch.setattr(migration.router, "allow_migrate_model", lambda *_args: False)
    make_groups()
    assert stored() == {}


def test_the_migration_names_every_permission_of_the_model():
    _label, _model, names = migration.MODERATION
    names = {**names, "answer": "Can answer readers for the newsroom"}
    assert names == {codename: str(name) for codename, name in Case._meta.permissions}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("moderator", {"decide"}),
        ("senior", {"decide", "sanction", "undo_others", "see_originals", "export"}),
        ("editor", {"feature", "edit_settings"}),
        ("auditor", {"see_originals", "export"}),
        ("reader", set()),
    ],
)
def test_what_each_role_may(role, may):
    user = make_user(role)
    rights = Rights.of(user)
    assert {name for name in Rights.__slots__ if getattr(rights, name) is True} == may
    assert may_see(user) is (role != "reader")


def test_roles_add_up():
    user = make_user("moderator")
    user.groups.add(Group.objects.get(name=GROUPS["editor"]))
    rights = Rights.of(user)
    assert (rights.decide, rights.edit_settings, rights.sanction) == (True, True, False)
