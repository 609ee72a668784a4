"""A search entry: what a comment is found by."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """Personal data: text and name once more, as folded tokens, and an HMAC of the e-mail address. Deleted with the
    comment, and at once when that is erased. The address is not here: that is looked for among the traces.

    ``tokens`` is what ``moderation.rules.searching`` makes of the comment, and the database's own full-text index
    stands on it: a generated column on PostgreSQL, a table beside it on SQLite, kept in step by triggers. A migration
    that alters this table on SQLite makes it anew, and must make the triggers anew as well.

    ``alike`` is the comment that the first of its near-duplicates was, among those that stand in a queue: 0 where it is
    too short to be compared, none where nobody compared it yet or it stands in no queue.
    """

    comment = models.OneToOneField(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    revision = models.PositiveIntegerField(_("revision that was read"))
    format = models.PositiveSmallIntegerField(_("format of the tokens"))
    tokens = models.TextField(_("tokens"), blank=True, default="")
    email = models.CharField(_("e-mail"), max_length=64, blank=True, default="")
    alike = models.BigIntegerField(_("nearly the same as"), null=True, blank=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes = [
            models.Index(fields=["email", "comment"], condition=~Q(email=""), name="afterword_entries_email"),
            models.Index(fields=["alike", "comment"], condition=Q(alike__isnull=False), name="afterword_entries_alike"),
        ]

    def __str__(self) -> str:
        return f"search entry of comment {self.comment_id}"
