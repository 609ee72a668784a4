"""Word lists for editors: written, tried on a text, and only then saved."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement import api as engagement
from moderation.admin.records import Base
from moderation.exceptions import InvalidWordList
from moderation.models import WordList, WordListKind
from moderation.policies import may_edit_settings, may_see_settings
from moderation.rules.lists import CompiledList, Hit, Text
from moderation.services.word_lists import (
    LONGEST_ENTRIES,
    WordListData,
    add_word_list,
    change_word_list,
    delete_word_list,
    spell_problems,
)

_FIELDS = ("name", "kind", "language", "section", "is_active", "entries")
_LONGEST_TRIED = 20_000


class WordListForm(forms.Form):
    """A list as it is being edited; ``tried`` is a text to compare with it."""

    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=WordListKind.choices)
    language = forms.CharField(
        label=_("Language"), required=False, max_length=20, help_text=_("Such as en or pt-br; empty: every language.")
    )
    section = forms.CharField(label=_("Section"), required=False, max_length=200, help_text=_("Empty: every section."))
    is_active = forms.BooleanField(label=_("In use"), required=False)
    entries = forms.CharField(
        label=_("Entries"),
        required=False,
        max_length=LONGEST_ENTRIES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20, "cols": 60, "spellcheck": "false"}),
        help_text=_(
            "One a line: a word or phrase, * for any letters, /pattern/ for a regular expression, # for a note."
        ),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    tried = forms.CharField(
        label=_("Text to try it on"),
        required=False,
        max_length=_LONGEST_TRIED,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 60}),
    )

    @property
    def data_given(self) -> WordListData:
        """The list, as it was sent."""
        return WordListData(**{name: self.cleaned_data[name] for name in _FIELDS})

    @property
    def seen_at(self) -> dt.datetime:
        """Which state of the list was edited; long ago where that cannot be told."""
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return dt.datetime.min.replace(tzinfo=dt.UTC)

    def try_out(self) -> list[tuple[str, Hit]]:
        """What the list matches in the text to try it on: the words as they stand there, and by which entry. Lines that
        are no entries are told at their field.
        """
        given = self.data_given
        compiled = CompiledList(name=given.name, kind=given.kind, language=given.language, entries=given.entries)
        for problem in spell_problems(list(compiled.problems)):
            self.add_error("entries", problem)
        text = self.cleaned_data["tried"]
        return [(text[hit.start : hit.end], hit) for hit in compiled.find(Text(text))]


@admin.register(WordList)
class WordListAdmin(Base):
    """A list of lists, and a page on which one is written and tried."""

    list_display = ("name", "kind", "language", "section", "is_active", "updated_at")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "entries")
    ordering = ("name", "id")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Whoever may see what moderators see."""
        return may_see_settings(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may edit settings."""
        return may_edit_settings(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Whoever may edit settings."""
        return may_edit_settings(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Whoever may edit settings."""
        return may_edit_settings(request.user)

    def delete_model(self, request: HttpRequest, obj: WordList) -> None:
        """Delete one, by the service."""
        delete_word_list(word_list_id=obj.pk, moderator_id=request.user.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[WordList]) -> None:
        """Delete those chosen, by the service."""
        for pk in queryset.values_list("pk", flat=True):
            delete_word_list(word_list_id=pk, moderator_id=request.user.pk)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",  # noqa: ARG002
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of one list, or of one to be added."""
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and row is None:
            raise Http404
        if not (self.has_view_or_change_permission(request, row) if row else self.has_add_permission(request)):
            raise PermissionDenied
        can_change = self.has_change_permission(request, row) if row else True
        form = WordListForm(request.POST or None, initial=_initial(row, request.GET))
        matches = None
        if request.method == "POST" and form.is_valid():
            if "_try" in request.POST:
                matches = form.try_out()
            elif not can_change:
                raise PermissionDenied
            elif self._save(request, row, form):
                return HttpResponseRedirect(self._address("changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": row.name if row else gettext("Add a word list"),
            "opts": self.opts,
            "original": row,
            "form": form,
            "fields": [form[name] for name in _FIELDS],
            "matches": matches,
            "can_change": can_change,
            "can_delete": row is not None and self.has_delete_permission(request, row),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "moderation/admin/word_list.html", context)

    def _save(self, request: HttpRequest, row: WordList | None, form: WordListForm) -> bool:
        """Keep the list; false, with the reasons at its fields, where that cannot be."""
        try:
            if row is None:
                kept = add_word_list(data=form.data_given, moderator_id=request.user.pk)
                self.log_addition(request, kept, gettext("Added."))
            else:
                kept = change_word_list(
                    word_list_id=row.pk, data=form.data_given, seen=form.seen_at, moderator_id=request.user.pk
                )
                self.log_change(request, kept, gettext("Changed."))
        except InvalidWordList as error:
            for field, problems in error.errors.items():
                for problem in problems:
                    form.add_error(field or None, problem)
            return False
        self.message_user(request, gettext("The list “%(name)s” was saved.") % {"name": kept.name}, messages.SUCCESS)
        if kept.section and not engagement.Discussion.objects.filter(section__iexact=kept.section).exists():
            self.message_user(request, gettext("No discussion is in its section yet."), messages.WARNING)
        return True

    def _address(self, page: str) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}")


def _initial(row: WordList | None, asked: QueryDict) -> dict[str, Any]:
    """The list as it is kept; one to be added begins with what the address asks for."""
    if row is None:
        return {"is_active": True, **{name: asked[name] for name in _FIELDS if name in asked}}
    return {**{name: getattr(row, name) for name in _FIELDS}, "seen": row.updated_at.isoformat()}
