"""How fast comments come in: counters by window, so that the limit holds whatever cache or process is asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PostingPace(models.Model):
    """Comments of one sender, or in one discussion, in one window of time.

    Personal data: the sender (an address, an account, a guest's e-mail address), as a keyed HMAC; deleted when the
    window has passed.
    """

    sender = models.CharField(_("sender or discussion"), max_length=64)
    seconds = models.PositiveIntegerField(_("window, in seconds"))
    window = models.PositiveBigIntegerField(_("number of the window since 1970"))
    count = models.PositiveIntegerField(_("comments"), default=0)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("posting pace")
        verbose_name_plural = _("posting paces")
        constraints = [models.UniqueConstraint(fields=["sender", "seconds", "window"], name="afterword_pace_once")]

    def __str__(self) -> str:
        return f"{self.count} in {self.seconds} s"
