"""The findings in which a spam checker answered, written so that the partial index on their time serves."""

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from moderation.models import ANSWERS, Finding

_LITERALLY = "verdict IN ({})".format(", ".join(f"'{verdict.value}'" for verdict in ANSWERS))
"""With its values in it: SQLite takes no list of parameters for the condition of a partial index."""


def answered() -> QuerySet[Finding]:
    """What a spam checker said, provisional answers among it."""
    return Finding.objects.filter(RawSQL(_LITERALLY, (), output_field=BooleanField()))  # noqa: S611  # no input
