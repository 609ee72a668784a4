"""Digests: asked for, stopped, and sent at most once each, whoever's worker comes first."""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from moderation.conf import get_settings
from moderation.exceptions import InvalidDigest
from moderation.models import DigestFrequency, DigestPreference
from moderation.policies import may_see
from moderation.queries.digests import Digest, load_digest
from moderation.queries.sections import find_sections
from moderation.services.digest_mail import write_mail
from moderation.services.retrying import find_wait

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A digest that is this worker's to send."""

    preference: DigestPreference
    """As it was before."""
    at: dt.datetime
    next_at: dt.datetime


@transaction.atomic
def set_digest(*, user_id: int, frequency: str, language: str = "") -> DigestPreference:
    """Send an account digests so often, in that language; what it said before already changes nothing.

    Raises InvalidDigest for a frequency that nobody knows.
    """
    if frequency not in DigestFrequency.values:
        raise InvalidDigest(field="frequency", message=_("Please choose one of these."))
    preference, _created = DigestPreference.objects.select_for_update().get_or_create(user_id=user_id)
    if (preference.frequency, preference.language) == (frequency, language):
        return preference
    _turn(preference, frequency=frequency, language=language)
    return preference


@transaction.atomic
def stop_digest(*, preference_id: int) -> None:
    """Send an account no more digests; nothing where it gets none, or is gone."""
    preference = DigestPreference.objects.select_for_update().filter(pk=preference_id).first()
    if preference is not None and preference.frequency != DigestFrequency.OFF:
        _turn(preference, frequency=DigestFrequency.OFF, language=preference.language)


def find_due_digests() -> list[int]:
    """The digests to be sent now, those due longest first; none where mails could not link to the site."""
    settings = get_settings()
    if not settings.site_url:
        return []
    due = DigestPreference.objects.filter(next_at__isnull=False, next_at__lte=timezone.now())
    return list(due.order_by("next_at").values_list("pk", flat=True)[: settings.sweep_batch])


def send_digest(*, preference_id: int) -> bool:
    """Send a digest that is due, where there is something to tell; false where no mail went out.

    It is claimed first: a worker that dies over it sends nothing twice, and the next digest, which tells what this one
    would have told, comes on time. Where the mail server takes none it is tried again soon.
    """
    claim = _claim(preference_id)
    if claim is None:
        return False
    try:
        sent = _send(claim)
    except Exception as error:  # noqa: BLE001  # each mail backend fails in its own way
        # The error's own words may hold addresses.
        logger.warning("Digest %d could not be sent (%s); it is tried again.", preference_id, type(error).__name__)
        _postpone(claim)
        return False
    told = {"told_until": claim.at, "sent_at": claim.at} if sent else {}
    _mine(claim).update(claimed_at=None, failures=0, **told)
    return sent


def find_next(frequency: str, now: dt.datetime) -> dt.datetime | None:
    """When a digest is due next; none where none is wanted. Hours begin with the clock's, days at the hour set."""
    if frequency == DigestFrequency.AT_ONCE:
        return now + dt.timedelta(minutes=get_settings().digest_collect_minutes)
    if frequency == DigestFrequency.HOURLY:
        return now.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    if frequency == DigestFrequency.DAILY:
        return _find_morning(now)
    return None


def _find_morning(now: dt.datetime) -> dt.datetime:
    zone = timezone.get_default_timezone()
    today = now.astimezone(zone).date()
    hour = dt.time(get_settings().digest_hour)
    mornings = (dt.datetime.combine(today + dt.timedelta(days=days), hour, tzinfo=zone) for days in range(3))
    return next(morning for morning in mornings if morning > now)


def _turn(preference: DigestPreference, *, frequency: str, language: str) -> None:
    now = timezone.now()
    if preference.frequency != frequency:
        preference.next_at = find_next(frequency, now)
        preference.told_until = now
        preference.claimed_at = None
        preference.failures = 0
    preference.frequency = frequency
    preference.language = language
    preference.save()


def _claim(preference_id: int) -> _Claim | None:
    """Take a due digest by moving on when it is due; none where somebody else did, or it is not wanted any more."""
    now = timezone.now()
    due = DigestPreference.objects.filter(pk=preference_id, next_at__isnull=False, next_at__lte=now)
    preference = due.select_related("user").first()
    if preference is None:
        return None
    next_at = find_next(preference.frequency, now)
    taken = due.filter(next_at=preference.next_at, frequency=preference.frequency)
    if next_at is None or not taken.update(next_at=next_at, claimed_at=now):
        return None
    if preference.claimed_at is not None:
        logger.warning("Digest %d was begun at %s and never finished.", preference_id, preference.claimed_at)
    return _Claim(preference=preference, at=now, next_at=next_at)


def _send(claim: _Claim) -> bool:
    preference = claim.preference
    user = preference.user
    address = getattr(user, user.get_email_field_name(), "")
    if not address or not may_see(user):
        return False
    digest = load_digest(since=preference.told_until, now=claim.at, sections=find_sections(user))
    if not _is_worth_a_mail(digest, preference):
        return False
    return bool(write_mail(digest=digest, preference=preference, address=address).send())


def _is_worth_a_mail(digest: Digest, preference: DigestPreference) -> bool:
    """Once a day whatever waits; more often only where something came since."""
    return bool(digest.waiting if preference.frequency == DigestFrequency.DAILY else digest.new)


def _postpone(claim: _Claim) -> None:
    soon = timezone.now() + find_wait(attempts=claim.preference.failures + 1)
    _mine(claim).update(claimed_at=None, failures=F("failures") + 1, next_at=min(soon, claim.next_at))


def _mine(claim: _Claim) -> QuerySet[DigestPreference]:
    """The row, unless its moderator chose otherwise meanwhile."""
    return DigestPreference.objects.filter(pk=claim.preference.pk, claimed_at=claim.at)
