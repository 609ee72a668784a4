"""Section rights for whoever runs the site: who works where. Given and taken by Django's own permissions on them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from moderation.admin.records import Base
from moderation.models import SectionRight
from moderation.services.section_rights import give_section, take_section


@admin.register(SectionRight)
class SectionRightAdmin(Base):
    """A list of rights; one is never changed, but taken away and another given."""

    list_display = ("holder", "where", "created_at")
    list_select_related = ("user", "group")
    search_fields = ("=section",)
    ordering = ("section", "id")
    raw_id_fields = ("user",)
    fields = ("user", "group", "section")

    @admin.display(description=_("who"))
    def holder(self, right: SectionRight) -> str:
        """The account or the group."""
        return str(right.user or right.group)

    @admin.display(description=_("section"))
    def where(self, right: SectionRight) -> str:
        """The section's name."""
        return right.section or str(_("every section"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody changes one."""
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: SectionRight,
        form: forms.Form,  # noqa: ARG002
        change: bool,  # noqa: ARG002
    ) -> None:
        """Give it, by the service."""
        right = give_section(
            section=obj.section, user_id=obj.user_id, group_id=obj.group_id, moderator_id=request.user.pk
        )
        obj.pk = right.pk

    def delete_model(self, request: HttpRequest, obj: SectionRight) -> None:
        """Take one, by the service."""
        take_section(right_id=obj.pk, moderator_id=request.user.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SectionRight]) -> None:
        """Take those chosen, by the service."""
        for pk in queryset.values_list("pk", flat=True):
            take_section(right_id=pk, moderator_id=request.user.pk)
