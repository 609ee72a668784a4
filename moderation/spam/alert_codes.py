"""What Akismet's alerts about the publisher's account mean, in plain words.

Codes as in https://akismet.com/developers/detailed-docs/errors/ and in Akismet's own clients.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PAGE = "https://akismet.com/developers/detailed-docs/errors/akismet-error-{code}"

_MEANINGS: dict[str, str | Promise] = {
    "10001": _("The key came with a web host's offer that has run out. Get a key of your own."),
    "10003": _("The site looks too large or too commercial for a Personal plan. Move to a paid one."),
    "10005": _("The key seems to have been published and used by others. Get a new one, and treat it like a password."),
    "10006": _("The key is suspended for improper use: nothing is checked. Ask Akismet."),
    "10007": _("The key is used on more sites than the plan allows."),
    "10009": _("The key is suspended for overuse: nothing is checked. Move to a larger plan."),
    "10010": _("The plan does not suit the use, such as a free key on a commercial site. It may be suspended."),
    "10011": _("The key is used so much that a larger plan is needed."),
    "10402": _("The subscription is suspended for want of payment: nothing is checked."),
    "10403": _("The key's owner took it away from this site: nothing is checked."),
    "10404": _("The site is not among those that the key's owner allowed: nothing is checked."),
    "10501": _("More checks were made this month than the plan allows, for the first time. Nothing changes yet."),
    "10502": _("More checks were made than the plan allows for the second month. After the third, checks are refused."),
    "10504": _("The third month above the plan's limit is near. After it, checks are refused until the month ends."),
    "10508": _("The plan's limit was passed for the third month: checks may be refused until the month ends."),
    "10516": _("The plan's limit was passed for four months or more: checks may be refused until the month ends."),
    "30001": _("The site does business, and a Personal plan is for sites that do not. Move to a paid one."),
}

_UNKNOWN = _("Akismet says something about the account that this release does not know.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMeaning:
    """An alert as operators read it."""

    code: str
    message: str
    """What Akismet itself said."""
    meaning: str
    """What that means, and what to do."""
    url: str
    """Akismet's own page about it; empty where the code is none."""


def describe_alert(code: str, message: str = "") -> AlertMeaning:
    """Say what an alert means; a code that nobody knows has its page all the same."""
    url = _PAGE.format(code=code) if code.isascii() and code.isdigit() else ""
    return AlertMeaning(code=code, message=message, meaning=str(_MEANINGS.get(code, _UNKNOWN)), url=url)
