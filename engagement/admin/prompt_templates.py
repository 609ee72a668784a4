"""Templates of prompts for editors: written, scheduled, tried on the newest articles, and taken out of use."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from engagement.admin.base import Base
from engagement.exceptions import InvalidPrompt
from engagement.models import PromptTemplate
from engagement.prompts.advice import advise
from engagement.queries.prompt_templates import preview
from engagement.services.prompt_templates import (
    TemplateData,
    add_prompt_template,
    change_prompt_template,
    check_prompt_template,
)

_FIELDS = (
    "name",
    "section",
    "language",
    "question",
    "call_to_action",
    "lead",
    "style",
    "active",
    "starts_at",
    "ends_at",
    "order",
)

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[PromptTemplate]
else:
    _ModelForm = forms.ModelForm


class PromptTemplateForm(_ModelForm):
    """A template as an editor wishes it; what cannot be is said beside its field."""

    class Meta:
        model = PromptTemplate
        fields = _FIELDS

    def clean(self) -> dict[str, Any]:
        """Say now what the service would refuse."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_prompt_template(self.data_given)
            except InvalidPrompt as error:
                for field, problems in error.errors.items():
                    self.add_error(field, list(problems))
        return cleaned

    @property
    def data_given(self) -> TemplateData:
        """What is wished."""
        return TemplateData(**{name: self.cleaned_data[name] for name in _FIELDS})


@admin.register(PromptTemplate)
class PromptTemplateAdmin(Base):
    """What is proposed where an article closes with nothing. None is deleted: wordings came of them."""

    form = PromptTemplateForm
    list_display = ("name", "section", "language", "question", "active", "starts_at", "ends_at", "order")
    list_filter = ("active", "section", "language")
    search_fields = ("name", "question", "call_to_action")
    actions = None
    readonly_fields = ("tried", "changed_at", "changed_by")
    fields = (*_FIELDS, *readonly_fields)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def save_model(self, request: HttpRequest, obj: PromptTemplate, form: Any, change: bool) -> None:
        """Write or change it through the services."""
        if change:
            change_prompt_template(template_id=obj.pk, data=form.data_given, by=request.user)
        else:
            obj.pk = add_prompt_template(data=form.data_given, by=request.user).pk

    @admin.display(description=_("on the newest articles that it fits"))
    def tried(self, template: PromptTemplate) -> SafeString | str:
        """What it would say there, and what could be asked better."""
        if not template.name:
            return "-"
        context = {
            "tried": preview(template),
            "advice": advise(
                question=template.question,
                call_to_action=template.call_to_action,
                language=template.language,
                signed=True,
            ),
        }
        return render_to_string("engagement/admin/prompt_template_tried.html", context)
