"""Editing and withdrawing: an author's own doors, by the token of their page or by the account that wrote the comment.

Both work without script; script sends the same forms, and takes fragments for an answer.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from engagement.exceptions import (
    CommentWithdrawn,
    EngagementError,
    GateFailed,
    NotEditable,
    PostingTooFast,
    StaleComment,
)
from engagement.forms import EditForm
from engagement.models import Comment
from engagement.pages.threads import view_comment
from engagement.queries.changing import find_edit_obstacle, find_withdrawal_obstacle
from engagement.requests import client_address, read_form, submission_from
from engagement.services.editing import edit_comment
from engagement.services.previewing import preview_comment
from engagement.services.withdrawing import withdraw_own_comment
from engagement.web.own import find_written, keep_address, lead_nowhere, masked, show_own
from engagement.web.posting import SeeOther
from engagement.web.problems import ABOVE, Problem, previewed_too_often, problem_of, unavailable
from engagement.web.shared import FRAGMENT_HEADER, mark_private, wants_fragment
from engagement.web.visits import NO_SUCH, UnconfirmedSender, Visit, visit_by_account, visit_by_token

_log = logging.getLogger(__name__)


@masked
@sensitive_variables("token")
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def edit_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds an author's token edit their comment."""
    return _edit(visit_by_token(request, token))


@masked
@sensitive_variables("token")
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds an author's token withdraw their comment."""
    return _withdraw(visit_by_token(request, token))


@require_safe
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a signed-in author their comment, as the page of their token does."""
    visit = visit_by_account(request, pk)
    try:
        return show_own(request, visit.find(), url=visit.url)
    except NO_SUCH:
        return lead_nowhere()


@csrf_exempt
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def edit_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a signed-in author edit their comment."""
    return _edit(visit_by_account(request, pk))


@csrf_exempt
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a signed-in author withdraw their comment."""
    return _withdraw(visit_by_account(request, pk))


def _edit(visit: Visit) -> HttpResponse:
    posted = visit.request.method == "POST"
    if posted:
        visit.data = read_form(visit.request)
    try:
        comment = visit.look_around()
        if not posted:
            return _offer_edit(visit, comment)
        visit.assert_genuine()
        if "preview" in visit.data:
            return _preview(visit, comment)
        return _show_changed(visit, _store(visit, comment))
    except NO_SUCH:
        return lead_nowhere()
    except EngagementError as error:
        problem = _problem_of(error, edits=True)
        is_over = isinstance(error, NotEditable | CommentWithdrawn)
        return _show_edit(visit, problem, is_over=is_over, shows_current=isinstance(error, StaleComment))
    except (OperationalError, InterfaceError) as error:
        _log.error("an edit was not taken: %s", type(error).__name__)
        return _show_edit(visit, unavailable())


def _store(visit: Visit, comment: Comment) -> Comment:
    form = EditForm(visit.data)
    form.full_clean()
    return edit_comment(
        comment_id=comment.pk,
        body=visit.data.get("body", ""),
        revision=form.seen_revision,
        # The page come from is the author's own, whose address is nobody else's.
        submission=replace(submission_from(visit.request, visit.data), referrer=""),
    ).comment


def _preview(visit: Visit, comment: Comment) -> HttpResponse:
    """The form below how its text would look; nothing is stored."""
    if obstacle := find_edit_obstacle(comment):
        return _show_edit(visit, _refused(403, obstacle.message), is_over=True)
    try:
        html = preview_comment(body=visit.data.get("body", ""), ip=client_address(visit.request))
    except PostingTooFast as error:
        return _show_edit(visit, previewed_too_often(error))
    return _show_edit(visit, None, preview=mark_safe(html))  # noqa: S308  Rendered and cleaned by engagement.text.


def _offer_edit(visit: Visit, comment: Comment) -> HttpResponse:
    if comment.visibility == Comment.Visibility.WITHDRAWN:
        return _show_changed(visit, comment)
    if obstacle := find_edit_obstacle(comment):
        return _show_edit(visit, _refused(403, obstacle.message), is_over=True)
    return _show_edit(visit, None)


def _withdraw(visit: Visit) -> HttpResponse:
    try:
        comment = visit.look_around()
        if visit.request.method != "POST":
            return _offer_withdrawal(visit, comment)
        visit.assert_genuine()
        withdraw_own_comment(comment_id=comment.pk)
        return _show_changed(visit, comment)
    except NO_SUCH:
        return lead_nowhere()
    except EngagementError as error:
        problem = _problem_of(error, edits=False)
        return _show_withdrawal(visit, problem, is_over=isinstance(error, NotEditable))
    except (OperationalError, InterfaceError) as error:
        _log.error("a withdrawal was not taken: %s", type(error).__name__)
        return _show_withdrawal(visit, unavailable())


def _offer_withdrawal(visit: Visit, comment: Comment) -> HttpResponse:
    if comment.visibility == Comment.Visibility.WITHDRAWN:
        return _show_changed(visit, comment)
    if obstacle := find_withdrawal_obstacle(comment):
        return _show_withdrawal(visit, _refused(403, obstacle.message), is_over=True)
    return _show_withdrawal(visit, None)


def _problem_of(error: EngagementError, *, edits: bool) -> Problem:
    match error:
        case NotEditable(message=message):
            return _refused(403, message, _("Your text is still here, if you want to copy it.") if edits else "")
        case CommentWithdrawn():
            return _refused(410, _("You have withdrawn this comment: it cannot be edited any more."))
        case StaleComment():
            words = _("Your comment was changed in the meantime: as it reads now, it stands below.")
            return _refused(409, words, _("If you send yours again, it takes the place of that."))
        case UnconfirmedSender():
            words = _("This page was open for long, or you signed in anew. Please press the button once more.")
            return _refused(403, words)
        case GateFailed():
            _log.error("%s: %s", error, type(error.__cause__).__name__)
    return problem_of(error)


def _refused(status: int, *sentences: str) -> Problem:
    return Problem(status=status, errors={ABOVE: [" ".join(filter(None, sentences))]})


def _show_changed(visit: Visit, comment: Comment) -> HttpResponse:
    """Lead the author to their comment as it is now; script gets it as a fragment."""
    if not wants_fragment(visit.request) or visit.subject is None:
        return keep_address(mark_private(SeeOther(f"{visit.url}#c-{comment.pk}")))
    view = view_comment(visit.subject, comment=find_written(comment.pk), own_url=visit.url)
    return _finish(render_to_string("engagement/comment.html", {"comment": view}), status=200, fragment=True)


def _show_edit(
    visit: Visit,
    problem: Problem | None,
    *,
    is_over: bool = False,
    shows_current: bool = False,
    preview: SafeString | None = None,
) -> HttpResponse:
    """The form, filled in with what was sent, or else with the comment as it is."""
    current = find_written(visit.comment.pk) if shows_current and visit.comment else visit.comment
    data = visit.data.copy() if visit.request.method == "POST" else None
    if data is not None and shows_current and current:
        data["revision"] = str(current.revision)
    form = EditForm(data, comment=current)
    form.full_clean()
    if is_over:
        form.freeze()
    shown = view_comment(visit.subject, comment=current) if shows_current and visit.subject and current else None
    # Script asks for the preview alone, as beside every other form.
    subject = visit.subject if wants_fragment(visit.request) and not is_over else None
    context = {
        "form": form,
        "edit_url": f"{visit.url}edit/",
        "current": shown,
        "preview": preview,
        "preview_url": reverse("engagement:preview", args=[subject.key]) if subject else "",
    }
    return _show(visit, "edit", problem, context, form=form, is_over=is_over)


def _show_withdrawal(visit: Visit, problem: Problem | None, *, is_over: bool = False) -> HttpResponse:
    comment, subject = visit.comment, visit.subject
    context = {
        "withdraw_url": f"{visit.url}withdraw/",
        "comment": view_comment(subject, comment=comment) if subject and comment else None,
    }
    return _show(visit, "withdraw", problem, context, is_over=is_over)


def _show(
    visit: Visit,
    name: str,
    problem: Problem | None,
    context: Mapping[str, object],
    *,
    is_over: bool,
    form: EditForm | None = None,
) -> HttpResponse:
    above = list(problem.errors.get(ABOVE, ())) if problem else []
    if form is not None and problem:
        form.add_errors({field: words for field, words in problem.errors.items() if field != ABOVE})
    fragment = wants_fragment(visit.request)
    whole = {
        **context,
        "above": above,
        "is_over": is_over,
        "own_url": visit.url,
        "by_account": visit.by_account,
        "whole": not fragment,
        "subject": visit.subject,
    }
    # Whoever comes by a token needs nothing of the request, and nothing that may be down is asked.
    request = visit.request if visit.by_account else None
    html = render_to_string(f"engagement/{name}_{'form' if fragment else 'page'}.html", whole, request)
    response = _finish(html, status=problem.status if problem else 200, fragment=fragment)
    if problem and problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response


def _finish(html: str, *, status: int, fragment: bool) -> HttpResponse:
    response = HttpResponse(html, status=status)
    if fragment:
        response[FRAGMENT_HEADER] = "fragment"
    response = keep_address(mark_private(response))
    # Under a stricter policy browsers send forms with no origin that could be checked.
    response["Referrer-Policy"] = "same-origin"
    return response
