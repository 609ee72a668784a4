"""Who speaks for the house."""

from django.contrib.auth import get_user_model

from moderation.policies import may_moderate


def is_moderator(user_id: int | None) -> bool:
    """Whether the account may moderate; false for guests, and for an account that is gone."""
    users = get_user_model().objects.filter(pk=user_id) if user_id else ()
    return any(may_moderate(user) for user in users)
