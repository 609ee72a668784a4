"""What the tests of moderation's admin share."""

import re

import pytest
from django.contrib.auth.models import Permission

from tests.factories import StaffFactory, UserFactory

INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.fixture
def editor(client, db):
    """Somebody who may do everything, signed in."""
    user = StaffFactory()
    client.force_login(user)
    return user


@pytest.fixture
def sign_in_with(client, db):
    """Sign in somebody of the staff who has these permissions and no other."""

    def sign_in(*codenames):
        user = UserFactory(is_staff=True)
        found = Permission.objects.filter(content_type__app_label="afterword_moderation", codename__in=codenames)
        assert found.count() == len(codenames)
        user.user_permissions.set(found)
        client.force_login(user)
        return user

    return sign_in


@pytest.fixture
def read(client):
    """The text of a page, which must hold under a policy that allows nothing inline."""

    def read(url, status=200, **data):
        response = client.get(url, data)
        assert response.status_code == status
        page = response.content.decode()
        assert INLINE.search(page) is None, INLINE.search(page)
        return page

    return read
