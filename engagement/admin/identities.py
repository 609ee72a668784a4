"""Readers whom another site of the publisher knows, for operators: looked up, and signed out everywhere."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from engagement.admin.base import ReadOnlyAdmin
from engagement.models import ExternalIdentity
from engagement.services.sessions import end_sessions


@admin.register(ExternalIdentity)
class ExternalIdentityAdmin(ReadOnlyAdmin):
    """Who came by single sign-on. Their site says who they are, anew each time, so nothing is edited here."""

    list_display = ("subject", "issuer", "name", "account", "told_at", "expires_at")
    list_filter = ("issuer",)
    list_select_related = ("account",)
    search_fields = ("=subject", "=email", "=name", "=account__pk")
    search_help_text = _("Written in full: the other site's number of the reader, e-mail address, name, or account.")
    ordering = ("-id",)
    actions = ("end_sessions_of_selected",)

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Whoever might change identities, if they were changed by hand."""
        return request.user.has_perm("afterword_engagement.change_externalidentity")

    @admin.action(permissions=["end"], description=_("End all sessions of the selected readers"))
    def end_sessions_of_selected(self, request: HttpRequest, queryset: QuerySet[ExternalIdentity]) -> None:
        """On every device. They may sign in again, unless their accounts are switched off."""
        count = 0
        for identity in queryset.order_by("pk"):
            count += end_sessions(account_id=identity.account_id)
            self.log_change(request, identity, gettext("Ended all sessions."))
        text = ngettext("%(count)d reader was signed out.", "%(count)d readers were signed out.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
