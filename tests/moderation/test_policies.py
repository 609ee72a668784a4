"""Who may moderate."""

import pytest
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser

from moderation.policies import may_moderate
from tests.factories import StaffFactory, UserFactory
from tests.moderation.factories import ModeratorFactory


class GrantsEverything(BaseBackend):
    """A publisher's backend that forgets to ask whether the account is active."""

    def has_perm(self, user_obj, perm, obj=None):
        return True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "answer"),
    [
        pytest.param(lambda: None, False, id="nobody"),
        pytest.param(AnonymousUser, False, id="anonymous"),
        pytest.param(UserFactory, False, id="reader"),
        pytest.param(lambda: UserFactory(is_staff=True), False, id="staff without the permission"),
        pytest.param(ModeratorFactory, True, id="moderator"),
        pytest.param(lambda: ModeratorFactory(is_active=False), False, id="disabled moderator"),
        pytest.param(StaffFactory, True, id="superuser"),
        pytest.param(lambda: StaffFactory(is_active=False), False, id="disabled superuser"),
    ],
)
def test_who_may_moderate(make, answer):
    assert may_moderate(make()) is answer


@pytest.mark.django_db
def test_a_disabled_account_may_not_whatever_a_backend_says(settings):
    settings.AUTHENTICATION_BACKENDS = ["tests.moderation.test_policies.GrantsEverything"]
    assert may_moderate(UserFactory()) is True
    assert may_moderate(UserFactory(is_active=False)) is False
