"""What readers' pages say of reporting: a link at every comment that shows, and what becomes of a report's data."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import get_template, render_to_string
from django.urls import NoReverseMatch, reverse

from moderation.conf import get_settings


def render_report_link(context: Mapping[str, Any]) -> str:
    """The link at a comment; nothing where the publisher has not mounted the pages it leads to."""
    try:
        url = reverse("moderation-reports:report", args=[context["comment"].pk])
    except NoReverseMatch:
        return ""
    return render_to_string("moderation/report_link.html", {**context, "url": url})


def version_report_link() -> str:
    """What changes when the link at the same comment may look different: where it leads, and its template."""
    try:
        place = reverse("moderation-reports:report", args=[1])
    except NoReverseMatch:
        return ""
    shown = get_template("moderation/report_link.html")
    return f"{place}:{getattr(getattr(shown, 'template', None), 'source', '')}"


def render_privacy(_context: Mapping[str, Any]) -> str:
    """What a report keeps and how long; nothing where readers cannot report."""
    if not are_mounted():
        return ""
    settings = get_settings()
    context = {"days": settings.report_days, "mails": settings.report_mails}
    return render_to_string("moderation/report_privacy.html", context)


def are_mounted() -> bool:
    """Whether the pages for reporting have an address."""
    try:
        reverse("moderation-reports:report", args=[1])
    except NoReverseMatch:
        return False
    return True
