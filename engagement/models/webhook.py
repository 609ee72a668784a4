"""Webhooks: what the publisher's servers are told, where, and what they answered."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WebhookEndpoint(models.Model):
    """An address of the publisher's that is told of events; nothing until it is active. Holds no personal data.

    The secrets sign what is sent: ``previous_secret`` too, until ``previous_until``, so that a receiver can change
    over.
    Both are kept as they are, because a signature cannot be made of a hash; they are shown once and logged never.

    ``failures`` counts those in a row and ``quiet_until`` keeps others from trying meanwhile. An endpoint that has
    failed since ``failing_since`` for too long is paused: what it is to be told waits for it.
    """

    name = models.CharField(_("name"), max_length=100)
    url = models.CharField(_("address"), max_length=1000)
    events = models.JSONField(_("events wanted"), default=list, blank=True)
    sections = models.JSONField(_("sections wanted"), default=list, blank=True)
    with_text = models.BooleanField(_("is sent texts and names"), default=False)
    active = models.BooleanField(_("active"), default=False)
    secret = models.CharField(_("secret"), max_length=100, editable=False)
    previous_secret = models.CharField(_("previous secret"), max_length=100, blank=True, default="", editable=False)
    previous_until = models.DateTimeField(_("previous secret counts until"), null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    quiet_until = models.DateTimeField(_("left alone until"), null=True, blank=True, editable=False)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")
        constraints = [
            models.CheckConstraint(condition=~Q(secret=""), name="afterword_webhook_has_secret"),
        ]

    def __str__(self) -> str:
        return self.name


class WebhookEvent(models.Model):
    """Something became of a comment, or of a discussion. Written in the transaction that it tells of, so that none is
    lost.

    Holds no personal data: ids, states and times as they were then. Texts are read when they are sent, so that erasing
    a comment needs to look for none here. The comment is a number and no foreign key: that it is gone is told as well.
    Deleted at ``expires_at``, with its deliveries. The primary key is the sequence: of one comment's events, which
    are written under its lock, and of one discussion's the later one has the higher.
    """

    uid = models.UUIDField(_("event id"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=30)
    comment_number = models.BigIntegerField(_("comment"), null=True, blank=True, db_index=True)
    section = models.CharField(_("section"), max_length=100, blank=True, default="")
    revision = models.PositiveIntegerField(_("revision"), null=True, blank=True)
    visibility = models.CharField(_("visibility"), max_length=10, blank=True, default="")
    payload: "models.JSONField[Any, Any]" = models.JSONField(_("payload"), default=dict)
    created_at = models.DateTimeField(_("happened"), default=timezone.now, db_index=True)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("to be sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("given up")


class WebhookDelivery(models.Model):
    """That one endpoint is told of one event, at least once: the row is the order, and keeps the last answer.

    Leased before it is sent; a worker that dies leaves a lease that lapses, and another sends it once more.
    Personal data: ``answer``, the beginning of what the receiver answered, which may quote what it was sent; deleted
    with the event at its ``expires_at``, and emptied when the comment is withdrawn or erased.
    """

    State = DeliveryState

    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("endpoint"), db_index=False
    )
    event = models.ForeignKey(
        WebhookEvent, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("event")
    )
    state = models.CharField(_("state"), max_length=9, choices=DeliveryState, default=DeliveryState.WAITING)
    next_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    leased_until = models.DateTimeField(_("being sent until"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    tried_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("last status"), null=True, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"), null=True, blank=True)
    error = models.CharField(_("kind of error"), max_length=20, blank=True, default="")
    answer = models.CharField(_("answer begins"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="afterword_webhook_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="afterword_webhook_delivery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.WAITING, next_at__isnull=False)
                | (~Q(state=DeliveryState.WAITING) & Q(next_at__isnull=True)),
                name="afterword_webhook_waiting_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="afterword_webhooks_due"),
            models.Index(fields=["state"], condition=Q(state="failed"), name="afterword_webhooks_failed"),
            # When an endpoint last took something, which an operator is told.
            models.Index(
                fields=["endpoint", "-tried_at"], condition=Q(state="delivered"), name="afterword_webhooks_taken"
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
