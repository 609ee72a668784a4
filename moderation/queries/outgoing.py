"""What the site sends to others beside the spam checker: webhooks to the publisher's servers, mails to followers."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from engagement import api as engagement
from engagement.api import EndpointLine, PendingNotices, PendingWebhooks

DELIVERY_GRACE = dt.timedelta(minutes=15)
"""So long an event may be due to an endpoint that answers: beat sends twice a minute."""

MAIL_GRACE = dt.timedelta(hours=1)
"""So long a mail may be due: those of a whole day are sent from one hour on, and mail servers restart."""

FAILING_GRACE = dt.timedelta(hours=1)
"""So long an endpoint may fail before an operator is told: it is tried five times within it, and deployed meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingHealth:
    """How what is sent fares at one moment; None for what the settings have off."""

    at: dt.datetime
    webhooks: PendingWebhooks | None
    endpoints: tuple[EndpointLine, ...]
    mails: PendingNotices | None

    @property
    def webhooks_behind(self) -> bool:
        """Whether an endpoint that takes what it is sent is not sent it: no worker or no beat runs, or too slowly."""
        late = self.at - DELIVERY_GRACE
        answering = (line for line in self.endpoints if line.failing_since is None and line.paused_at is None)
        return any(line.due_at is not None and line.due_at < late for line in answering)

    @property
    def mails_behind(self) -> bool:
        """Whether followers wait for mails, or for the question whether they want any."""
        if self.mails is None:
            return False
        oldest = (self.mails.oldest_due_at, self.mails.oldest_question_at)
        return any(moment is not None and moment < self.at - MAIL_GRACE for moment in oldest)

    @property
    def endpoint_is_failing(self) -> bool:
        """Whether an endpoint has failed for a while and is not paused yet."""
        late = self.at - FAILING_GRACE
        tried = (line for line in self.endpoints if line.paused_at is None)
        return any(line.failing_since is not None and line.failing_since < late for line in tried)

    @property
    def endpoint_is_paused(self) -> bool:
        """Whether an endpoint is sent nothing until somebody resumes it."""
        return any(line.paused_at is not None for line in self.endpoints)

    @property
    def is_well(self) -> bool:
        """Whether this site does its part.

        An endpoint that fails or is paused does not count: it is another server, and while one word for anybody hung on
        it, it would hide the next fault of our own. The page, the log and the metrics tell of it. What was given up
        does not count either: it stays listed for days, and no restart mends it.
        """
        return not (self.webhooks_behind or self.mails_behind)


def outgoing_health() -> OutgoingHealth:
    """How it fares now: five queries where webhooks are on, four where following is, and none for what is off."""
    settings = engagement.get_engagement_settings()
    return OutgoingHealth(
        at=timezone.now(),
        webhooks=engagement.pending_webhooks() if settings.webhooks else None,
        endpoints=engagement.list_endpoints() if settings.webhooks else (),
        mails=engagement.pending_notices() if settings.follow else None,
    )
