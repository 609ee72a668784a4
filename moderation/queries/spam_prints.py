"""Spam that a text shares something with."""

from django.db.models import Count

from engagement import api as engagement
from engagement.api import Visibility
from moderation.models import SpamPrint
from moderation.rules.base import Alike
from moderation.rules.prints import find_bands, simplify

_MOST = 20


def find_alike(*, comment_id: int, body: str, least_length: int) -> tuple[Alike, ...]:
    """Spam comments that share bands with a text, those with most first; none for a text too short to be compared.

    Two queries, however much spam there is.
    """
    simplified = simplify(body)
    if len(simplified) < least_length:
        return ()
    prints = SpamPrint.objects.filter(value__in=find_bands(simplified)).exclude(comment_id=comment_id).order_by()
    ranked = prints.values("comment_id").annotate(shared=Count("pk")).order_by("-shared", "-comment_id")
    pks = [row["comment_id"] for row in ranked[:_MOST]]
    bodies = engagement.Comment.objects.filter(pk__in=pks, visibility=Visibility.SPAM).values_list("pk", "body")
    return tuple(Alike(comment_id=pk, body=found) for pk, found in bodies)
