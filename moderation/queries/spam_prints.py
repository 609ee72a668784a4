"""Spam that a text shares something with."""

from collections import Counter

from engagement import api as engagement
from engagement.api import Visibility
from engagement.statements import Question
from moderation.models import SpamPrint
from moderation.rules.base import Alike
from moderation.rules.prints import BANDS, find_bands, simplify

_MOST = 20
_PRINTS_READ = 500

_SHARED = Question(
    lambda comment_id, *values: (
        SpamPrint.objects.filter(value__in=values)
        .exclude(comment_id=comment_id)
        .order_by()
        .values_list("comment_id")[:_PRINTS_READ]
    ),
    *[int] * (1 + BANDS),
)


def find_alike(*, comment_id: int, body: str, least_length: int) -> tuple[Alike, ...]:
    """Spam comments that share bands with a text, those with most first; none for a text too short to be compared.

    Two queries, however much spam there is, the first of which reads so many prints at most: where a wave has left
    more, any of them will do.
    """
    simplified = simplify(body)
    if len(simplified) < least_length:
        return ()
    shared = Counter(found for (found,) in _SHARED.rows(comment_id, *find_bands(simplified)))
    pks = sorted(shared, key=lambda pk: (-shared[pk], -pk))[:_MOST]
    if not pks:
        return ()
    bodies = engagement.Comment.objects.filter(pk__in=pks, visibility=Visibility.SPAM).values_list("pk", "body")
    return tuple(Alike(comment_id=pk, body=found) for pk, found in bodies)
