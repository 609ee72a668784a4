"""Webhooks for operators: endpoints, and what came of each delivery."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from engagement import events
from engagement.admin.base import DiscreetAdmin, ReadOnlyAdmin
from engagement.exceptions import InvalidEndpoint
from engagement.models import WebhookDelivery, WebhookEndpoint
from engagement.services.webhook_endpoints import (
    EndpointWish,
    change_endpoint,
    check_endpoint,
    create_endpoint,
    renew_secret,
    replay_events,
    resume_endpoint,
    send_again,
    try_endpoint,
)

_WISHED = ("name", "url", "events", "sections", "with_text", "active")


if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[WebhookEndpoint]
else:
    _ModelForm = forms.ModelForm


class EndpointForm(_ModelForm):
    """An endpoint as an operator wishes it; what cannot be is said beside its field."""

    events = forms.MultipleChoiceField(
        label=_("Events wanted"), required=False, choices=(), widget=forms.CheckboxSelectMultiple
    )
    sections = forms.CharField(
        label=_("Sections wanted"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line; none: all of them."),
    )

    class Meta:
        model = WebhookEndpoint
        fields = _WISHED
        help_texts: ClassVar[dict[str, Any]] = {
            "with_text": _("Personal data: whoever receives it must delete it when they are told that it was erased."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events_field: Any = self.fields.get("events")
        if events_field is None:
            return
        events_field.choices = list(events.registered().items())
        self.initial["sections"] = "\n".join(self.instance.sections)

    def clean_sections(self) -> list[str]:
        """One a line."""
        return [line.strip() for line in self.cleaned_data["sections"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        """Say now what the service would refuse."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_endpoint(self.wish())
            except InvalidEndpoint as error:
                self.add_error(error.field, error.message)
        return cleaned

    def wish(self) -> EndpointWish:
        """What is wished."""
        return EndpointWish(**{name: self.cleaned_data[name] for name in _WISHED})


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(DiscreetAdmin):
    """Where the publisher's servers are told of events. Nothing is sent to one that is not active."""

    form = EndpointForm
    list_display = ("name", "url", "active", "with_text", "failures", "paused_at")
    list_filter = ("active",)
    ordering = ("name", "pk")
    actions = ("send_test", "replay", "resume", "renew")
    never_told = ("secret", "previous_secret")
    readonly_fields = ("created_at", "failures", "failing_since", "quiet_until", "paused_at", "previous_until")

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: bool) -> None:  # noqa: ARG002
        """Make or change it through the services."""
        if change:
            change_endpoint(endpoint_id=obj.pk, wish=form.wish())
            return
        made = create_endpoint(wish=form.wish())
        obj.pk, obj.secret = made.pk, made.secret

    def response_add(self, request: HttpRequest, obj: WebhookEndpoint, post_url_continue: Any = None) -> HttpResponse:  # noqa: ARG002
        """Show the secret, this once."""
        return self._show_secret(request, obj, obj.secret)

    @admin.action(permissions=["change"], description=_("Send a test to the selected endpoints"))
    def send_test(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        """At once, and say what they answered."""
        for endpoint in queryset.order_by("pk"):
            delivery = try_endpoint(endpoint_id=endpoint.pk)
            words = gettext("%(name)s: %(outcome)s, %(milliseconds)d ms.") % {
                "name": endpoint.name,
                "outcome": _spell_outcome(delivery),
                "milliseconds": delivery.milliseconds or 0,
            }
            level = messages.SUCCESS if delivery.state == WebhookDelivery.State.DELIVERED else messages.ERROR
            self.message_user(request, words, level)

    @admin.action(permissions=["change"], description=_("Replay from a moment on"))
    def replay(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> HttpResponse | None:
        """Ask from when, then have all that happened since sent once more."""
        form = _MomentForm(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            context = {
                **self._context(request, gettext("Replay from which moment on?")),
                "endpoints": queryset.order_by("name", "pk"),
                "form": form,
            }
            return TemplateResponse(request, "engagement/admin/replay_webhooks.html", context)
        ids = list(queryset.values_list("pk", flat=True))
        count = sum(replay_events(endpoint_id=pk, since=form.cleaned_data["since"]) for pk in ids)
        text = ngettext("%(count)d event is sent again.", "%(count)d events are sent again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
        return None

    @admin.action(permissions=["change"], description=_("Resume the selected endpoints"))
    def resume(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        """Send to them again."""
        count = sum(resume_endpoint(endpoint_id=pk) for pk in queryset.values_list("pk", flat=True))
        text = ngettext("%(count)d endpoint was resumed.", "%(count)d endpoints were resumed.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.action(permissions=["change"], description=_("Give the selected endpoint a new secret"))
    @sensitive_variables()
    def renew(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> HttpResponse | None:
        """One at a time: its secret is shown this once. The one before counts for another week."""
        endpoints = list(queryset[:2])
        if len(endpoints) != 1:
            self.message_user(request, gettext("Choose one endpoint."), messages.WARNING)
            return None
        return self._show_secret(request, endpoints[0], renew_secret(endpoint_id=endpoints[0].pk))

    @sensitive_variables()
    def _show_secret(self, request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> HttpResponse:
        context = {
            **self._context(request, gettext("The secret of %(name)s") % {"name": endpoint.name}),
            "secret": secret,
        }
        response = TemplateResponse(request, "engagement/admin/webhook_secret.html", context)
        add_never_cache_headers(response)
        return response

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }


class _MomentForm(forms.Form):
    since = forms.DateTimeField(label=_("Since"), help_text=_("Such as 2026-05-04 12:30, in the site's time."))


_ERRORS = {
    "timeout": _("no whole answer in time"),
    "name": _("the name has no address"),
    "address": _("leads to an address that is not allowed"),
    "connection": _("no connection"),
    "tls": _("the certificate is not trusted"),
    "answer": _("no answer in HTTP"),
    "http": _("http:// is not allowed"),
}


def _spell_outcome(delivery: WebhookDelivery) -> str:
    return str(delivery.status or _ERRORS.get(delivery.error) or delivery.error or "-")


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """What was sent where, and the last answer to it."""

    list_display = ("id", "endpoint", "what", "comment", "state", "outcome", "milliseconds", "attempts", "tried_at")
    list_filter = ("state", "endpoint")
    list_select_related = ("endpoint", "event")
    search_fields = ("=event__comment_number",)
    search_help_text = _("The number of a comment.")
    ordering = ("-id",)
    actions = ("send_selected_again",)
    raw_id_fields = ("event",)

    @admin.display(description=_("event"), ordering="event__kind")
    def what(self, delivery: WebhookDelivery) -> str:
        """Its kind."""
        return delivery.event.kind

    @admin.display(description=_("comment"))
    def comment(self, delivery: WebhookDelivery) -> int | str:
        """Its number; it may be gone."""
        return delivery.event.comment_number or "-"

    @admin.display(description=_("last answer"))
    def outcome(self, delivery: WebhookDelivery) -> str:
        """The status, or why there was none."""
        return _spell_outcome(delivery)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whoever might change deliveries, if they were changed by hand."""
        return request.user.has_perm("afterword_engagement.change_webhookdelivery")

    @admin.action(permissions=["send"], description=_("Send the selected deliveries again"))
    def send_selected_again(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        """Under the same event ids."""
        count = send_again(delivery_ids=list(queryset.values_list("pk", flat=True)))
        text = ngettext("%(count)d delivery is sent again.", "%(count)d deliveries are sent again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
