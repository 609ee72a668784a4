"""Questions to the newsroom: what readers asked, with a box to answer each in place."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.api import CommentNotFound
from moderation.api import InvalidDecision, StaleDecision, reply
from moderation.policies import may_answer, may_see, may_see_questions
from moderation.queries.questions import MOST, find_questions, is_question
from moderation.web.access import acts_need, check_comment, moderator_id_of, only_for, sections_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What somebody wrote, and why it was not taken."""

    comment_id: int
    revision: int
    body: str
    problem: str = ""


@only_for(may_see_questions)
@acts_need(may_answer)
@require_http_methods(["GET", "HEAD", "POST"])
def show_questions(request: HttpRequest) -> HttpResponse:
    """Show what was asked, and publish the answer that the form holds; what cannot be published stays in its box."""
    if request.method != "POST":
        return _show(request)
    given = _Answer(
        comment_id=_read_number(request.POST.get("comment")),
        revision=_read_number(request.POST.get("revision")),
        body=request.POST.get("body", ""),
    )
    try:
        _check_question(request, given.comment_id)
        reply(
            comment_id=given.comment_id,
            moderator_id=moderator_id_of(request),
            body=given.body,
            revision=given.revision,
        )
    except InvalidDecision as error:
        return _show(request, given, error.message, status=422)
    except StaleDecision:
        return _show(request, given, _("The question was edited meanwhile. Please read it again."), status=409)
    except CommentNotFound:
        return _show(request, given, _("This comment is not there any more."), status=404)
    return HttpResponseRedirect(f"{reverse('moderation:questions')}?answered=1", status=303)


def _show(request: HttpRequest, given: _Answer | None = None, problem: str = "", *, status: int = 200) -> HttpResponse:
    questions = find_questions(account_id=request.user.pk, sections=sections_of(request))
    is_there = given is not None and any(one.comment_id == given.comment_id for one in questions)
    shown = {
        "questions": questions,
        "most": MOST,
        "may_answer": may_answer(request.user),
        "sees_workspace": may_see(request.user),
        "is_answered": "answered" in request.GET,
        "given": given,
        "problem": problem,
        "is_there": is_there,
    }
    return render(request, "moderation/questions_page.html", shown, status=status)


def _check_question(request: HttpRequest, comment_id: int) -> None:
    """CommentNotFound for all but questions: whoever may answer those may not speak under anything else, or learn that
    it is there.
    """
    check_comment(request, comment_id)
    if not is_question(comment_id):
        raise CommentNotFound(comment_id)


def _read_number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
