"""Which template fits an article that closes with nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import override

from engagement.models import Discussion, PromptTemplate
from engagement.prompts.templates import Words, fill_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A template with an article's terms in its places."""

    template: PromptTemplate
    words: Words


def find_filled(discussion: Discussion, authors: Sequence[str] = ()) -> Filled | None:
    """The first template in use that fits the article and whose terms it has all of; none where none does."""
    terms: dict[str, str] | None = None
    for template in _fitting(discussion):
        terms = terms or terms_of(discussion, authors)
        if words := fill_words(words_of(template), terms):
            return Filled(template=template, words=words)
    return None


def terms_of(discussion: Discussion, authors: Sequence[str] = ()) -> dict[str, str]:
    """The article's own terms, by the names of the placeholders."""
    names = list(authors or discussion.authors)
    with override(discussion.language or None):
        author = get_text_list(names, _("and"))
    tag = discussion.tags[0] if discussion.tags else ""
    return {"title": discussion.title, "section": discussion.section, "tag": tag, "author": author}


def words_of(template: PromptTemplate) -> Words:
    """What the template says, its places empty."""
    return Words(question=template.question, call_to_action=template.call_to_action, lead=template.lead)


def preview(template: PromptTemplate, *, count: int = 5) -> list[tuple[Discussion, Words | None]]:
    """The newest discussions that the template fits, each with what it would say; none of words where the article
    lacks a term.
    """
    language = template.language.lower().replace("_", "-")
    fitting = Discussion.objects.filter(merged_into__isnull=True).order_by("-pk")
    if template.section:
        fitting = fitting.filter(section=template.section)
    if language:
        fitting = fitting.filter(Q(language__iexact=language) | Q(language__istartswith=f"{language}-"))
    return [(one, fill_words(words_of(template), terms_of(one))) for one in fitting[:count]]


def _fitting(discussion: Discussion) -> QuerySet[PromptTemplate]:
    """Those in use for the article's section, language and time of publication, first come first; a section's own go
    before those for all where their order is the same.
    """
    published = discussion.article_published_at or discussion.created_at
    language = discussion.language.lower().replace("_", "-")
    return PromptTemplate.objects.filter(
        Q(starts_at__isnull=True) | Q(starts_at__lte=published),
        Q(ends_at__isnull=True) | Q(ends_at__gt=published),
        active=True,
        section__in=["", discussion.section],
        language__in=["", language, language.partition("-")[0]],
    ).order_by("order", "-section", "-language", "pk")
