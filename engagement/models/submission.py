"""A submission: what came along with a comment. Personal data, so a table of its own with an expiry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """Personal data: address, browser, page come from, and how the form was filled in. Deleted at ``expires_at``."""

    comment = models.OneToOneField(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="submission", verbose_name=_("comment")
    )
    ip = models.GenericIPAddressField(_("address"), null=True, blank=True)
    user_agent = models.CharField(_("user agent"), max_length=1000, blank=True, default="")
    referrer = models.CharField(_("referrer"), max_length=2000, blank=True, default="")
    form_seconds = models.FloatField(_("seconds in the form"), null=True, blank=True)
    honeypot = models.CharField(_("honeypot"), max_length=1000, blank=True, default="")
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")

    def __str__(self) -> str:
        return f"submission of comment {self.comment_id}"
