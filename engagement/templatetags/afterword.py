"""``{% load afterword %}``: what a publisher's templates, and our own, may say."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.template.loader import render_to_string
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
from engagement.pages.embedding import Wish, render_json_ld, render_section
from engagement.pages.news import news_of
from engagement.pages.sections import PageLinks
from engagement.pages.subjects import Subject, subject_of
from engagement.prompts import extract_prompt, find_end, remove_prompt
from engagement.queries.counts import Place, count_for_objects
from engagement.queries.prompts import prompt_of, settled_wording_of

register = template.Library()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What ``comment_counts`` found, for ``count_of`` to look up."""

    by_place: Mapping[Place, int]


@register.simple_tag(takes_context=True)
def discussion(context: Context, article: Model) -> SafeString:
    """The whole section of an article; nothing where readers may not see its discussion.

    The HTML is the same for every reader, and rendering it writes nothing. Where the template has its request, its
    query's ``sort`` and ``cursor`` choose the page of the thread, and its host completes addresses for search engines;
    nothing else of the request is looked at.
    """
    wish = _wish(context, article)
    if wish is None:
        return SafeString()
    html = render_section(wish)
    return html + render_json_ld(wish) if get_settings().structured_data else html


@register.simple_tag(takes_context=True)
def discussion_jsonld(context: Context, article: Model) -> SafeString:
    """The comments that ``{% discussion %}`` shows, for search engines; nothing where readers may not see them.

    For templates that want them elsewhere than in the section, with ``STRUCTURED_DATA`` off. Beside the other tag, in
    the same template, it asks the database nothing again.
    """
    wish = _wish(context, article)
    return SafeString() if wish is None else render_json_ld(wish)


@register.simple_tag
def comment_count(article: Model) -> int:
    """The number of an article's published comments; 0 where readers may not see its discussion."""
    subject = subject_of(article)
    return subject.discussion.comment_count if subject and subject.discussion else 0


@register.simple_tag
def comment_counts(*lists: Iterable[Model]) -> Counts:
    """The numbers of published comments of all articles of one or several lists, asked for in one query.

    ``{% comment_counts articles reviews as counts %}``, then for each of them ``{{ counts|count_of:article }}``.
    """
    return Counts(by_place=count_for_objects(article for articles in lists for article in articles))


@register.filter
def count_of(counts: Counts, article: Model) -> int:
    """The number of one article's published comments; 0 where readers may not see its discussion."""
    return counts.by_place.get((hosts.host_of(article).label, str(article.pk)), 0)


@register.simple_tag
def article_body(article: Model) -> SafeString:
    """The article's body as the publisher keeps it: their own HTML, taken as safe.

    With ``LIFT_PROMPT_FROM_BODY`` the question and the call to action that stand at the head of the discussion are left
    out of it; with ``LINK_PROMPT_IN_BODY`` a link that leads there follows it. Where an editor's own words stand there,
    or nothing does, the body stays as it is.
    """
    settings = get_settings()
    now = hosts.host_of(article).read(article)
    body = now.body
    wanted = settings.lift_prompt_from_body or settings.link_prompt_in_body
    if wanted and (shown := _shown_as_written(article)):
        found = extract_prompt(body, language=now.language or None)
        if (found.question, found.call_to_action) == (shown.question, shown.call_to_action):
            if settings.link_prompt_in_body:
                end = find_end(body, found)
                body = body[:end] + _link_to_discussion(now.language) + body[end:]
            if settings.lift_prompt_from_body:
                body = remove_prompt(body, found)
    return mark_safe(body)  # noqa: S308  Whoever may write articles may write their HTML.


@register.simple_tag
def news(subject: Subject) -> str:
    """What script must know to look for new comments, as JSON."""
    return news_of(subject)


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


def _link_to_discussion(language: str) -> str:
    """In words of the article: it stands in its text."""
    with speaking(language):
        link = render_to_string("engagement/body_link.html").strip()
    return f"\n{link}\n"


def _wish(context: Context, article: Model) -> Wish | None:
    """What the page wants of an article's discussion, read once for all tags of a template."""
    kept: Any = context.render_context
    wishes: dict[tuple[str, Any], Wish | None] = kept.setdefault("afterword", {})
    place = (article._meta.label, article.pk)
    if place not in wishes:
        subject = subject_of(article)
        wishes[place] = _read_wish(subject, context.get("request")) if subject else None
    return wishes[place]


def _read_wish(subject: Subject, request: Any) -> Wish:
    query = getattr(request, "GET", None)
    site = request.build_absolute_uri("/") if isinstance(request, HttpRequest) else ""
    base = urljoin(site, subject.url)
    if not isinstance(query, QueryDict):
        return Wish(subject=subject, base=base)
    return Wish(
        subject=subject,
        base=base,
        sort=query.get("sort", ""),
        cursor=query.get("cursor", ""),
        links=PageLinks.of_query(query),
    )


def _shown_as_written(article: Model) -> Wording | None:
    """The wording at the head of the discussion, where it is the article's own.

    So it is while that is compared with others: the body is the same whichever a time slot shows.
    """
    subject = subject_of(article)
    prompt = prompt_of(subject.discussion) if subject and subject.discussion else None
    wording = settled_wording_of(prompt) if prompt else None
    return wording if wording and wording.source == WordingSource.ARTICLE else None
