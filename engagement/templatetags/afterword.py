"""``{% load afterword %}``: what a publisher's templates, and our own, may say."""

import datetime as dt
from typing import Any
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from engagement import hosts, slots
from engagement.conf import get_settings
from engagement.languages import speaking
from engagement.models import Wording, WordingSource
from engagement.pages.rendering import render_section
from engagement.pages.sections import PageLinks, Section, build_section
from engagement.pages.structured import absolute_from, as_script, describe_article
from engagement.pages.subjects import Subject, subject_of
from engagement.prompts import extract_prompt, remove_prompt
from engagement.queries.prompts import shown_wording

register = template.Library()


@register.simple_tag(takes_context=True)
def discussion(context: Context, article: Model) -> SafeString:
    """The whole section of an article; nothing where readers may not see its discussion.

    The HTML is the same for every reader, and rendering it writes nothing. Where the template has its request, its
    query's ``sort`` and ``cursor`` choose the page of the thread, and its host completes addresses for search engines;
    nothing else of the request is looked at.
    """
    section = _section_of(context, article)
    if section is None:
        return SafeString()
    with speaking(section.subject.language):
        html = render_section(section)
    return html + _json_ld(context, section) if get_settings().structured_data else html


@register.simple_tag(takes_context=True)
def discussion_jsonld(context: Context, article: Model) -> SafeString:
    """The comments that ``{% discussion %}`` shows, for search engines; nothing where readers may not see them.

    For templates that want them elsewhere than in the section, with ``STRUCTURED_DATA`` off. Beside the other tag, in
    the same template, it asks the database nothing again.
    """
    section = _section_of(context, article)
    return SafeString() if section is None else _json_ld(context, section)


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
def language_attributes() -> SafeString:
    """For the root element of what is ours: the page around it may speak another language."""
    direction = "rtl" if get_language_bidi() else "ltr"
    return format_html(' lang="{}" dir="{}"', get_language() or settings.LANGUAGE_CODE, direction)


@register.filter
def moment(value: dt.datetime) -> str:
    """Day and time as the language writes them: for both together, Django has no format in some, such as Arabic."""
    local = timezone.localtime(value)
    words = {"day": date_format(local, "DATE_FORMAT"), "time": date_format(local, "TIME_FORMAT")}
    return _("%(day)s, %(time)s") % words


@register.simple_tag
def slot(name: str, **context: Any) -> SafeString:
    """What other apps put in the slot of that name."""
    return slots.render(name, context)


def _section_of(context: Context, article: Model) -> Section | None:
    """The section of an article as the page's query wants it, built once for all tags of a template."""
    kept: Any = context.render_context
    built: dict[tuple[str, Any], Section | None] = kept.setdefault("afterword_sections", {})
    key = (article._meta.label, article.pk)
    if key not in built:
        subject = subject_of(article)
        built[key] = _build(subject, getattr(context.get("request"), "GET", None)) if subject else None
    return built[key]


def _build(subject: Subject, query: Any) -> Section:
    with speaking(subject.language):
        if not isinstance(query, QueryDict):
            return build_section(subject)
        return build_section(
            subject, sort=query.get("sort", ""), cursor=query.get("cursor", ""), links=PageLinks.of_query(query)
        )


def _json_ld(context: Context, section: Section) -> SafeString:
    request = context.get("request")
    base = request.build_absolute_uri("/") if isinstance(request, HttpRequest) else ""
    return as_script(describe_article(section, absolute=absolute_from(urljoin(base, section.subject.url))))


def _shown_as_written(article: Model) -> Wording | None:
    """The wording at the head of the discussion, where it is the article's own."""
    subject = subject_of(article)
    wording = shown_wording(subject.discussion) if subject and subject.discussion else None
    return wording if wording and wording.source == WordingSource.ARTICLE else None
