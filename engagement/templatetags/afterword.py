"""``{% load afterword %}``: what a publisher's templates, and our own, may say."""

from typing import Any

from django import template
from django.db.models import Model
from django.http import QueryDict
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from engagement import hosts, slots
from engagement.conf import get_settings
from engagement.models import Wording, WordingSource
from engagement.pages.sections import PageLinks, render_section
from engagement.pages.subjects import subject_of
from engagement.prompts import extract_prompt, remove_prompt
from engagement.queries.prompts import shown_wording

register = template.Library()


@register.simple_tag(takes_context=True)
def discussion(context: Context, article: Model) -> SafeString:
    """The whole section of an article; nothing where readers may not see its discussion.

    The HTML is the same for every reader, and rendering it writes nothing. Where the template has its request, its
    query's ``sort`` and ``cursor`` choose the page of the thread, and nothing else of the request is looked at.
    """
    subject = subject_of(article)
    if subject is None:
        return SafeString()
    query = getattr(context.get("request"), "GET", None)
    if not isinstance(query, QueryDict):
        return render_section(subject)
    links = PageLinks.of_query(query)
    return render_section(subject, sort=query.get("sort", ""), cursor=query.get("cursor", ""), links=links)


@register.simple_tag
def comment_count(article: Model) -> int:
    """The number of an article's published comments; 0 where readers may not see its discussion."""
    subject = subject_of(article)
    return subject.discussion.comment_count if subject and subject.discussion else 0


@register.simple_tag
def article_body(article: Model) -> SafeString:
    """The article's body as the publisher keeps it: their own HTML, taken as safe.

    With ``LIFT_PROMPT_FROM_BODY`` the question and the call to action that stand at the head of the discussion are left
    out of it. Where an editor's own words stand there, or nothing does, the body stays whole.
    """
    now = hosts.host_of(article).read(article)
    body = now.body
    if get_settings().lift_prompt_from_body and (shown := _shown_as_written(article)):
        found = extract_prompt(body, language=now.language or None)
        if (found.question, found.call_to_action) == (shown.question, shown.call_to_action):
            body = remove_prompt(body, found)
    return mark_safe(body)  # noqa: S308  Whoever may write articles may write their HTML.


@register.simple_tag
def slot(name: str, **context: Any) -> SafeString:
    """What other apps put in the slot of that name."""
    return slots.render(name, context)


def _shown_as_written(article: Model) -> Wording | None:
    """The wording at the head of the discussion, where it is the article's own."""
    subject = subject_of(article)
    wording = shown_wording(subject.discussion) if subject and subject.discussion else None
    return wording if wording and wording.source == WordingSource.ARTICLE else None
