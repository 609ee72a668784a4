"""Telling readers what came of their reports: by mail, at most once, where their account has an address."""

import datetime as dt
import logging
from smtplib import SMTPException

from django.conf import settings as django_settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.models import Report

logger = logging.getLogger(__name__)

_LATEST = dt.timedelta(days=2)
"""Nobody is told of what was settled longer ago, such as after mails were switched on."""


def due_notice_ids(*, limit: int) -> list[int]:
    """The settled reports whose reporters were not told yet, oldest first; none where mails are switched off."""
    if not get_settings().report_mails:
        return []
    due = Report.objects.filter(_due()).order_by("settled_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def tell_reporter(*, report_id: int) -> bool:
    """Mail a reader what came of their report; false where that was done before, or there is nobody to tell.

    The row is claimed before the mail is sent: what is killed in between is never told, and nobody is told twice.
    """
    if not get_settings().report_mails:
        return False
    if not Report.objects.filter(_due(), pk=report_id).update(told_at=timezone.now()):
        return False
    report = Report.objects.select_related("reporter", "comment__discussion").get(pk=report_id)
    user = report.reporter
    address = getattr(user, user.get_email_field_name(), "") if user and user.is_active else ""
    if not address:
        return False
    subject, text = _write(report)
    try:
        send_mail(subject, text, django_settings.DEFAULT_FROM_EMAIL, [address])
    except (SMTPException, OSError) as error:
        # Only the kind: what a mail server says may quote the address.
        logger.warning("The outcome of report %d was not told (%s).", report_id, type(error).__name__)
        return False
    return True


def _due() -> Q:
    settled = Q(settled_at__gte=timezone.now() - _LATEST) & ~Q(outcome="")
    return settled & Q(told_at__isnull=True, reporter__isnull=False)


def _write(report: Report) -> tuple[str, str]:
    discussion = report.comment.discussion
    context = {
        "report": report,
        "title": discussion.title or discussion.key,
        "url": discussion.url if discussion.url.startswith(("http://", "https://")) else "",
        "site": engagement.get_engagement_settings().site_name,
    }
    with engagement.speaking_of(discussion):
        subject = render_to_string("moderation/mail/report_outcome_subject.txt", context)
        return " ".join(subject.split()), render_to_string("moderation/mail/report_outcome.txt", context)
