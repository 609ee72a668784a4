"""Sanctions in the workspace: imposed from a card, listed and searched, ended early."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from moderation.models import Change, Sanction
from moderation.services.section_rights import give_section
from tests.factories import CommentFactory, UserFactory

IP = "198.51.100.7"


@pytest.fixture
def senior(desk, moderator):
    """A browser of a moderator who may sanction."""
    moderator.user_permissions.add(Permission.objects.get(codename="sanction"))
    return desk


@pytest.fixture
def comment(db):
    return CommentFactory(user=UserFactory(username="kim", email="kim@example.org"), ip=IP)


def impose(browser, comment, **fields):
    form = {"kind": "refuse", "marks": ["account"], "reason": "spam", "days": "7", "note": "Third.", **fields}
    return browser.post(reverse("moderation:sanction", args=[comment.pk]), form)


def listed(browser, **query):
    return browser.get(reverse("moderation:sanctions"), query).content.decode()


def test_a_card_leads_to_the_form_for_those_who_may(senior, comment):
    card = senior.get(reverse("moderation:queue") + f"?case={comment.pk}").content.decode()
    assert f'href="/moderation/comments/{comment.pk}/sanction/"' in card
    page = senior.get(reverse("moderation:sanction", args=[comment.pk])).content.decode()
    assert "Sanction <bdi>" in page
    assert 'value="domain"' in page


def test_a_sanction_is_imposed_listed_and_ended(senior, comment, moderator):
    response = impose(senior, comment)
    assert (response.status_code, response["Location"]) == (303, "/moderation/sanctions/")
    sanction = Sanction.objects.get()
    assert (sanction.author, sanction.reason, sanction.moderator) == (comment.author, "spam", moderator)
    assert "kim" in listed(senior)
    address = reverse("moderation:lift", args=[sanction.pk])
    assert "End this sanction now?" in senior.get(address).content.decode()
    assert senior.post(address, {"note": "Said sorry."}).status_code == 303
    assert "No sanction is like that." in listed(senior)
    assert "Third." in listed(senior, state="ended")
    assert list(Change.objects.order_by("pk").values_list("action", "note")) == [
        ("add", "Third."),
        ("remove", "Said sorry."),
    ]


def test_what_cannot_be_imposed_is_told_at_its_field(senior, comment):
    response = impose(senior, comment, days="")
    assert response.status_code == 422
    assert "Only a ban may be without an end." in response.content.decode()
    assert not Sanction.objects.exists()


@pytest.mark.parametrize(
    ("mark", "typed"),
    [
        ("account", "kim"),
        ("email", "Kim@example.org"),
        ("address", IP),
        ("network", "198.51.100.200"),
        ("domain", "example.org"),
    ],
)
def test_what_is_typed_in_plain_finds_its_hash(senior, comment, mark, typed):
    impose(senior, comment, marks=[mark])
    assert "Third." in listed(senior, search=typed)
    assert "Third." in listed(senior, subject=mark)
    assert "Third." not in listed(senior, search="nobody.example")
    assert "Third." not in listed(senior, kind="ban")


def test_a_moderator_without_the_right_only_reads(desk, comment):
    assert impose(desk, comment).status_code == 403
    assert desk.post(reverse("moderation:lift", args=[1])).status_code == 403
    assert not Sanction.objects.exists()
    assert desk.get(reverse("moderation:sanctions")).status_code == 200
    assert "/sanction/" not in desk.get(reverse("moderation:queue") + f"?case={comment.pk}").content.decode()


def test_whoever_works_in_some_sections_sees_the_sanctions_that_stem_from_there(senior, moderator, comment):
    impose(senior, comment)
    assert "kim" in listed(senior)
    give_section(section="Sport", user_id=moderator.pk, moderator_id=None)
    assert "kim" not in listed(senior)
    give_section(section=comment.discussion.section, user_id=moderator.pk, moderator_id=None)
    assert "kim" in listed(senior)
