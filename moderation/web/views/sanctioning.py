"""Sanctions: listed, imposed on whoever wrote a comment, ended early."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.api import Comment, excerpt
from moderation.conf import get_settings
from moderation.exceptions import InvalidSanction
from moderation.models import Sanction, SanctionKind
from moderation.policies import may_sanction
from moderation.queries.sanction_list import STATES, Wanted, describe_sanction, load_sanctions
from moderation.queries.sanctions import Mark, find_marks, in_force
from moderation.queries.words import name_author
from moderation.services.sanctions import LONGEST_DAYS, LONGEST_NOTE, impose_sanction, lift_sanction
from moderation.web.access import all_needs, moderator_id_of, moderators_only, sections_of

_EXCERPT = 300
_WEEK = 7
_LONGEST_NUMBER = 18


class SanctionForm(forms.Form):
    """What is imposed, why, for how long, and by what the author is known again."""

    kind = forms.ChoiceField(label=_("What"), choices=SanctionKind.choices, widget=forms.RadioSelect)
    marks = forms.MultipleChoiceField(label=_("Known again by"), widget=forms.CheckboxSelectMultiple)
    reason = forms.ChoiceField(label=_("Because of"))
    days = forms.IntegerField(
        label=_("For how many days; empty: a ban without an end"), required=False, min_value=1, max_value=LONGEST_DAYS
    )
    note = forms.CharField(label=_("Note, for colleagues"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, data: Any, *, known: list[Mark]) -> None:
        """Offer the marks that are known, and choose the surest of them."""
        super().__init__(data, initial={"kind": SanctionKind.HOLD, "marks": known[:1], "days": _WEEK})
        marks, reason = self.fields["marks"], self.fields["reason"]
        if isinstance(marks, forms.MultipleChoiceField) and isinstance(reason, forms.ChoiceField):
            marks.choices = [(mark.value, mark.label) for mark in known]
            reason.choices = list(get_settings().sanction_reasons)


@moderators_only
@require_safe
def show_sanctions(request: HttpRequest) -> HttpResponse:
    """The list, as the address says."""
    wanted = _read(request)
    lines, following = load_sanctions(wanted, sections=sections_of(request))
    query = request.GET.copy()
    query["before"] = str(following)
    shown = {
        "lines": lines,
        "wanted": wanted,
        "kinds": SanctionKind.choices,
        "subjects": Mark.choices,
        "next_page": f"?{query.urlencode()}" if following else "",
        "may_lift": may_sanction(request.user),
    }
    return render(request, "moderation/sanctions.html", shown)


@moderators_only
@all_needs(may_sanction)
@require_http_methods(["GET", "HEAD", "POST"])
def sanction(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Ask what is to be imposed on whoever wrote a comment, and impose it."""
    comment = Comment.objects.select_related("discussion").filter(pk=comment_id).first()
    if comment is None or not sections_of(request).allow(comment.discussion.section):
        raise Http404
    form = SanctionForm(request.POST if request.method == "POST" else None, known=list(find_marks(comment)))
    if form.is_bound and form.is_valid():
        try:
            impose_sanction(comment_id=comment_id, moderator_id=moderator_id_of(request), **form.cleaned_data)
        except InvalidSanction as error:
            form.add_error(error.field, error.message)
        else:
            return HttpResponseRedirect(reverse("moderation:sanctions"), status=303)
    shown = {
        "form": form,
        "author_name": name_author(comment),
        "excerpt": excerpt(comment.body, length=_EXCERPT),
        "back": f"{reverse('moderation:queue')}?case={comment_id}",
    }
    return render(request, "moderation/sanction_page.html", shown, status=422 if form.errors else 200)


@moderators_only
@all_needs(may_sanction)
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, sanction_id: int) -> HttpResponse:
    """Ask why a sanction is to end now, and end it."""
    sanctions = sections_of(request).only(Sanction.objects.select_related("author", "moderator"))
    found = sanctions.filter(pk=sanction_id).first()
    if found is None:
        raise Http404
    back = reverse("moderation:sanctions")
    error = ""
    if request.method == "POST":
        try:
            note = request.POST.get("note", "")
            lift_sanction(sanction_id=sanction_id, moderator_id=moderator_id_of(request), note=note)
        except InvalidSanction as refused:
            error = refused.message
        else:
            return HttpResponseRedirect(back, status=303)
    line = describe_sanction(found, holds=in_force().filter(pk=sanction_id).exists())
    shown = {"line": line, "back": back, "error": error, "longest": LONGEST_NOTE}
    return render(request, "moderation/sanction_lift.html", shown, status=422 if error else 200)


def _read(request: HttpRequest) -> Wanted:
    state, before = request.GET.get("state", ""), request.GET.get("before", "")
    is_number = before.isascii() and before.isdecimal() and len(before) <= _LONGEST_NUMBER
    return Wanted(
        state=state if state in STATES else "in_force",
        kind=request.GET.get("kind", ""),
        subject=request.GET.get("subject", ""),
        search=request.GET.get("search", "").replace("\x00", ""),
        before=int(before) if is_number else None,
    )
