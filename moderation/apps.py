"""Moderation as Django sees it."""

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """Screening, the queue, decisions: what moderators see."""

    name = "moderation"
    label = "afterword_moderation"
    verbose_name = _("Moderation")
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        """Say what is missing before the models stumble over it."""
        if not apps.is_installed("engagement"):
            message = 'moderation stands on engagement: add "engagement" to INSTALLED_APPS.'
            raise ImproperlyConfigured(message)
        super().import_models()

    def ready(self) -> None:
        """Let checks and receivers join, fill engagement's gate and slots, and explain to authors what was decided."""
        from engagement import events, explanations, gates, slots  # noqa: PLC0415
        from moderation import checks, receivers  # noqa: F401, PLC0415
        from moderation.gate import screen  # noqa: PLC0415
        from moderation.queries.explaining import explain  # noqa: PLC0415
        from moderation.services.telling_publisher import DECIDED, REPORTED  # noqa: PLC0415
        from moderation.spam import notices  # noqa: PLC0415
        from moderation.web import report_link  # noqa: PLC0415

        gates.register("moderation", screen)
        events.register(DECIDED, _("decided: a moderator or the checks decided on a comment"))
        events.register(REPORTED, _("reported: a reader reported a comment"))
        explanations.register("moderation", explain)
        slots.fill(slots.FORM_NOTICE, "moderation", notices.render_form_notice)
        slots.fill(slots.PRIVACY, "moderation", notices.render_privacy)
        slots.fill(slots.PRIVACY, "moderation.reports", report_link.render_privacy)
        slots.fill(
            slots.COMMENT_ACTIONS,
            "moderation.reports",
            report_link.render_report_link,
            version=report_link.version_report_link,
        )
