"""A link domain: where a comment's links lead."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkDomain(models.Model):
    """One row a domain that a comment, or its author's website, links to, and one for each that such a domain belongs
    to. Personal data where the domain is the author's own: deleted with the comment, at once when that is erased.
    """

    comment = models.ForeignKey(
        "afterword_engagement.Comment", on_delete=models.CASCADE, related_name="+", verbose_name=_("comment")
    )
    domain = models.CharField(_("domain"), max_length=253)
    is_site = models.BooleanField(_("may be what comments have in common"), default=False)

    class Meta:
        verbose_name = _("link domain")
        verbose_name_plural = _("link domains")
        constraints = [models.UniqueConstraint(fields=["domain", "comment"], name="afterword_link_domain_once")]

    def __str__(self) -> str:
        return f"{self.domain} in comment {self.comment_id}"
