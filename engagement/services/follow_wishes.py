"""What somebody wishes who wants to follow, and what of it can be fulfilled."""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from engagement.exceptions import InvalidFollow
from engagement.models import DIGESTS, FollowFrequency, FollowScope
from engagement.text import find_forbidden

_LONGEST = 254
_is_email = EmailValidator()


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowWish:
    """What somebody asks for, as they sent it. Personal data."""

    email: str
    scope: str = FollowScope.DISCUSSION
    frequency: str = FollowFrequency.DAILY
    language: str = ""
    user_id: int | None = None
    """The account whose own address it is; none for a guest."""


def fold_email(email: str) -> str:
    """What counts as one address."""
    return email.strip().casefold()


def clean_wish(wish: FollowWish) -> FollowWish:
    """The wish without spaces around its address; InvalidFollow with sentences by field.

    Who wants to hear of a section once a day means a summary.
    """
    wish = replace(wish, email=wish.email.strip())
    if (wish.scope, wish.frequency) == (FollowScope.SECTION, FollowFrequency.DAILY):
        wish = replace(wish, frequency=FollowFrequency.DIGEST_DAILY)
    errors: dict[str, list[str]] = {}
    if problem := _find_problem(wish.email):
        errors["email"] = [problem]
    for name, value, allowed in (
        ("scope", wish.scope, FollowScope.values),
        ("frequency", wish.frequency, FollowFrequency.values),
    ):
        if value not in allowed:
            errors[name] = [_("Allowed are: %(names)s.") % {"names": ", ".join(allowed)}]
    if wish.scope == FollowScope.SECTION and wish.frequency == FollowFrequency.AT_ONCE:
        errors["frequency"] = [_("What is said in a section comes as a summary, once a day or once a week.")]
    if wish.scope == FollowScope.REPLIES and wish.frequency in DIGESTS:
        errors["frequency"] = [_("There is no summary of replies to you: they come at once, or once a day.")]
    if errors:
        raise InvalidFollow(errors)
    return wish


def _find_problem(email: str) -> str:
    if not email:
        return _("Please give an e-mail address. It is never shown.")
    if len(email) > _LONGEST:
        return _("At most %(most)d characters are allowed here.") % {"most": _LONGEST}
    if find_forbidden(email) is not None or not _is_complete(email):
        return _("This address is not complete.")
    return ""


def _is_complete(email: str) -> bool:
    try:
        _is_email(email)
    except ValidationError:
        return False
    return True
