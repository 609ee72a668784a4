"""A reaction: one reader respects one comment."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reaction(models.Model):
    """Rows are added and deleted, never changed; ``Comment.respect_count`` counts them.

    Personal data: the account, until it takes its respect back or is deleted. Of a guest there is none: ``guest`` is a
    keyed hash of the comment and of a random token that never leaves their browser but to be hashed, so neither the
    guest nor what else they respected can be told from it. All of a comment's are deleted when it is withdrawn or
    erased.
    """

    comment = models.ForeignKey(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="reactions", verbose_name=_("comment")
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # Before the rows go this way, engagement.receivers has them taken back, so that the comments count right.
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    guest = models.CharField(_("guest"), max_length=64, blank=True, default="")
    created_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, guest="") | (Q(account__isnull=True) & ~Q(guest="")),
                name="afterword_reaction_of_one_reader",
            ),
            models.UniqueConstraint(
                fields=["comment", "account"],
                condition=Q(account__isnull=False),
                name="afterword_reaction_once_an_account",
            ),
            models.UniqueConstraint(
                fields=["comment", "guest"], condition=~Q(guest=""), name="afterword_reaction_once_a_guest"
            ),
        ]

    def __str__(self) -> str:
        return f"reaction to comment {self.comment_id}"
