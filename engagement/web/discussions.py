"""The discussion on a page of its own, and its fragments for script and for pages that embed it."""

from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from engagement.exceptions import CommentNotFound, DiscussionNotFound
from engagement.pages.sections import Section, build_section
from engagement.pages.subjects import Subject, subject_named
from engagement.pages.threads import build_thread, find_answered, reply_form, view_comment
from engagement.web.aliases import redirect_from_alias
from engagement.web.shared import Context, for_search_engines, shared_page

_LONGEST_NUMBER = 19
"""More digits than this no row has."""


@require_safe
def discussion(request: HttpRequest, key: str) -> HttpResponseBase:
    """The section of a discussion with a way back to its article."""
    subject = get_subject_or_404(key)
    if moved := redirect_from_alias(request, subject, key):
        return moved
    return shared_page(request, "engagement/discussion.html", lambda: _page(request, subject), subject=subject)


@require_safe
def fragment(request: HttpRequest, key: str) -> HttpResponseBase:
    """The section alone; with ``thread`` one thread of it, with ``reply`` the form to answer a comment."""
    subject = get_subject_or_404(key)
    if moved := redirect_from_alias(request, subject, key):
        return moved
    thread, reply = _number(request, "thread"), _number(request, "reply")
    if reply is not None:
        response = shared_page(request, "engagement/reply_form.html", lambda: _reply(subject, reply), subject=subject)
    elif thread is not None:
        response = shared_page(
            request, "engagement/thread_comments.html", lambda: _thread(request, subject, thread), subject=subject
        )
    else:
        response = shared_page(request, "engagement/section.html", lambda: _section(request, subject), subject=subject)
    response["X-Robots-Tag"] = "noindex"
    return response


def get_subject_or_404(key: str) -> Subject:
    """The subject of that key; 404 where readers may not see its discussion."""
    try:
        return subject_named(key)
    except DiscussionNotFound:
        raise Http404 from None


def _section(request: HttpRequest, subject: Subject) -> Context:
    sort, cursor = request.GET.get("sort", ""), request.GET.get("cursor", "")
    return {"section": build_section(subject, sort=sort, cursor=cursor)}


def _page(request: HttpRequest, subject: Subject) -> Context:
    """The section on a page of its own. For search engines its first page is one, whatever the order."""
    context = _section(request, subject)
    section: Section = context["section"]
    cursor = request.GET.get("cursor", "")
    query = QueryDict(mutable=True)
    if cursor and section.first_url:
        query.update({"sort": request.GET.get("sort", ""), "cursor": cursor})
    canonical = f"{section.url}?{query.urlencode()}" if query else section.url
    return {**context, **for_search_engines(request, section, canonical=canonical)}


def _thread(request: HttpRequest, subject: Subject, comment_id: int) -> Context:
    try:
        section = build_thread(subject, comment_id=comment_id, cursor=request.GET.get("cursor", ""))
    except CommentNotFound:
        raise Http404 from None
    if section.comments[0].comment.discussion_id != (subject.discussion.pk if subject.discussion else None):
        raise Http404
    return {"section": section}


def _reply(subject: Subject, comment_id: int) -> Context:
    if not subject.is_open:
        raise Http404
    try:
        answered = find_answered(subject, comment_id)
    except CommentNotFound:
        raise Http404 from None
    return {
        "comment": view_comment(subject, comment=answered),
        "form": reply_form(answered),
        "post_url": reverse("engagement:post", args=[subject.key]),
        "discussion": subject.discussion,
    }


def _number(request: HttpRequest, name: str) -> int | None:
    """A positive number from the query; none where there is none."""
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < _LONGEST_NUMBER else None
