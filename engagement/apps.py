"""Engagement as Django sees it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class EngagementConfig(AppConfig):
    """Prompts, discussions and comments: what readers see."""

    name = "engagement"
    label = "afterword_engagement"
    verbose_name = _("Engagement")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let checks, the publisher's ``afterword`` modules and the receivers that follow their models join."""
        from engagement import checks, receivers  # noqa: F401, PLC0415

        autodiscover_modules("afterword")
        receivers.follow_hosts()
        receivers.follow_accounts()
        receivers.hurry_questions()
        receivers.hurry_events()
