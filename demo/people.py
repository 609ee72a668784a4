"""Who is who in Lindhaven: what a publisher knows of their authors and experts."""

from collections.abc import Collection

from django.contrib.auth.models import User

PEOPLE = {"tilda.marrow": ("Tilda", "Marrow"), "ruth.anselm": ("Ruth", "Anselm")}
"""By user name, people with an account and no password."""

_EXPERTS = {"ruth.anselm": "Hydrologist"}


def accounts_of(author: str) -> list[int]:
    """The accounts of an article's author, whose user name is made of their name."""
    return list(User.objects.filter(username=author.lower().replace(" ", ".")).values_list("pk", flat=True))


def experts(user_ids: Collection[int]) -> dict[int, str]:
    """Which of these accounts are an expert's, and what their badge says."""
    users = User.objects.filter(pk__in=user_ids, username__in=_EXPERTS)
    return {pk: _EXPERTS[name] for pk, name in users.values_list("pk", "username")}
