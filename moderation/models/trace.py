"""A trace: whom a comment came from, as keyed hashes that can be compared and not read."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

_HASH: dict[str, Any] = {"max_length": 64, "blank": True, "default": ""}


class Trace(models.Model):
    """Personal data in disguise: HMACs of the address, of its network (/24, /56) and of the e-mail address, by which
    comments of one origin are found. Deleted at ``expires_at``, though not while the comment's case waits; and at once
    when the comment is erased.
    """

    comment = models.OneToOneField(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    address = models.CharField(_("address"), **_HASH)
    network = models.CharField(_("network"), **_HASH)
    email = models.CharField(_("e-mail"), **_HASH)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("trace")
        verbose_name_plural = _("traces")
        indexes = [
            models.Index(fields=["address", "comment"], condition=~Q(address=""), name="afterword_traces_address"),
            models.Index(fields=["network"], condition=~Q(network=""), name="afterword_traces_network"),
            models.Index(fields=["email"], condition=~Q(email=""), name="afterword_traces_email"),
        ]

    def __str__(self) -> str:
        return f"trace of comment {self.comment_id}"
