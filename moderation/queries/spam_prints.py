"""Spam that a text shares something with."""

from collections import Counter

from engagement import api as engagement
from engagement.api import Visibility
from moderation.models import SpamPrint
from moderation.rules.base import Alike
from moderation.rules.prints import find_bands, simplify

_MOST = 20
_PRINTS_READ = 500


def find_alike(*, comment_id: int, body: str, least_length: int) -> tuple[Alike, ...]:
    """Spam comments that share bands with a text, those with most first; none for a text too short to be compared.

    Two queries, however much spam there is, the first of which reads so many prints at most: where a wave has left
    more, any of them will do.
    """
    simplified = simplify(body)
    if len(simplified) < least_length:
        return ()
    prints = SpamPrint.objects.filter(value__in=find_bands(simplified)).exclude(comment_id=comment_id).order_by()
    shared = Counter(prints.values_list("comment_id", flat=True)[:_PRINTS_READ])
    pks = sorted(shared, key=lambda pk: (-shared[pk], -pk))[:_MOST]
    if not pks:
        return ()
    bodies = engagement.Comment.objects.filter(pk__in=pks, visibility=Visibility.SPAM).values_list("pk", "body")
    return tuple(Alike(comment_id=pk, body=found) for pk, found in bodies)
