"""The page of one prompt: the way from seen to answered, its wordings side by side, and how readers split."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise

from engagement.models import Prompt, Wording
from engagement.queries.day_ranges import today_here
from engagement.queries.earned import Earned, Grouping
from engagement.queries.earned_names import Named, name_prompt
from engagement.queries.earnings import earnings
from engagement.queries.stances import StanceEarned, load_stances_earned
from engagement.web.editors.charts import part_of
from engagement.web.editors.columns import COLUMNS
from engagement.web.editors.days import Days, load_days
from engagement.web.editors.funnels import Step, make_funnel
from engagement.web.editors.pages import Choice, presets_of, tell_numbers
from engagement.web.editors.wishes import Wish
from engagement.web.editors.words import FEW_ANSWERS, Shown, show_count, show_rate

_MOST_WORDINGS = 12
"""Side by side, more are not compared but searched; the table of wordings has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceRow:
    """One stance."""

    label: str
    offered: bool
    readers: Shown
    share: Shown
    reach: str
    answers: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptTold:
    """What is told of a range."""

    numbers: Sequence[tuple[str | Promise, Shown]]
    funnel: Sequence[Step]
    days: Days
    figures: Sequence[tuple[str | Promise, Sequence[Shown]]]
    """What each wording earned, a figure a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptPage:
    """The page."""

    at: dt.datetime
    wish: Wish
    today: dt.date
    presets: Sequence[Choice]
    named: Named
    wordings: Sequence[Wording]
    more_wordings: int
    """How many older ones are left out."""
    stances: Sequence[StanceRow]
    """Of all time: choices bear no day of the range once they are changed."""
    told: PromptTold | None


def load_prompt_page(prompt_id: int, wish: Wish) -> PromptPage:
    """The page, at a number of queries that nothing changes; Http404 where there is no such prompt."""
    prompt = Prompt.objects.select_related("discussion", "proposal", "chosen", "upcoming").filter(pk=prompt_id).first()
    if prompt is None:
        raise Http404
    # What narrows the list of prompts is of no account to one.
    wish = replace(wish, section="", source=None, style="", by=Grouping.PROMPT)
    wordings = list(prompt.wordings.all())
    shown = wordings[:_MOST_WORDINGS]
    return PromptPage(
        at=timezone.now(),
        wish=wish,
        today=today_here(),
        presets=presets_of(wish),
        named=name_prompt(prompt),
        wordings=shown,
        more_wordings=len(wordings) - len(shown),
        stances=_tell_stances(load_stances_earned(prompt)),
        told=_tell(prompt, shown, wish) if wish.range else None,
    )


def _tell(prompt: Prompt, wordings: Sequence[Wording], wish: Wish) -> PromptTold:
    only = (prompt.pk,)
    everything = earnings(wish.asked(prompts=only))[None]
    by_wording = earnings(wish.asked(by=Grouping.WORDING, prompts=only))
    earned = [by_wording.get(wording.pk, Earned()) for wording in wordings]
    return PromptTold(
        numbers=tell_numbers(everything),
        funnel=make_funnel(everything),
        days=load_days(wish.asked(prompts=only)),
        figures=[(column.head, [column.show(each) for each in earned]) for column in COLUMNS.values()],
    )


def _tell_stances(stances: Sequence[StanceEarned]) -> list[StanceRow]:
    total = sum(stance.readers for stance in stances)
    return [
        StanceRow(
            label=stance.label,
            offered=stance.offered,
            readers=show_count(stance.readers),
            share=show_rate(stance.readers / total if total else None, total, least=FEW_ANSWERS),
            reach=part_of(stance.readers, total),
            answers=show_count(stance.answers),
        )
        for stance in stances
    ]
