"""The demo's two accounts for whoever tries it, and those of people who write in it."""

from collections.abc import Mapping

from django.contrib.auth.models import Permission, User

from demo.passwords import MODERATOR, READER
from demo.people import PEOPLE

_EDITED = ("articles", "afterword_engagement", "afterword_moderation")


def open_accounts(passwords: Mapping[str, str]) -> None:
    """Open the accounts that are not there; make their passwords the given ones, which are what the demo prints."""
    moderator = _open(MODERATOR, "Frieda", "Lorenz", passwords, is_staff=True)
    moderator.user_permissions.set(Permission.objects.filter(content_type__app_label__in=_EDITED))
    _open(READER, "Anton", "Birk", passwords)
    for name, (first, last) in PEOPLE.items():
        # Nobody signs in as one of them.
        User.objects.get_or_create(username=name, defaults={"first_name": first, "last_name": last, "password": "!"})


def _open(name: str, first: str, last: str, passwords: Mapping[str, str], *, is_staff: bool = False) -> User:
    defaults = {"first_name": first, "last_name": last, "email": f"{name}@lindhaven.example", "is_staff": is_staff}
    user, is_new = User.objects.get_or_create(username=name, defaults=defaults)
    if is_new or not user.check_password(passwords[name]):
        user.set_password(passwords[name])
        user.save(update_fields=["password"])
    return user
