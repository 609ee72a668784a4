"""A discussion: the comment section of one article."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DiscussionStatus(models.TextChoices):
    """Who may do what in a discussion."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed, can be read")
    HIDDEN = "hidden", _("closed and hidden")


class Discussion(models.Model):
    """Found by the publisher's ``key``, which survives changes of the article's address. Holds no personal data.

    The counters change in the transaction of what they count. ``version`` rises with everything that readers see of
    the discussion, so that a page of it can carry an ETag.
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
    tags = models.JSONField(_("tags"), blank=True, default=list)
    language = models.CharField(_("language"), max_length=35, blank=True, default="")
    article_published_at = models.DateTimeField(_("article published"), null=True, blank=True)
    article_modified_at = models.DateTimeField(_("article modified"), null=True, blank=True)

    status = models.CharField(_("status"), max_length=10, choices=DiscussionStatus, default=DiscussionStatus.OPEN)
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
        """Whether it takes comments."""
        return self.status == DiscussionStatus.OPEN
