"""A verdict, and a plan, in one sentence each."""

import math
from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from engagement.experiments.planning import Plan
from engagement.experiments.verdicts import Outcome, Verdict


def say_verdict(verdict: Verdict, names: Sequence[str], *, plan: Plan) -> str:
    """What is known by now; ``names`` are the wordings', in the order of the standing."""
    match verdict.outcome:
        case Outcome.WINNER:
            sentence = _say_winner(verdict, names[verdict.winner or 0])
            if verdict.costs_approval:
                sentence += " " + _("But what it brings in is approved less often.")
            return sentence
        case Outcome.NO_DIFFERENCE:
            return _("No difference worth having: less than %(lift)s %% either way.") % {"lift": _percent(plan.lift)}
        case Outcome.UNEVEN:
            return _("No verdict: readers did not see the wordings equally often, so something counts wrongly.")
        case Outcome.UNSTEADY:
            return _("No verdict: the difference itself changed while it was measured.")
    if verdict.days is not None:
        shares = {"percent": _percent(verdict.done), "days": number_format(verdict.days)}
        return _("Not yet: about %(percent)s %% of what a verdict takes. Whole days counted: %(days)s.") % shares
    numbers = {"acts": number_format(verdict.acts), "planned": number_format(plan.acts)}
    return _("Not yet: %(acts)s of about %(planned)s that a verdict takes.") % numbers


def say_plan(*, plan: Plan, views: int, views_per_day: float, days_read: float) -> str:
    """What the experiment will take, and plainly whether its article can ever decide it.

    ``views`` is what ``views_needed`` says; the article is seen ``views_per_day`` times, for ``days_read`` days.
    """
    expected = int(views_per_day * days_read)
    numbers = {
        "lift": _percent(plan.lift),
        "views": number_format(views),
        "days": number_format(max(1, round(views / views_per_day))) if views_per_day else "",
        "expected": number_format(expected),
    }
    if expected < views:
        return (
            _(
                "To find a difference of %(lift)s %% this takes about %(views)s views, and the article will have about "
                "%(expected)s: alone it can never decide. Compare by style, over many articles."
            )
            % numbers
        )
    return _("To find a difference of %(lift)s %% this takes about %(views)s views: %(days)s days.") % numbers


def say_slot_plan(*, plan: Plan, days: int | None, fewest: int, days_read: float, spread: float) -> str:
    """The same by time slot: how many whole days it takes, and what was assumed.

    ``days`` is what ``days_needed`` says; the article is read for ``days_read`` days. By ``spread`` slots differ.
    """
    numbers = {
        "lift": _percent(plan.lift),
        "days": "" if days is None else number_format(days),
        "fewest": number_format(fewest),
        "read": "" if math.isinf(days_read) else number_format(int(days_read)),
        "spread": _percent(spread),
    }
    assumed = _(
        "Whatever the difference, it takes at least %(fewest)s. Assumed is that the share of readers who act differs "
        "from slot to slot by about %(spread)s %%."
    )
    if days is None:
        said = _(
            "To find a difference of %(lift)s %% this takes years: alone the article can never decide. "
            "Compare by style, over many articles."
        )
    elif days_read < days:
        said = _(
            "To find a difference of %(lift)s %% this takes about %(days)s days, and the article will be read for "
            "about %(read)s of them: alone it can never decide. Compare by style, over many articles."
        )
    else:
        said = _("To find a difference of %(lift)s %% this takes about %(days)s days.")
    return f"{said} {assumed}" % numbers


def _say_winner(verdict: Verdict, name: str) -> str:
    if math.isinf(verdict.most):
        return _("“%(name)s” by at least %(least)s %%.") % {"name": name, "least": _percent(verdict.least)}
    # Rounded outwards, so that nothing is promised that is not certain.
    numbers = {"name": name, "least": _percent(verdict.least), "most": number_format(math.ceil(verdict.most * 100))}
    return _("“%(name)s” by %(least)s to %(most)s %%.") % numbers


def _percent(share: float) -> str:
    return number_format(int(share * 100 + 1e-9))
