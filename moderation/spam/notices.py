"""What readers are told about the spam checker that the site uses: under the form, and on the page about their data."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from moderation.conf import get_settings
from moderation.exceptions import SpamCheckMisconfigured
from moderation.spam.registry import get_checker


def render_form_notice(context: Mapping[str, Any]) -> str:
    """The sentence that the checker asks for under the comment form; empty where it asks for none."""
    return _render("notice_template", context)


def render_privacy(context: Mapping[str, Any]) -> str:
    """What the checker is sent, why, and how long that is kept; empty where nothing is sent to anybody."""
    return _render("privacy_template", {**context, "payload_days": get_settings().payload_days})


def _render(which: str, context: Mapping[str, Any]) -> str:
    if not get_settings().spam_checker:
        return ""
    try:
        template = getattr(get_checker(), which)
    except SpamCheckMisconfigured:
        # Said by ``manage.py check`` and by every attempt to screen; no reason to refuse readers the page.
        return ""
    return render_to_string(template, dict(context)) if template else ""
