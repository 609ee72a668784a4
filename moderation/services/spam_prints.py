"""Prints of spam, by which it is known again."""

from collections.abc import Collection, Mapping

from django.db import transaction

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.models import SpamPrint
from moderation.rules.prints import find_bands, simplify


def remember_spam(*, comment_id: int) -> None:
    """Know a comment again when nearly the same comes once more; what was kept of it before is replaced."""
    body = engagement.Comment.objects.values_list("body", flat=True).get(pk=comment_id)
    remember_all_spam({comment_id: body})


@transaction.atomic
def remember_all_spam(bodies: Mapping[int, str]) -> None:
    """The same for many comments, in a query or two, given what they say."""
    forget_all_spam(list(bodies))
    least = get_settings().duplicate_length
    simplified = ((comment_id, simplify(body)) for comment_id, body in bodies.items())
    SpamPrint.objects.bulk_create(
        [
            SpamPrint(comment_id=comment_id, band=band, value=value)
            for comment_id, text in simplified
            if len(text) >= least
            for band, value in enumerate(find_bands(text))
        ],
        # Two at once write the same rows.
        ignore_conflicts=True,
    )


def forget_spam(*, comment_id: int) -> None:
    """Take nothing for the same as this comment any more."""
    forget_all_spam([comment_id])


def forget_all_spam(comment_ids: Collection[int]) -> None:
    """Take nothing for the same as any of these comments any more."""
    SpamPrint.objects.filter(comment_id__in=comment_ids).delete()
