"""Webhooks by hand, and where no Celery beat runs."""

import datetime as dt
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from engagement.exceptions import EndpointNotFound
from engagement.models import WebhookEndpoint
from engagement.queries.webhooks import PendingWebhooks, pending_webhooks
from engagement.services.webhook_endpoints import replay_events, resume_endpoint
from engagement.services.webhooks import send_webhooks


class Command(BaseCommand):
    """``send`` is to be run once a minute by cron; two at once do no harm."""

    help = "Send what the publisher's servers are to be told, print how that stands, or have events sent once more."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action."""
        actions = parser.add_subparsers(dest="action", required=True)
        send = actions.add_parser("send", help="Send what is due.")
        send.add_argument("--seconds", type=float, default=50, help="begin nothing after so many seconds (50)")
        actions.add_parser("status", help="Print how deliveries and endpoints stand.")
        replay = actions.add_parser("replay", help="Have an endpoint told once more of all that happened since.")
        replay.add_argument("endpoint", type=int, help="its number, as status prints it")
        replay.add_argument("--since", required=True, type=_read_moment, help="2026-05-04 or 2026-05-04T12:30")
        resume = actions.add_parser("resume", help="Send to an endpoint again that was paused.")
        resume.add_argument("endpoint", type=int, help="its number, as status prints it")

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        """Do it, and print what came of it; ``status`` fails where an operator should look."""
        if action == "send":
            send_webhooks(seconds=options["seconds"])
            self.stdout.write(describe(pending_webhooks()))
        elif action == "status":
            self._tell_status()
        elif action == "replay":
            self._replay(options["endpoint"], options["since"])
        else:
            resumed = resume_endpoint(endpoint_id=options["endpoint"])
            self.stdout.write("It is sent to again." if resumed else "It was not stopped.")

    def _tell_status(self) -> None:
        pending = pending_webhooks()
        self.stdout.write(describe(pending))
        for endpoint in WebhookEndpoint.objects.order_by("pk"):
            self.stdout.write(f"{endpoint.pk}: {endpoint.name}: {_spell_state(endpoint)}")
        if pending.paused:
            message = f"Paused: {', '.join(pending.paused)}. Mend the receiver, then resume it."
            raise CommandError(message)

    def _replay(self, endpoint_id: int, since: dt.datetime) -> None:
        try:
            count = replay_events(endpoint_id=endpoint_id, since=since)
        except EndpointNotFound:
            message = f"There is no endpoint {endpoint_id}; webhooks status prints them."
            raise CommandError(message) from None
        self.stdout.write(f"{count} events are sent again.")


def describe(pending: PendingWebhooks) -> str:
    """One line of numbers."""
    since = f" since {pending.oldest_due_at:%Y-%m-%d %H:%M}" if pending.oldest_due_at else ""
    return (
        f"{pending.due} deliveries due{since}, {pending.retrying} to be tried again, {pending.failed} given up, "
        f"{len(pending.failing)} endpoints failing, {len(pending.paused)} paused."
    )


def _spell_state(endpoint: WebhookEndpoint) -> str:
    if not endpoint.active:
        return "not active"
    if endpoint.paused_at:
        return f"paused, failing since {endpoint.failing_since:%Y-%m-%d %H:%M}"
    return f"{endpoint.failures} failures in a row" if endpoint.failures else "active"


def _read_moment(text: str) -> dt.datetime:
    moment = parse_datetime(text)
    if moment is None and (day := parse_date(text)) is not None:
        moment = dt.datetime.combine(day, dt.time())
    if moment is None:
        message = f"{text!r} is no moment such as 2026-05-04 or 2026-05-04T12:30"
        raise ArgumentTypeError(message)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
