"""Prints of spam, by which it is known again."""

from django.db import transaction

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.models import SpamPrint
from moderation.rules.prints import find_bands, simplify


@transaction.atomic
def remember_spam(*, comment_id: int) -> None:
    """Know a comment again when nearly the same comes once more; what was kept of it before is replaced."""
    body = engagement.Comment.objects.values_list("body", flat=True).get(pk=comment_id)
    simplified = simplify(body)
    forget_spam(comment_id=comment_id)
    if len(simplified) < get_settings().duplicate_length:
        return
    bands = enumerate(find_bands(simplified))
    SpamPrint.objects.bulk_create(
        [SpamPrint(comment_id=comment_id, band=band, value=value) for band, value in bands],
        # Two at once write the same rows.
        ignore_conflicts=True,
    )


def forget_spam(*, comment_id: int) -> None:
    """Take nothing for the same as this comment any more."""
    SpamPrint.objects.filter(comment_id=comment_id).delete()
