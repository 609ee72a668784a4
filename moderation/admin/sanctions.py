"""Sanctions for operators: who is under one, imposed because of a comment, and lifted."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from engagement import api as engagement
from moderation.admin.records import ReadOnlyAdmin
from moderation.conf import get_settings
from moderation.exceptions import InvalidSanction
from moderation.models import Sanction, SanctionKind
from moderation.policies import may_sanction, may_see_sanctions
from moderation.queries.sanctions import FIELDS, Mark, find_marks, in_force
from moderation.queries.sections import Sections, find_sections
from moderation.services.sanctions import LONGEST_DAYS, LONGEST_NOTE, impose_sanction, lift_sanction

_WEEK = 7
_EXCERPT = 300


class StateFilter(admin.SimpleListFilter):
    """Those that hold now, or that hold no more."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """The two."""
        return [("in_force", _("in force")), ("over", _("over or lifted"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Sanction]) -> QuerySet[Sanction]:  # noqa: ARG002
        """Those of the state asked for."""
        if self.value() == "in_force":
            return queryset.filter(pk__in=in_force().values("pk"))
        return queryset.exclude(pk__in=in_force().values("pk")) if self.value() == "over" else queryset


class CommentForm(forms.Form):
    """Because of which comment."""

    comment = forms.IntegerField(label=_("Number of the comment"), min_value=1, max_value=2**63 - 1)


class SanctionForm(forms.Form):
    """What is imposed, for how long, and by what the author is known again."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SanctionKind.choices, widget=forms.RadioSelect)
    marks = forms.MultipleChoiceField(label=_("Known again by"), widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(
        label=_("For how many days"),
        help_text=_("Empty: a ban without an end."),
        min_value=1,
        max_value=LONGEST_DAYS,
        required=False,
    )
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, data: Any, *, known: list[Mark]) -> None:
        """Offer the marks that are known, and choose the surest of them."""
        initial = {"kind": SanctionKind.HOLD, "marks": known[:1], "days": _WEEK}
        super().__init__(data, initial=initial)
        self.fields["marks"] = forms.MultipleChoiceField(
            label=_("Known again by"),
            choices=[(mark.value, mark.label) for mark in known],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["reason"] = forms.ChoiceField(
            label=_("Reason"), choices=[("", "—"), *get_settings().sanction_reasons], required=False
        )


@admin.register(Sanction)
class SanctionAdmin(ReadOnlyAdmin):
    """A list, from which sanctions are lifted, and a page on which they are imposed."""

    list_display = ("id", "kind", "whom", "state", "comment_id", "moderator", "starts_at", "ends_at")
    list_filter = (StateFilter, "kind")
    list_select_related = ("author", "moderator")
    actions = ("lift_selected",)
    fields = ("kind", "whom", "state", "comment", "reason", "note", "moderator", "starts_at", "ends_at", "lifted_at")
    readonly_fields = ("whom", "state")

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:  # noqa: ARG002
        """By the comment's number, and by the name of the account written in full."""
        return ("=comment__id", f"=author__{get_user_model().USERNAME_FIELD}")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those of the sections that whoever asks works in."""
        return find_sections(request.user).only(super().get_queryset(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Whoever may see what moderators see."""
        return may_see_sanctions(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may impose sanctions, on the page for it."""
        return may_sanction(request.user)

    def has_lift_permission(self, request: HttpRequest) -> bool:
        """Whoever may impose them; nothing else of them is ever changed."""
        return may_sanction(request.user)

    @admin.display(description=_("whom"))
    def whom(self, sanction: Sanction) -> str:
        """The account, and by what else the author is known again; the hashes tell nobody anything."""
        named = [str(mark.label) for mark in Mark if getattr(sanction, FIELDS[mark])]
        account = f" ({sanction.author})" if sanction.author else ""
        return f"{get_text_list(named, gettext('or'))}{account}"

    @admin.display(description=_("state"))
    def state(self, sanction: Sanction) -> str:
        """Whether it holds."""
        if sanction.lifted_at:
            return gettext("lifted")
        in_force_still = sanction.ends_at is None or sanction.ends_at > timezone.now()
        return gettext("in force") if in_force_still else gettext("over")

    @admin.action(permissions=["lift"], description=_("Lift the selected sanctions"))
    def lift_selected(self, request: HttpRequest, queryset: QuerySet[Sanction]) -> None:
        """End them now."""
        lifted = 0
        for sanction in queryset.filter(pk__in=in_force().values("pk")).order_by("pk"):
            done = lift_sanction(sanction_id=sanction.pk, moderator_id=request.user.pk)
            self.log_change(request, done, gettext("lifted"))
            lifted += 1
        text = ngettext("%(count)d sanction was lifted.", "%(count)d sanctions were lifted.", lifted)
        self.message_user(request, text % {"count": lifted}, messages.SUCCESS if lifted else messages.INFO)

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",  # noqa: ARG002
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Ask because of which comment, then impose it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        asked = CommentForm(request.GET or None)
        comment = _find_comment(asked, find_sections(request.user))
        form = None
        if comment is not None:
            known = list(find_marks(comment))
            form = SanctionForm(request.POST if request.method == "POST" else None, known=known)
            if form.is_bound and form.is_valid() and self._impose(request, comment, form):
                return HttpResponseRedirect(
                    reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist")
                )
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Impose a sanction"),
            "opts": self.opts,
            "asked": asked,
            "comment": comment,
            "excerpt": engagement.excerpt(comment.body, length=_EXCERPT) if comment else "",
            "form": form,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "moderation/admin/sanction.html", context)

    def _impose(self, request: HttpRequest, comment: engagement.Comment, form: SanctionForm) -> bool:
        """Impose it; false, with the reason at its field, where that cannot be."""
        moderator_id: Any = request.user.pk
        try:
            sanction = impose_sanction(comment_id=comment.pk, moderator_id=moderator_id, **form.cleaned_data)
        except InvalidSanction as error:
            form.add_error(error.field, error.message)
            return False
        self.log_addition(request, sanction, f"{sanction.get_kind_display()}: {self.whom(sanction)}")
        self.message_user(request, gettext("The sanction was imposed."), messages.SUCCESS)
        return True


def _find_comment(asked: CommentForm, sections: Sections) -> engagement.Comment | None:
    if not asked.is_bound or not asked.is_valid():
        return None
    comments = sections.only(engagement.Comment.objects.select_related("discussion"), "discussion__section")
    comment = comments.filter(pk=asked.cleaned_data["comment"]).first()
    if comment is None:
        asked.add_error("comment", gettext("There is no comment of this number."))
    return comment
