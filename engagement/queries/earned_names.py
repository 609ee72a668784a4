"""What the groups are called by which earnings are told apart."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass

from engagement.models import Discussion, Prompt, Wording, WordingSource, WordingStyle
from engagement.queries.earned import Grouping
from engagement.queries.prompts import settled_wording_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A group; of a prompt or a wording also where it stands."""

    words: str
    """What is asked, the section, how the wording asks, or where it came from; empty where there is none such."""
    prompt_id: int | None = None
    discussion_key: str = ""
    title: str = ""
    section: str = ""


def name_groups(by: Grouping, groups: Collection[Hashable]) -> Mapping[Hashable, Named]:
    """By the keys of ``earnings``; one query for prompts and wordings, none for the others."""
    numbers = [group for group in groups if isinstance(group, int)]
    if by is Grouping.PROMPT:
        prompts = Prompt.objects.select_related("discussion", "proposal", "chosen", "upcoming")
        return {prompt.pk: name_prompt(prompt) for prompt in prompts.filter(pk__in=numbers)}
    if by is Grouping.WORDING:
        wordings = Wording.objects.select_related("prompt__discussion").filter(pk__in=numbers)
        return {wording.pk: _name(str(wording), wording.prompt) for wording in wordings}
    if by is Grouping.SOURCE:
        return {source: Named(words=str(WordingSource(source).label)) for source in groups if isinstance(source, str)}
    if by is Grouping.STYLE:
        labels = dict(WordingStyle.choices)
        return {style: Named(words=str(labels.get(str(style), ""))) for style in groups}
    return {section: Named(words=str(section), section=str(section)) for section in groups}


def name_prompt(prompt: Prompt) -> Named:
    """By what readers are asked now, of wordings that are compared by the first, or else by what was asked last."""
    return _name(str(settled_wording_of(prompt) or prompt), prompt)


def list_sections() -> list[str]:
    """The sections in which there are prompts, in their order; that of no name is none."""
    named = Discussion.objects.filter(prompt__isnull=False).exclude(section="")
    return list(named.order_by("section").values_list("section", flat=True).distinct())


def _name(words: str, prompt: Prompt) -> Named:
    discussion = prompt.discussion
    return Named(
        words=words,
        prompt_id=prompt.pk,
        discussion_key=discussion.key,
        title=discussion.title,
        section=discussion.section,
    )
