"""The policy in force: the defaults, over them the settings, over them the rules set in the admin."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from django.db.models import Q
from django.utils.functional import Promise

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.models import PolicyRule
from moderation.rules.outcomes import Outcome
from moderation.rules.policy import DEFAULT, Table
from moderation.rules.signals import SIGNALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a rule counts: in one discussion, in one section, or with both empty everywhere."""

    section: str = ""
    discussion_key: str = ""


EVERYWHERE = Place()

Rules = Mapping[Place, Mapping[str, Outcome]]
"""By place, and there by signal."""

Changes = Mapping[tuple[Place, str], Outcome | None]
"""By place and signal; none takes the rule away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything that differs from the defaults, at one moment."""

    settings: Mapping[str, Outcome]
    rules: Rules

    def table(self, *, section: str = "", discussion_key: str = "") -> Table:
        """What every signal comes to in a discussion: a rule for it counts before one for its section, and that before
        one for everywhere.
        """
        table = {**DEFAULT, **self.settings}
        # In this order; where a section or a key is empty, that is everywhere once more.
        for place in dict.fromkeys((EVERYWHERE, Place(section=section), Place(discussion_key=discussion_key))):
            table |= self.rules.get(place, {})
        return table

    def changed(self, changes: Changes) -> Self:
        """The policy as it would be with other rules."""
        rules = {place: dict(there) for place, there in self.rules.items()}
        for (place, signal), outcome in changes.items():
            there = rules.setdefault(place, {})
            there.pop(signal, None)
            if outcome is not None:
                there[signal] = outcome
        return replace(self, rules=rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, as the table shows it."""

    place: Place
    outcome: Outcome
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """One signal: all that is said of it anywhere, and what it comes to at the place that was asked for."""

    code: str
    label: str | Promise
    """Empty for a signal that this release does not know."""
    default: Outcome | None
    setting: Outcome | None
    everywhere: Rule | None
    section: Rule | None
    discussion: Rule | None
    elsewhere: tuple[Rule, ...]
    """The rules for other sections and discussions."""
    outcome: Outcome


def load_table(*, section: str = "", discussion_key: str = "") -> Table:
    """What every signal comes to in a discussion, in one query."""
    here = Q(section="", discussion_key="")
    if section:
        here |= Q(section=section)
    if discussion_key:
        here |= Q(discussion_key=discussion_key)
    return load_policy(here).table(section=section, discussion_key=discussion_key)


def load_policy(where: Q | None = None) -> Policy:
    """The policy with all its rules, or those alone that matter, in one query."""
    rules: dict[Place, dict[str, Outcome]] = {}
    for rule in PolicyRule.objects.filter(where or Q()):
        rules.setdefault(_place_of(rule), {})[rule.signal] = Outcome(rule.outcome)
    settings = {code: Outcome(outcome) for code, outcome in get_settings().policy.items()}
    return Policy(settings=settings, rules=rules)


def load_rows(place: Place = EVERYWHERE) -> tuple[PolicyRow, ...]:
    """The whole table with what it comes to at one place, in two queries at most.

    Rules for signals that this release does not know stand last, so that they can be cleared.
    """
    section = place.section or _find_section(place.discussion_key)
    rules: dict[str, dict[Place, Rule]] = {}
    for row in PolicyRule.objects.order_by("section", "discussion_key"):
        there = _place_of(row)
        rules.setdefault(row.signal, {})[there] = Rule(place=there, outcome=Outcome(row.outcome), note=row.note)
    codes = [*SIGNALS, *sorted(set(rules) - set(SIGNALS))]
    return tuple(_row(code, rules.get(code, {}), section, place.discussion_key) for code in codes)


def _row(code: str, rules: Mapping[Place, Rule], section: str, discussion_key: str) -> PolicyRow:
    signal = SIGNALS.get(code)
    default = signal.outcome if signal else None
    said = get_settings().policy.get(code)
    setting = Outcome(said) if said else None
    everywhere = rules.get(EVERYWHERE)
    in_section = rules.get(Place(section=section)) if section else None
    in_discussion = rules.get(Place(discussion_key=discussion_key)) if discussion_key else None
    shown = {rule.place for rule in (everywhere, in_section, in_discussion) if rule}
    nearest = in_discussion or in_section or everywhere
    return PolicyRow(
        code=code,
        label=signal.label if signal else "",
        default=default,
        setting=setting,
        everywhere=everywhere,
        section=in_section,
        discussion=in_discussion,
        elsewhere=tuple(rule for place, rule in rules.items() if place not in shown),
        outcome=nearest.outcome if nearest else setting or default or Outcome.HOLD,
    )


def _place_of(rule: PolicyRule) -> Place:
    return Place(section=rule.section, discussion_key=rule.discussion_key)


def _find_section(discussion_key: str) -> str:
    if not discussion_key:
        return ""
    sections = engagement.Discussion.objects.filter(key=discussion_key).values_list("section", flat=True)
    return sections.first() or ""
