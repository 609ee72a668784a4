"""A digest as a mail: plain text, simple HTML, and a way out that mail programs offer themselves (RFC 8058)."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from engagement.api import get_engagement_settings
from moderation.conf import get_settings
from moderation.models import DigestPreference
from moderation.queries.digests import Digest
from moderation.services.digest_links import link_card, link_page, link_stop


def write_mail(*, digest: Digest, preference: DigestPreference, address: str) -> EmailMultiAlternatives:
    """The mail, in the language in which it was asked for and the site's time zone."""
    stop = link_stop(preference.pk)
    context = {
        "digest": digest,
        "items": [(item, link_card(item.comment_id)) for item in digest.items],
        "site_name": get_engagement_settings().site_name or urlsplit(get_settings().site_url).hostname,
        "queue_url": link_page("queue"),
        "preference_url": link_page("digest"),
        "stop_url": stop,
    }
    zone = timezone.get_default_timezone()
    with translation.override(preference.language or django_settings.LANGUAGE_CODE), timezone.override(zone):
        mail = EmailMultiAlternatives(
            subject=" ".join(_render("subject.txt", context).split()),
            body=_render("mail.txt", context).strip() + "\n",
            from_email=get_settings().digest_from or None,
            to=[address],
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(_render("mail.html", context), "text/html")
    return mail


def _render(name: str, context: dict[str, Any]) -> str:
    return render_to_string(f"moderation/digest/{name}", context)
