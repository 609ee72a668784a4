"""Publishers' tokens for operators: made and shown once, named, revoked. No page tells a digest."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from engagement.admin.base import DiscreetAdmin
from engagement.models import PublisherToken
from engagement.services.publisher_tokens import create_publisher_token, rename_publisher_token, revoke_publisher_token

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[PublisherToken]
else:
    _ModelForm = forms.ModelForm


class _TokenForm(_ModelForm):
    """The name of a server is all that there is to say."""

    class Meta:
        model = PublisherToken
        fields = ("name",)


@admin.register(PublisherToken)
class PublisherTokenAdmin(DiscreetAdmin):
    """With what the publisher's servers open discussions. A revoked one stays, for the record: nobody deletes any."""

    form = _TokenForm
    fields = ("name", "kid", "created_at", "last_used_at", "revoked_at")
    readonly_fields = ("kid", "created_at", "last_used_at", "revoked_at")
    list_display = ("name", "kid", "created_at", "last_used_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "=kid")
    search_help_text = _("A part of the server's name, or the token's number.")
    ordering = ("-created_at", "-pk")
    actions = ("revoke_selected",)
    never_told = ("digest",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ARG002
        """Of a new one only its name."""
        return ("name",) if obj is None else self.fields

    @sensitive_variables()
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ARG002
        """Make or name it through the services."""
        if change:
            rename_publisher_token(kid=obj.kid, name=obj.name)
            return
        obj.made = create_publisher_token(name=obj.name)
        obj.kid, obj.pk = obj.made.kid, PublisherToken.objects.get(kid=obj.made.kid).pk

    @sensitive_variables()
    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:  # noqa: ARG002
        """Show the token and its signing key, this once."""
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("The token of %(name)s") % {"name": obj.name},
            "opts": self.opts,
            "media": self.media,
            "made": obj.made,
        }
        response = TemplateResponse(request, "engagement/admin/publisher_token.html", context)
        add_never_cache_headers(response)
        return response

    @admin.action(permissions=["change"], description=_("Revoke the selected tokens"))
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[PublisherToken]) -> None:
        """They, and what was signed with their keys, count for nothing from now on."""
        count = 0
        for token in queryset.order_by("pk"):
            if revoke_publisher_token(kid=token.kid):
                count += 1
                self.log_change(request, token, gettext("Revoked."))
        text = ngettext("%(count)d token was revoked.", "%(count)d tokens were revoked.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)
