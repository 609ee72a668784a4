"""An author's own page: the comment in its thread, with what becomes of it."""

import datetime as dt
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from engagement.conf import get_settings
from engagement.exceptions import BadToken, CommentNotFound, DiscussionNotFound
from engagement.languages import speaking
from engagement.models import Comment
from engagement.pages.subjects import subject_of_discussion
from engagement.pages.threads import build_own_page, view_comment
from engagement.queries.prompts import with_prompt
from engagement.tokens import read_author_token
from engagement.web.shared import FRAGMENT_HEADER, mark_private, own_page, wants_fragment

View = Callable[[HttpRequest, str], HttpResponse]


def masked(view: View) -> View:
    """Mask the request's path, of which the token is a part, before anything can go wrong: Django logs failed paths."""

    @csrf_exempt
    @sensitive_variables("token")
    @wraps(view)
    def unnamed(request: HttpRequest, token: str) -> HttpResponse:
        request.path = request.path_info = reverse("engagement:no-such-comment")
        return view(request, token)

    return unnamed


@masked
@sensitive_variables("token")
@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Show an author their comment, whatever its visibility; script gets the comment alone.

    A token that does not work leads to a page without one.
    """
    try:
        comment = find_by_token(token)
        return show_own(request, comment, url=reverse("engagement:mine", args=[token]))
    except (BadToken, CommentNotFound, DiscussionNotFound):
        return lead_nowhere()


def find_by_token(token: str) -> Comment:
    """The comment whose author was given that token; BadToken, or CommentNotFound."""
    return find_written(read_author_token(token, max_age=dt.timedelta(days=get_settings().author_token_days)))


def find_written(comment_id: int) -> Comment:
    """A comment with its discussion and what it hangs under, whatever its visibility; CommentNotFound."""
    comments = Comment.objects.select_related("discussion", "root", "parent")
    comment = comments.filter(pk=comment_id).first()
    if comment is None:
        raise CommentNotFound(comment_id)
    return comment


@sensitive_variables("url")
def show_own(request: HttpRequest, comment: Comment, *, url: str) -> HttpResponse:
    """An author's own page, or the comment alone for script; DiscussionNotFound where its article is not public."""
    subject = subject_of_discussion(with_prompt().get(pk=comment.discussion_id))
    with speaking(subject.language):
        if not wants_fragment(request):
            section = build_own_page(subject, comment=comment, url=url)
            return keep_address(own_page(request, "engagement/own_page.html", {"section": section}))
        view = view_comment(subject, comment=comment, own_url=url)
        response = mark_private(HttpResponse(render_to_string("engagement/comment.html", {"comment": view})))
    response[FRAGMENT_HEADER] = "fragment"
    return keep_address(response)


def lead_nowhere() -> HttpResponse:
    """Lead to the page that says so, at an address without a token."""
    return keep_address(mark_private(HttpResponseRedirect(reverse("engagement:no-such-comment"))))


@require_safe
def no_such_comment(request: HttpRequest) -> HttpResponse:
    """Say that an author's link does not work, at an address that says nothing."""
    context = {"days": get_settings().author_token_days}
    return own_page(request, "engagement/own_gone.html", context, status=404)


def keep_address(response: HttpResponse) -> HttpResponse:
    """Tell no other page the address, which holds the token."""
    response["Referrer-Policy"] = "no-referrer"
    return response
