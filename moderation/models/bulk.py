"""Acts on many comments at once: who wants what of which comments, and how far it has come."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.api import Visibility
from moderation.models.decision import Action

BULK_ACTIONS = (Action.APPROVE, Action.NOT_SPAM, Action.REJECT, Action.SPAM, Action.UNDO)
"""What a run may do."""


class BulkState(models.TextChoices):
    """How far a run is."""

    PREPARING = "preparing", _("being prepared")
    READY = "ready", _("waiting to be confirmed")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")


class BulkRun(models.Model):
    """One act on many comments. Personal data: the moderator's account and what they wrote in ``note``; as decisions
    are, confirmed runs are kept for ever. ``query`` names neither an author nor what was looked for.

    A confirmed run is itself the order to carry it out: ``leased_until`` says until when one worker has it, and
    ``attempts`` how often one began since the run last moved on. ``done`` and ``failed`` are counted from its items
    after each batch.
    """

    State = BulkState

    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("moderator"),
    )
    action = models.CharField(_("action"), max_length=10, choices=Action)
    reason = models.CharField(_("reason"), max_length=50, blank=True, default="")
    note = models.TextField(_("note"), blank=True, default="")
    query = models.TextField(_("queue and filter"), blank=True, default="")
    is_cut = models.BooleanField(_("more matched than one run may take"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=BulkState, default=BulkState.PREPARING)
    total = models.PositiveIntegerField(_("comments"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    failed = models.PositiveIntegerField(_("left out"), default=0)
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("undoes")
    )
    created_at = models.DateTimeField(_("prepared"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(_("being worked on until"), null=True, blank=True)

    class Meta:
        verbose_name = _("bulk run")
        verbose_name_plural = _("bulk runs")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BulkState.values), name="afterword_bulk_state_known"),
            models.CheckConstraint(condition=Q(action__in=BULK_ACTIONS), name="afterword_bulk_action_known"),
            models.CheckConstraint(
                condition=Q(action=Action.UNDO, undoes__isnull=False)
                | (~Q(action=Action.UNDO) & Q(undoes__isnull=True)),
                name="afterword_bulk_undo_names_what",
            ),
            models.CheckConstraint(
                condition=~Q(action=Action.REJECT) | ~Q(reason="") | Q(confirmed_at__isnull=True),
                name="afterword_bulk_reject_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(state__in=("preparing", "ready")),
                name="afterword_bulk_runs_once_confirmed",
            ),
            models.UniqueConstraint(
                fields=["moderator"],
                condition=Q(confirmed_at__isnull=False, finished_at__isnull=True),
                name="afterword_bulk_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(confirmed_at__isnull=False, finished_at__isnull=True),
                name="afterword_bulk_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}, {self.total} comments, {self.state}"

    @property
    def is_under_way(self) -> bool:
        """Whether workers still have to do with it."""
        return self.confirmed_at is not None and self.finished_at is None


class BulkOutcome(models.TextChoices):
    """What came of one comment of a run."""

    OPEN = "", _("to be done")
    DONE = "done", _("done")
    SAME = "same", _("was so already")
    STALE = "stale", _("changed since it was chosen")
    GONE = "gone", _("withdrawn or erased")
    ERROR = "error", _("failed; the log says why")


class BulkItem(models.Model):
    """One comment of a run, as it was seen when the run was prepared. Holds no personal data.

    ``version`` is its case's; a row goes with its comment.
    """

    run = models.ForeignKey(
        "afterword_moderation.BulkRun",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("run"),
        db_index=False,
    )
    comment = models.ForeignKey(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    visibility = models.CharField(_("visibility seen"), max_length=10, choices=Visibility)
    revision = models.PositiveIntegerField(_("revision seen"))
    version = models.PositiveIntegerField(_("version of the case seen"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=BulkOutcome, blank=True, default=BulkOutcome.OPEN)

    class Meta:
        verbose_name = _("comment of a bulk run")
        verbose_name_plural = _("comments of bulk runs")
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=BulkOutcome.values), name="afterword_bulk_outcome_known"),
            models.UniqueConstraint(fields=["run", "comment"], name="afterword_bulk_item_once"),
        ]
        indexes = [models.Index(fields=["run", "outcome", "id"], name="afterword_bulk_outcomes")]

    def __str__(self) -> str:
        return f"comment {self.comment_id}: {self.outcome}"
