"""How many cases stand in each queue: entries that are summed, so that no two who move cases wait for each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from moderation.models.case import Queue


class CaseCount(models.Model):
    """One entry of the counters. Holds no personal data.

    A queue's count in a section is the sum of its entries. Whoever moves a case adds entries in the same transaction
    and changes none, so there is no row that moderators and workers would queue for; from time to time entries are
    folded into one. ``manage.py recount_cases`` proves them against the cases.
    """

    queue = models.CharField(_("queue"), max_length=10, choices=Queue)
    section = models.CharField(_("section"), max_length=100, blank=True, default="")
    count = models.IntegerField(_("cases more, or fewer"))

    class Meta:
        verbose_name = _("entry of the counters")
        verbose_name_plural = _("entries of the counters")
        constraints = [
            models.CheckConstraint(condition=models.Q(queue__in=Queue.values), name="afterword_count_queue_known"),
        ]

    def __str__(self) -> str:
        return f"{self.queue} {self.count:+d}"
