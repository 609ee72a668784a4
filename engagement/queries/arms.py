"""Which wordings of a discussion's prompt are compared now."""

from dataclasses import dataclass

from engagement.models import Discussion, Prompt
from engagement.queries.prompts import prompt_of, shown_wording


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArm:
    """A wording that is compared, as pages need it."""

    pk: int
    """The wording's number."""
    question: str
    call_to_action: str
    lead: str


def arms_of(prompt: Prompt | None) -> tuple[KnownArm, ...]:
    """The wordings that a prompt's running experiment compares, by a coin or by time slot; none where none runs."""
    known = prompt.known_arms if prompt else ()
    return tuple(
        KnownArm(pk=pk, question=question, call_to_action=call_to_action, lead=lead)
        for pk, question, call_to_action, lead in known
    )


def answered_wording(discussion: Discussion, said: int | None) -> int | None:
    """The number of the wording that a new answer is to: the one that its page says it showed, where that is being
    compared, for a page may stay open for longer than a time slot; else the one that readers see now without a coin.
    """
    if said is not None and said in {arm.pk for arm in arms_of(prompt_of(discussion))}:
        return said
    wording = shown_wording(discussion)
    return wording.pk if wording else None
