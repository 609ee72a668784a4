"""Rendering what is the same for everyone: no request, no user, and the site's own time zone."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString


def render_shared(template: str, context: Mapping[str, Any]) -> SafeString:
    """A template's HTML without a request; a reader's own time zone, where a middleware set one, does not count."""
    with timezone.override(timezone.get_default_timezone()):
        return render_to_string(template, dict(context))
