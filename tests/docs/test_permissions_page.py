"""The page on permissions says what the code says."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import get_resolver

from moderation.models import Case
from tests.docs.markdown import ROOT
from tests.moderation.roles import GROUPS, make_groups

PAGE = (ROOT / "docs" / "reference" / "permissions.md").read_text(encoding="utf-8")


def read_table():
    """The permissions with what each group has, as cells."""
    lines = [line for line in PAGE.partition("## Addresses")[0].splitlines() if line.startswith("| ")]
    head, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return head, rows


def test_every_permission_stands_there():
    _head, rows = read_table()
    assert [row[0].strip("`") for row in rows] == [codename for codename, _name in Case._meta.permissions]


@pytest.mark.django_db
@pytest.mark.parametrize("name", GROUPS.values())
def test_each_group_has_what_its_column_says(name):
    make_groups()
    head, rows = read_table()
    column = head.index(name.removeprefix("Afterword "))
    told = {row[0].strip("`") for row in rows if row[column] == "yes"}
    if name == "Afterword editors":
        told |= set(re.findall(r"`afterword_engagement\.(\w+)`", PAGE))
    assert told == set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_every_address_of_the_workspace_stands_there():
    told = {re.sub(r"<\w+>", "<>", address) for address in re.findall(r"`/moderation/([^`]*)`", PAGE)}
    urls = next(entry for entry in get_resolver().url_patterns if getattr(entry, "app_name", "") == "moderation")
    assert told == {re.sub(r"<\w+:\w+>", "<>", str(entry.pattern)) for entry in urls.url_patterns}
