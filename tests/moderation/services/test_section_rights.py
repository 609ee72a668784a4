"""Rights by section, given and taken."""

import pytest
from django.contrib.auth.models import Group

from moderation.exceptions import InvalidSectionRight, SectionRightNotFound
from moderation.models import Change, SectionRight
from moderation.services.section_rights import give_section, take_section
from tests.moderation.factories import ModeratorFactory

pytestmark = pytest.mark.django_db


def changes():
    fields = ("action", "key", "section", "before", "after", "moderator_id")
    return list(Change.objects.filter(subject="section_right").order_by("pk").values_list(*fields))


def test_a_right_is_given_once_and_taken_once_and_both_are_written_down(moderator):
    user = ModeratorFactory(username="mara")
    right = give_section(section=" Sport ", user_id=user.pk, moderator_id=moderator.pk)
    assert give_section(section="Sport", user_id=user.pk, moderator_id=moderator.pk) == right
    take_section(right_id=right.pk, moderator_id=moderator.pk)
    assert not SectionRight.objects.exists()
    assert changes() == [
        ("add", "user mara", "Sport", None, {"section": "Sport"}, moderator.pk),
        ("remove", "user mara", "Sport", {"section": "Sport"}, None, moderator.pk),
    ]
    with pytest.raises(SectionRightNotFound):
        take_section(right_id=right.pk, moderator_id=moderator.pk)


def test_a_group_may_have_one():
    group = Group.objects.create(name="Sport desk")
    give_section(section="Sport", group_id=group.pk, moderator_id=None)
    assert changes() == [("add", "group Sport desk", "Sport", None, {"section": "Sport"}, None)]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({}, "user"),
        ({"user_id": 404}, "user"),
        ({"group_id": 404}, "group"),
        ({"user_id": 404, "group_id": 404}, "user"),
        ({"user_id": 404, "section": "x" * 101}, "section"),
        ({"user_id": 404, "section": "\x00"}, "section"),
    ],
)
def test_what_cannot_be_is_refused(wish, field):
    with pytest.raises(InvalidSectionRight) as refused:
        give_section(**{"section": "Sport", **wish}, moderator_id=None)
    assert refused.value.field == field
    assert (SectionRight.objects.count(), changes()) == (0, [])
