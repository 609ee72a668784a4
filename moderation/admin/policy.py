"""The policy as one table: what every signal comes to, by default, by the settings, and by rules edited here."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from engagement import api as engagement
from moderation.admin.records import Base
from moderation.exceptions import InvalidPolicyRule
from moderation.models import PolicyRule
from moderation.models.policy_rule import OUTCOMES
from moderation.policies import may_edit_settings, may_see_settings
from moderation.queries.policy import EVERYWHERE, Place, PolicyRow, Rule, load_rows
from moderation.services.policy_rules import LONGEST_NOTE, PolicyChange, clear_policy_rule, set_policy_rule

_CHANGES_SHOWN = 30
_SECTIONS_OFFERED = 200
_OUTCOMES = dict(OUTCOMES)


class PlaceForm(forms.Form):
    """Where the table is looked at and edited; with both empty everywhere."""

    section = forms.CharField(
        label=_("Section"), required=False, max_length=200, widget=forms.TextInput(attrs={"list": "aw-policy-sections"})
    )
    discussion = forms.CharField(
        label=_("Key of a discussion"), required=False, max_length=200, widget=forms.TextInput()
    )

    def clean(self) -> dict[str, Any]:
        """One place, which is there."""
        given = super().clean() or {}
        key = given.get("discussion")
        if given.get("section") and key:
            raise forms.ValidationError(gettext("Choose a section or a discussion, not both."))
        if key and not engagement.Discussion.objects.filter(key=key).exists():
            self.add_error("discussion", gettext("No discussion has this key."))
        return given

    @property
    def place(self) -> Place:
        """The place that was asked for; everywhere where that is none."""
        if not self.is_valid():
            return EVERYWHERE
        return Place(section=self.cleaned_data["section"], discussion_key=self.cleaned_data["discussion"])


class RuleForm(forms.Form):
    """One signal's rule at one place. The page sends what stood there along, so that only changes are written."""

    field_order = ("outcome", "note")

    note = forms.CharField(required=False, max_length=LONGEST_NOTE, show_hidden_initial=True)

    def __init__(self, data: QueryDict | None, *, row: PolicyRow, rule: Rule | None, can_change: bool) -> None:
        """Start from the rule that is there; of a signal that this release does not know, it can only be cleared."""
        initial = {"outcome": rule.outcome.value, "note": rule.note} if rule else {"outcome": "", "note": ""}
        super().__init__(data, prefix=row.code, initial=initial)
        self.row = row
        offered = [pair for pair in OUTCOMES if row.default or pair[0] == initial["outcome"]]
        self.fields["outcome"] = forms.ChoiceField(
            choices=[("", "–"), *offered], required=False, show_hidden_initial=True
        )
        self.order_fields(self.field_order)
        self.fields["note"].widget.attrs["placeholder"] = gettext("Note")
        labels = {"outcome": gettext("%(signal)s comes to"), "note": gettext("Note on %(signal)s")}
        for name, label in labels.items():
            self.fields[name].disabled = not can_change
            self.fields[name].widget.attrs["aria-label"] = label % {"signal": row.code}

    @property
    def cells(self) -> dict[str, str]:
        """What stands in the row, in words."""
        row = self.row
        said = {"default": row.default, "setting": row.setting, "comes_to": row.outcome}
        for name, rule in (("everywhere", row.everywhere), ("section", row.section)):
            said[name] = rule.outcome if rule else None
        return {name: str(_OUTCOMES[outcome]) if outcome else "–" for name, outcome in said.items()}

    @property
    def elsewhere(self) -> list[tuple[Place, str]]:
        """The rules for other places, in words."""
        return [(rule.place, str(_OUTCOMES[rule.outcome])) for rule in self.row.elsewhere]

    def save(self, place: Place, *, moderator_id: int | None) -> PolicyChange | None:
        """Set or clear the rule; at its field what the service refuses."""
        where: dict[str, Any] = {"section": place.section, "discussion_key": place.discussion_key}
        where["moderator_id"] = moderator_id
        if not self.cleaned_data["outcome"]:
            return clear_policy_rule(signal=self.row.code, **where)
        return set_policy_rule(signal=self.row.code, **self.cleaned_data, **where)


@admin.register(PolicyRule)
class PolicyAdmin(Base):
    """One page: the table as it is at a place, with that place's own rules to be changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody adds a row apart from the table."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody deletes a row apart from the table."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Whoever may see what moderators see."""
        return may_see_settings(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Whoever may edit settings."""
        return may_edit_settings(request.user)

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any, **_options: Any) -> HttpResponse:
        """Lead to the table, where the rule stands."""
        rule = self.get_object(request, object_id)
        where = {"section": rule.section, "discussion": rule.discussion_key} if rule else {}
        return HttpResponseRedirect(self._address({name: value for name, value in where.items() if value}))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the table, and take what was changed in it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        asked = PlaceForm(request.GET)
        rows = load_rows(asked.place)
        can_change = self.has_change_permission(request) and asked.is_valid()
        data = request.POST if request.method == "POST" else None
        if data is not None and not can_change:
            raise PermissionDenied
        lines = [RuleForm(data, row=row, rule=_rule_at(row, asked.place), can_change=can_change) for row in rows]
        if data is not None and self._save(request, lines, asked.place):
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Policy"),
            "opts": self.opts,
            "asked": asked,
            "place": asked.place,
            "lines": lines,
            "refused": any(line.errors for line in lines),
            "can_change": can_change,
            "sections": _find_sections(),
            "changes": _find_changes(),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "moderation/admin/policy.html", context)

    def _save(self, request: HttpRequest, lines: list[RuleForm], place: Place) -> bool:
        """Write what was changed, all of it or nothing; false, with the reason at its row, where that cannot be."""
        changed = [line for line in lines if line.has_changed()]
        if not all(line.is_valid() for line in changed):
            return False
        done = []
        with transaction.atomic():
            for line in changed:
                try:
                    done.append(line.save(place, moderator_id=request.user.pk))
                except InvalidPolicyRule as error:
                    line.add_error(error.field if error.field in line.fields else None, error.message)
                    transaction.set_rollback(True)
                    return False
            count = sum(self._log(request, change) for change in done if change and change.changed)
        text = ngettext("%(count)d rule was changed.", "%(count)d rules were changed.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.INFO)
        return True

    def _log(self, request: HttpRequest, change: PolicyChange) -> int:
        """Keep who changed a rule, and from what to what."""
        flag = CHANGE if change.before and change.after else ADDITION if change.after else DELETION
        LogEntry.objects.log_actions(request.user.pk, [change.rule], flag, change_message=_describe(change))  # type: ignore[arg-type]
        return 1

    def _address(self, where: dict[str, str]) -> str:
        address = reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return f"{address}?{urlencode(where)}" if where else address


def _rule_at(row: PolicyRow, place: Place) -> Rule | None:
    """The rule for a signal at just this place."""
    return row.discussion if place.discussion_key else row.section if place.section else row.everywhere


def _describe(change: PolicyChange) -> str:
    rule = change.rule
    words = {
        "signal": rule.signal,
        "before": _OUTCOMES.get(change.before, gettext("no rule")),
        "after": _OUTCOMES.get(change.after, gettext("no rule")),
        "place": rule.discussion_key or rule.section,
        "note": f" ({rule.note})" if rule.note and change.after else "",
    }
    if rule.discussion_key:
        return gettext("%(signal)s in discussion %(place)s: %(before)s → %(after)s%(note)s") % words
    if rule.section:
        return gettext("%(signal)s in section %(place)s: %(before)s → %(after)s%(note)s") % words
    return gettext("%(signal)s everywhere: %(before)s → %(after)s%(note)s") % words


def _find_sections() -> list[str]:
    """The sections that there are, to choose from."""
    sections = engagement.Discussion.objects.exclude(section="").order_by("section")
    return list(sections.values_list("section", flat=True).distinct()[:_SECTIONS_OFFERED])


def _find_changes() -> QuerySet[LogEntry]:
    """Who changed what of late."""
    kind = ContentType.objects.get_for_model(PolicyRule)
    return LogEntry.objects.select_related("user").filter(content_type=kind).order_by("-id")[:_CHANGES_SHOWN]
