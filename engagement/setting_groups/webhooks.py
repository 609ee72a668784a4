"""What a publisher may set about webhooks."""

from dataclasses import dataclass

from engagement.setting_checks import check_least, check_webhooks


@dataclass(frozen=True, kw_only=True)
class WebhookSettings:
    """Events to the publisher's own servers."""

    webhooks: bool = False
    """Whether what becomes of comments is noted for the publisher's own servers, and sent to the endpoints in the
    admin."""

    webhook_days: int = 30
    """For how many days events can be sent again, and their deliveries are listed; then they are deleted."""

    webhook_http: bool = False
    """Whether endpoints may have ``http://`` addresses, so that anybody on the way can read what is sent."""

    webhook_networks: tuple[str, ...] = ()
    """Networks that endpoints may stand in although they are not public, such as ``10.20.0.0/16``. All other private,
    local and link-local addresses are refused."""

    webhook_seconds: int = 10
    """For how many seconds an endpoint is waited for, its whole answer included."""

    webhook_pause_hours: int = 72
    """An endpoint that fails for so many hours on end is paused until somebody resumes it."""

    def check_webhook_settings(self) -> None:
        """What these may be, beyond their types."""
        for name in ("webhook_days", "webhook_pause_hours"):
            check_least(name, getattr(self, name), 1)
        check_webhooks(self.webhook_seconds, self.webhook_networks)
