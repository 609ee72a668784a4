"""Stances for editors: how many readers chose each, and a page on which those of one prompt are set."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.admin.base import ReadOnlyAdmin
from engagement.exceptions import InvalidPrompt
from engagement.models import Prompt, Stance
from engagement.models.stance import LONGEST_LABEL
from engagement.queries.stances import known_stances
from engagement.services.stances import MOST_STANCES, set_stances


class StancesForm(forms.Form):
    """A field for each stance that a prompt may offer, in their order."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for place in range(1, MOST_STANCES + 1):
            widget = forms.TextInput(attrs={"maxlength": LONGEST_LABEL, "dir": "auto", "class": "vTextField"})
            self.fields[f"stance_{place}"] = forms.CharField(label=f"{place}.", required=False, widget=widget)

    @property
    def labels(self) -> list[str]:
        """What was filled in."""
        return [label for label in self.cleaned_data.values() if label]


@admin.register(Stance)
class StanceAdmin(ReadOnlyAdmin):
    """A list of stances, and the page on which those of one prompt are set."""

    list_display = ("label", "discussion", "count", "retired_at")
    list_select_related = ("prompt__discussion",)
    search_fields = ("label", "prompt__discussion__key", "prompt__discussion__title")
    ordering = ("-prompt", "position", "id")
    actions = None

    @admin.display(description=_("discussion"))
    def discussion(self, stance: Stance) -> str:
        """What its prompt asks about."""
        return str(stance.prompt.discussion)

    def get_urls(self) -> list[URLPattern]:
        """The page of a prompt's stances, before those that Django makes."""
        view = self.admin_site.admin_view(self.of_prompt)
        return [path("of/<int:prompt_id>/", view, name="afterword_engagement_stance_of_prompt"), *super().get_urls()]

    def of_prompt(self, request: HttpRequest, prompt_id: int) -> HttpResponse:
        """Set the stances of one prompt."""
        if not request.user.has_perm("afterword_engagement.change_prompt"):
            raise PermissionDenied
        prompt = get_object_or_404(Prompt.objects.select_related("discussion"), pk=prompt_id)
        offered = sorted((known.place, known.label) for known in known_stances(prompt.discussion).values())
        initial = {f"stance_{place}": label for place, label in offered if place}
        form = StancesForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid() and self._set(request, prompt, form):
            return HttpResponseRedirect(reverse("admin:afterword_engagement_prompt_change", args=[prompt.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Stances"),
            "subtitle": str(prompt.discussion),
            "opts": self.opts,
            "prompt": prompt,
            "form": form,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "engagement/admin/stances.html", context)

    def _set(self, request: HttpRequest, prompt: Prompt, form: StancesForm) -> bool:
        """Do as the editor says; false, with the reason above the form, where that cannot be."""
        try:
            changed = set_stances(prompt_id=prompt.pk, labels=form.labels)
        except InvalidPrompt as error:
            form.add_error(None, error.errors["stances"])
            return False
        if changed:
            self.log_change(request, prompt, gettext("Stances: %(labels)s") % {"labels": ", ".join(form.labels)})
            self.message_user(request, gettext("The stances were changed."), messages.SUCCESS)
        return True
