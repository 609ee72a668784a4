"""Which wording of its prompt a discussion shows."""

from django.db.models import QuerySet

from engagement.conf import get_settings
from engagement.models import Discussion, Prompt, PromptMode, Wording


def shown_wording(discussion: Discussion) -> Wording | None:
    """The wording at the head of the discussion; none where it has no prompt, or an editor switched it off."""
    try:
        prompt = discussion.prompt
    except Prompt.DoesNotExist:
        return None
    if prompt.mode in (PromptMode.ACCEPTED, PromptMode.EDITED):
        return prompt.chosen
    if prompt.mode == PromptMode.PROPOSED and get_settings().prompts_live_unconfirmed:
        return prompt.proposal
    return None


def with_prompt() -> QuerySet[Discussion]:
    """Discussions with their prompt and its wordings, in one query."""
    return Discussion.objects.select_related("prompt__proposal", "prompt__chosen")
