"""How webhooks and mails to followers fare, as Prometheus reads it. Needs the package ``prometheus-client``."""

from collections.abc import Callable, Iterator

from prometheus_client.core import Metric

from engagement.api import EndpointLine, PendingNotices, PendingWebhooks
from moderation.queries.outgoing import OutgoingHealth
from moderation.web.gauges import age, gauge, gauges


def tell_outgoing(health: OutgoingHealth) -> Iterator[Metric]:
    """What is on in the settings, and nothing of what is off."""
    yield gauge("outgoing_well", "1 where this site sends what is due, as /healthz has it.", health.is_well)
    if health.webhooks is not None:
        yield from _tell_webhooks(health, health.webhooks)
    if health.mails is not None:
        yield from _tell_mails(health, health.mails)


def _tell_webhooks(health: OutgoingHealth, pending: PendingWebhooks) -> Iterator[Metric]:
    yield gauge("webhook_deliveries_due", "Deliveries that should have been made by now.", pending.due)
    told = "For how long the first of them has been due; 0: none is."
    yield gauge("webhook_deliveries_due_oldest_seconds", told, age(pending.oldest_due_at, health.at))
    yield gauge("webhook_deliveries_retrying", "Deliveries that failed and are tried again later.", pending.retrying)
    yield gauge("webhook_deliveries_failed", "Deliveries that were given up and not yet deleted.", pending.failed)

    def by_endpoint(name: str, told: str, read: Callable[[EndpointLine], float]) -> Metric:
        # The number beside the name, which two endpoints may share.
        values = (((str(line.number), line.name), read(line)) for line in health.endpoints)
        return gauges(f"webhook_endpoint_{name}", told, ["endpoint", "name"], values)

    told = "1 for an endpoint that is sent nothing until it is resumed."
    yield by_endpoint("paused", told, lambda line: line.paused_at is not None)
    told = "For how long it has failed without one success; 0: it took the last one."
    yield by_endpoint("failing_seconds", told, lambda line: age(line.failing_since, health.at))
    yield by_endpoint("waiting", "Events that it is still to be told of.", lambda line: line.waiting)
    told = "How long ago the first of them happened; 0: none waits."
    yield by_endpoint("oldest_seconds", told, lambda line: age(line.oldest_at, health.at))
    told = "When it last took something, in seconds since 1970; 0: not within WEBHOOK_DAYS."
    yield by_endpoint(
        "last_success_timestamp_seconds",
        told,
        lambda line: line.delivered_at.timestamp() if line.delivered_at else 0.0,
    )


def _tell_mails(health: OutgoingHealth, pending: PendingNotices) -> Iterator[Metric]:
    yield gauge("follow_mails_due", "Followers whose mail should be on its way by now.", pending.due)
    told = "For how long the first of them has waited; 0: none waits."
    yield gauge("follow_mails_due_oldest_seconds", told, age(pending.oldest_due_at, health.at))
    told = "Addresses that are yet to be asked whether they want to follow."
    yield gauge("follow_questions_due", told, pending.questions)
    told = "For how long the first of them has waited; 0: none waits."
    yield gauge("follow_questions_due_oldest_seconds", told, age(pending.oldest_question_at, health.at))
    yield gauge("follow_publications", "Comments whose followers are not all noted.", pending.publications)
    yield gauge("follow_notices_failed", "Notices refused for good, not yet deleted.", pending.failed)
    told = "Notices whose worker died while sending, not yet deleted."
    yield gauge("follow_notices_cut_off", told, pending.cut_off)
