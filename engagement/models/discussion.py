"""A discussion: the comment section of one article."""

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.conf import get_settings
from engagement.experiments.slots import slot_begin


class DiscussionStatus(models.TextChoices):
    """Who may do what in a discussion."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed, can be read")
    HIDDEN = "hidden", _("closed and hidden")


class Discussion(models.Model):
    """Found by the publisher's ``key``, which survives changes of the article's address. Holds no personal data but the
    names of the article's authors, as they stand above it; kept for as long as the publisher tells them, and erased by
    putting it without them. Where ``host`` is empty, the article stands on another site and its publisher put it here.

    The counters change in the transaction of what they count. ``version`` rises with everything that readers see of
    the discussion, so that a page of it can carry an ETag.

    ``status`` is what somebody decided. Where that is open, the settings may close it by its age or section, and
    reading alone finds out: no row changes when the day comes. ``opens_at`` and ``answers_until`` are an editor's own
    times, set with the prompt; the second goes before the settings' days. ``stays_open`` says that somebody opened it
    in spite of them all, ``closed_at`` when somebody closed it. What was merged stays as a hidden row, whose key leads
    to the other.
    """

    Status = DiscussionStatus

    key = models.CharField(_("key"), max_length=200, unique=True)
    host = models.CharField(
        _("host model"), max_length=150, blank=True, default="", help_text=_("Label of the registered model.")
    )
    host_pk = models.CharField(_("host object"), max_length=100, blank=True, default="")
    title = models.CharField(_("title"), max_length=500, blank=True, default="")
    url = models.CharField(_("address"), max_length=1000, blank=True, default="")
    section = models.CharField(_("section"), max_length=100, blank=True, default="", db_index=True)
    authors = models.JSONField(
        _("authors"),
        blank=True,
        default=list,
        help_text=_("Names, of an article that is no object here; an object tells its own."),
    )
    tags = models.JSONField(_("tags"), blank=True, default=list)
    language = models.CharField(_("language"), max_length=35, blank=True, default="")
    article_published_at = models.DateTimeField(_("article published"), null=True, blank=True)
    article_modified_at = models.DateTimeField(_("article modified"), null=True, blank=True)

    status = models.CharField(_("status"), max_length=10, choices=DiscussionStatus, default=DiscussionStatus.OPEN)
    closed_at = models.DateTimeField(_("closed by hand"), null=True, blank=True)
    opens_at = models.DateTimeField(_("takes answers from"), null=True, blank=True)
    answers_until = models.DateTimeField(_("takes answers until"), null=True, blank=True)
    stays_open = models.BooleanField(_("opened by hand, and no time closes it"), default=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    comment_count = models.PositiveIntegerField(_("published comments"), default=0)
    version = models.PositiveBigIntegerField(_("version"), default=1)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=DiscussionStatus.values), name="afterword_discussion_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(status=DiscussionStatus.HIDDEN),
                name="afterword_discussion_merged_is_hidden",
                violation_error_message=_("It was merged into another discussion, and stays hidden."),
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(answers_until__isnull=True)
                | models.Q(opens_at__lt=models.F("answers_until")),
                name="afterword_discussion_opens_before_it_ends",
                violation_error_message=_("It must open before it closes."),
            ),
            models.UniqueConstraint(
                fields=["host", "host_pk"],
                condition=~models.Q(host=""),
                name="afterword_discussion_one_per_host_object",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.key

    @property
    def is_open(self) -> bool:
        """Whether it takes comments now: the one answer for the form, the API, the pages and the service."""
        return self.status == DiscussionStatus.OPEN and not self._is_over() and self.opening is None

    @property
    def opening(self) -> dt.datetime | None:
        """When it begins to take comments; none where it has begun, or never will without somebody's hand."""
        if self.status != DiscussionStatus.OPEN or self.stays_open or self._is_over():
            return None
        return self.opens_at if self.opens_at is not None and self.opens_at > timezone.now() else None

    @property
    def closes_at(self) -> dt.datetime | None:
        """When it closes, or closed; none where no end is in sight, or none is known."""
        return self._end() if self.status == DiscussionStatus.OPEN else self.closed_at

    @property
    def seen_at(self) -> dt.datetime:
        """When what readers see of it changed last: some row, or the moment at which it opened, closed, its prompt
        turned to other words, or a time slot began that may show others.
        """
        now = timezone.now()
        prompt = getattr(self, "prompt", None)
        moments = [self.opens_at, self.closes_at, prompt.upcoming_at if prompt else None]
        if prompt and prompt.slots and self.is_open:
            moments.append(slot_begin(timezone.localtime(now, timezone.get_default_timezone()), prompt.slots.hours))
        return max([self.changed_at, *(at for at in moments if at is not None and at <= now)])

    def _end(self) -> dt.datetime | None:
        """When an editor's time or else its age closes it; its section may have closed it from the start."""
        settings = get_settings()
        if self.stays_open or self.section in settings.closed_sections:
            return None
        if self.answers_until is not None:
            return self.answers_until
        days = settings.close_after_days_in.get(self.section, settings.close_after_days)
        if not days:
            return None
        return (self.article_published_at or self.created_at) + dt.timedelta(days=days)

    def _is_over(self) -> bool:
        if self.stays_open:
            return False
        end = self._end()
        return self.section in get_settings().closed_sections or (end is not None and end <= timezone.now())
