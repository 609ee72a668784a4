"""The way from a prompt that is shown to an author who comes back, each step with what it is of, and what kept answers
from being published.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engagement.models import Visibility
from engagement.queries.earned import Earned
from engagement.web.editors.charts import part_of
from engagement.web.editors.words import FEW_ANSWERS, FEW_SEEN, Shown, show_count, show_rate

_NOT_PUBLISHED = _("Not published")

_UNPUBLISHED = (Visibility.SPAM, Visibility.HELD, Visibility.REJECTED, Visibility.PENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step."""

    name: str | Promise
    count: Shown
    share: Shown
    of: str | Promise
    """What its share is of; empty for the first."""
    reach: str
    """How far its bar reaches, as SVG takes it."""
    reasons: Sequence[tuple[str | Promise, Shown]] = ()
    """What it is made of, where that is told."""


def make_funnel(earned: Earned) -> Sequence[Step]:
    """All steps, in their order."""
    judged, unpublished = earned.submitted - earned.spam, earned.submitted - earned.published
    steps = (
        (pgettext_lazy("of a prompt", "Shown"), earned.rendered, None, "", FEW_SEEN),
        (_("Seen"), earned.seen, earned.rendered, _("of shown"), FEW_SEEN),
        (_("Stance chosen"), earned.stance, earned.seen, _("of seen"), FEW_SEEN),
        (_("Answer begun"), earned.started, earned.seen, _("of seen"), FEW_SEEN),
        (_("Sent"), earned.submitted, earned.started, _("of begun"), FEW_ANSWERS),
        (_("Published"), earned.published, judged, _("of sent, spam left out"), FEW_ANSWERS),
        (_NOT_PUBLISHED, unpublished, earned.submitted, _("of sent"), FEW_ANSWERS),
        (_("Replied to"), earned.replied, earned.published, _("of published"), FEW_ANSWERS),
        (_("Featured"), earned.featured, earned.published, _("of published"), FEW_ANSWERS),
        (_("Author back"), earned.returning, earned.returnable, _("of authors 28 days ago or longer"), FEW_ANSWERS),
    )
    return [
        Step(
            name=name,
            count=show_count(count),
            share=Shown() if base is None else show_rate(count / base if base else None, base, least=least),
            of=of,
            reach=part_of(count, count if base is None else base),
            reasons=_find_reasons(earned, unpublished) if name is _NOT_PUBLISHED else (),
        )
        for name, count, base, of, least in steps
    ]


def _find_reasons(earned: Earned, unpublished: int) -> Sequence[tuple[str | Promise, Shown]]:
    """Why answers were not published, the most frequent first; what was withdrawn before it was public, or erased,
    left nothing that says more.
    """
    counts = {state.label: getattr(earned, state.value) for state in _UNPUBLISHED}
    counts[_("withdrawn or erased")] = unpublished - sum(counts.values())
    told = [(name, count) for name, count in counts.items() if count > 0]
    return [(name, show_count(count)) for name, count in sorted(told, key=lambda reason: -reason[1])]
