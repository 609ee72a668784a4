"""What each decision on the page of a prompt does, through the services."""

from collections.abc import Callable, Mapping
from typing import Any

from engagement.admin import experiments
from engagement.admin.prompt_forms import ASKING, WORDS
from engagement.models import Prompt
from engagement.services.asking import AskingData, follow_prompt_up, set_asking
from engagement.services.prompts import accept_prompt, follow_article, reword_prompt, switch_prompt_off
from engagement.services.upcoming_prompts import drop_upcoming_prompt, reuse_prompt, show_prompt_later

Given = Mapping[str, Any]
Decision = Callable[[int, Given, Any], Prompt]


def take_decision(decision: str, *, prompt_id: int, given: Given, by: Any) -> Prompt:
    """Do as the editor says; InvalidPrompt where that cannot be."""
    return _DECISIONS[decision](prompt_id, given, by)


def _accept(prompt_id: int, given: Given, by: Any) -> Prompt:
    return accept_prompt(prompt_id=prompt_id, by=by, wording_id=given["proposal"] or 0)


def _reword(prompt_id: int, given: Given, by: Any) -> Prompt:
    return reword_prompt(prompt_id=prompt_id, by=by, **_words(given))


def _switch_off(prompt_id: int, _given: Given, by: Any) -> Prompt:
    return switch_prompt_off(prompt_id=prompt_id, by=by)


def _follow(prompt_id: int, _given: Given, by: Any) -> Prompt:
    return follow_article(prompt_id=prompt_id, by=by)


def _ask(prompt_id: int, given: Given, by: Any) -> Prompt:
    asking = AskingData(
        **{name: given[name] for name in ASKING}, opens_at=given["opens_at"], closes_at=given["closes_at"]
    )
    return set_asking(prompt_id=prompt_id, asking=asking, by=by)


def _follow_up(prompt_id: int, given: Given, by: Any) -> Prompt:
    return follow_prompt_up(prompt_id=prompt_id, text=given["follow_up"], by=by)


def _show_later(prompt_id: int, given: Given, by: Any) -> Prompt:
    return show_prompt_later(prompt_id=prompt_id, at=given["at"], by=by, **_words(given))


def _drop_later(prompt_id: int, _given: Given, by: Any) -> Prompt:
    return drop_upcoming_prompt(prompt_id=prompt_id, by=by)


def _reuse(prompt_id: int, given: Given, by: Any) -> Prompt:
    return reuse_prompt(prompt_id=prompt_id, wording_id=given["wording"], by=by)


def _words(given: Given) -> dict[str, str]:
    return {name: given[name] for name in (*WORDS, "style")}


_DECISIONS: Mapping[str, Decision] = {
    "accept": _accept,
    "reword": _reword,
    "off": _switch_off,
    "follow": _follow,
    "asking": _ask,
    "follow_up": _follow_up,
    "later": _show_later,
    "drop_later": _drop_later,
    "reuse": _reuse,
    "experiment": experiments.start,
    "end_experiment": experiments.end,
}
