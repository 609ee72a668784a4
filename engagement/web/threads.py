"""A comment's permalink: the thread that holds it."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from engagement.exceptions import CommentNotFound
from engagement.pages.subjects import Subject, subject_of_comment
from engagement.pages.threads import build_thread
from engagement.web.shared import Context, for_search_engines, shared_page


@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The thread that holds a comment, under the prompt; with ``reply`` in the query, the form to answer it too."""
    try:
        subject = subject_of_comment(pk)
    except CommentNotFound:
        raise Http404 from None
    return shared_page(request, "engagement/thread_page.html", lambda: _thread(request, subject, pk), subject=subject)


def _thread(request: HttpRequest, subject: Subject, pk: int) -> Context:
    cursor, replying = request.GET.get("cursor", ""), "reply" in request.GET
    try:
        section = build_thread(subject, comment_id=pk, cursor=cursor, replying=replying)
    except CommentNotFound:
        raise Http404 from None
    # Every comment of a thread has an address, and all show the same: the thread's own is the one to be found.
    canonical = reverse("engagement:comment", args=[section.comments[0].comment.pk])
    if cursor and section.whole_url:
        canonical = f"{canonical}?{urlencode({'cursor': cursor})}"
    return {"section": section, **for_search_engines(request, section, canonical=canonical)}
