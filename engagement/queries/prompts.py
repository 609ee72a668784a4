"""The prompt of a discussion, and which wording of it is shown."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from engagement.conf import get_settings
from engagement.experiments.slots import arm_at
from engagement.models import Discussion, Prompt, PromptMode, Wording
from engagement.models.comment import CommentQuerySet

_KNOWN = ("id", "prompt_id", "question", "call_to_action", "lead")
"""What a prompt keeps of its wordings, in the order of their model's fields, as ``from_db`` needs it."""
_READ_WITH = ("prompt__proposal", "prompt__chosen", "prompt__upcoming")


def shown_wording(discussion: Discussion) -> Wording | None:
    """The wording at the head of the discussion; none where it has no prompt, or an editor switched it off."""
    prompt = prompt_of(discussion)
    return wording_of(prompt) if prompt else None


def prompt_of(discussion: Discussion) -> Prompt | None:
    """The discussion's prompt, whether or not it is shown; none where no article was read for one."""
    try:
        return discussion.prompt
    except Prompt.DoesNotExist:
        return None


def wording_of(prompt: Prompt) -> Wording | None:
    """The wording of the prompt that readers see now; none where they see none."""
    return _wording_of_slot(prompt) or settled_wording_of(prompt)


def settled_wording_of(prompt: Prompt) -> Wording | None:
    """The wording that readers would see now if nothing was compared; none where they would see none."""
    if has_turned(prompt):
        return prompt.upcoming
    if prompt.mode in (PromptMode.ACCEPTED, PromptMode.EDITED):
        return prompt.chosen
    if prompt.mode == PromptMode.PROPOSED and get_settings().prompts_live_unconfirmed:
        return prompt.proposal
    return None


def has_turned(prompt: Prompt) -> bool:
    """Whether the words that an editor wanted shown from a time on are shown now."""
    return prompt.upcoming_at is not None and prompt.upcoming_at <= timezone.now()


def shows_slots(prompt: Prompt) -> bool:
    """Whether the time decides which of the compared wordings everybody sees.

    Where nobody can act on them, or no act would be counted, nothing is compared.
    """
    return prompt.slots is not None and get_settings().measure and prompt.discussion.is_open


def _wording_of_slot(prompt: Prompt) -> Wording | None:
    """The wording of the time slot, as the prompt keeps it: what else a wording has is read when somebody asks."""
    slots = prompt.slots
    if slots is None or not shows_slots(prompt):
        return None
    now = timezone.localtime(timezone=timezone.get_default_timezone())
    number, *words = prompt.known_arms[arm_at(now, slots)]
    return Wording.from_db(None, _KNOWN, [number, prompt.pk, *words])


def with_prompt() -> QuerySet[Discussion]:
    """Discussions with their prompt and its wordings, in one query."""
    return Discussion.objects.select_related(*_READ_WITH)


def with_their_prompt(comments: CommentQuerySet) -> CommentQuerySet:
    """Comments with their discussion, its prompt and the wordings of that, in one query."""
    return comments.select_related(*(f"discussion__{name}" for name in _READ_WITH))


def find_reusable(searched: str, *, but: Prompt, count: int = 10) -> list[Wording]:
    """The newest wordings of other prompts that hold these words, or whose article's title does."""
    if not searched.strip():
        return []
    held = Q()
    for name in ("question", "call_to_action", "prompt__discussion__title"):
        held |= Q(**{f"{name}__icontains": searched.strip()})
    found = Wording.objects.filter(held).exclude(prompt=but).select_related("prompt__discussion")
    return list(found.order_by("-created_at", "-pk")[:count])
