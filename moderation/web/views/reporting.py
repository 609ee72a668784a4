"""Readers report a comment: by a form without script, from a guest whatever cookies came along, or from an account."""

import logging
from contextlib import AbstractContextManager, nullcontext
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from engagement.api import Comment, CommentNotFound, PostingTooFast, Visibility, get_public_comment, speaking_of
from engagement.requests import ForeignOrigin, assert_same_site, client_address, has_valid_token, name_of, read_form
from moderation.api import InvalidReport, Reporter, file_report
from moderation.queries.words import name_author
from moderation.rules.reports import DISAGREE
from moderation.services.reports import make_token
from moderation.web.report_forms import COOKIE, COOKIE_SECONDS, ReportForm

logger = logging.getLogger(__name__)


@csrf_exempt
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Ask what is wrong with a comment, and take the answer. "I disagree" is thanked for, and nothing is stored."""
    with _speaking_of(comment_id):
        try:
            comment = _get_shown(comment_id)
            if request.method != "POST":
                token = "" if _account_of(request) else request.COOKIES.get(COOKIE, "") or make_token()
                return _show_form(request, comment, ReportForm(token=token))
            return _take(request, comment)
        except CommentNotFound:
            return _show(request, "moderation/report_gone.html", {}, status=HTTPStatus.NOT_FOUND)


@require_safe
def show_reported(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Thank a reader; also where the comment does not show any more."""
    with _speaking_of(comment_id):
        context = {"back": _place_of(comment_id), "account": _name_account(request)}
        return _show(request, "moderation/report_thanks.html", context)


@require_safe
def show_disagreed(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Tell a reader what to do with a comment that they merely disagree with."""
    context = {"back": _place_of(comment_id), "reply": f"{_thread_of(comment_id)}?reply=1#reply"}
    with _speaking_of(comment_id):
        return _show(request, "moderation/report_disagreed.html", context)


def _speaking_of(comment_id: int) -> AbstractContextManager[Any]:
    """The language of the comment's article, whether the comment still shows or not."""
    comment = Comment.objects.select_related("discussion").filter(pk=comment_id).first()
    return speaking_of(comment.discussion) if comment else nullcontext()


def _take(request: HttpRequest, comment: Comment) -> HttpResponse:
    account = _account_of(request)
    form = ReportForm.read(read_form(request), token="" if account else request.COOKIES.get(COOKIE, ""))
    if form.reason == DISAGREE:
        return _go("disagreed", comment)
    try:
        assert_same_site(request)
        if account is not None and not has_valid_token(request):
            return _show_form(request, comment, form)
        reporter = Reporter(user_id=account, token="" if account else form.token, ip=client_address(request))
        file_report(comment_id=comment.pk, reason=form.reason, words=form.words, reporter=reporter)
    except InvalidReport as error:
        refused = form.with_error(error.message, field=error.field)
        return _show_form(request, comment, refused, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except ForeignOrigin:
        words = _("This was sent from a page of another site. If you meant it, send it again from here.")
        return _show_form(request, comment, form.with_error(words), status=HTTPStatus.FORBIDDEN)
    except PostingTooFast as error:
        words = _("Many reports came from your address. Please wait a while before you send another one.")
        response = _show_form(request, comment, form.with_error(words), status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(error.retry_after)
        return response
    except (OperationalError, InterfaceError) as error:
        # Without the traceback, whose message may hold what the reader wrote.
        logger.error("A report was not taken: %s", type(error).__name__)  # noqa: TRY400
        words = _("We could not take your report just now. Please send it again in a minute.")
        return _show_form(request, comment, form.with_error(words), status=HTTPStatus.SERVICE_UNAVAILABLE)
    response = _go("reported", comment)
    if account is None:
        _keep_token(request, response, comment.pk, form.token)
    return response


def _get_shown(comment_id: int) -> Comment:
    """The comment; CommentNotFound where readers may not see it, or see no more of it than that it was there."""
    comment = get_public_comment(comment_id)
    if comment.visibility != Visibility.PUBLISHED:
        raise CommentNotFound(comment_id)
    return comment


def _account_of(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None


def _name_account(request: HttpRequest) -> str:
    """The name of the account that is signed in; empty for a guest."""
    return (name_of(request.user) or _("Member")) if _account_of(request) else ""


def _go(name: str, comment: Comment) -> HttpResponse:
    url = reverse(f"moderation-reports:{name}", args=[comment.pk])
    return _mark_private(HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER))


def _keep_token(request: HttpRequest, response: HttpResponse, comment_id: int, token: str) -> None:
    """Let the browser keep a guest's token for these pages alone: no other page varies by it."""
    mounted_at = reverse("moderation-reports:report", args=[comment_id]).removesuffix(f"{comment_id}/")
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        path=mounted_at,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _show_form(request: HttpRequest, comment: Comment, form: ReportForm, *, status: int = 200) -> HttpResponse:
    context = {
        "comment": comment,
        "html": mark_safe(comment.html),  # noqa: S308  # engagement keeps it sanitised
        "author_name": name_author(comment),
        "form": form,
        "account": _name_account(request),
        "back": _place_of(comment.pk),
        "post_url": reverse("moderation-reports:report", args=[comment.pk]),
    }
    return _show(request, "moderation/report_page.html", context, status=status)


def _show(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    # Without an account nothing of the request is needed, and nothing that may be down is asked.
    known = request if _account_of(request) else None
    return _mark_private(HttpResponse(render_to_string(template, context, known), status=status))


def _mark_private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _thread_of(comment_id: int) -> str:
    return reverse("engagement:comment", args=[comment_id])


def _place_of(comment_id: int) -> str:
    return f"{_thread_of(comment_id)}#c-{comment_id}"
