"""The publisher's site as Django sees it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Templates, static files and commands of the demo; makes its Celery app the one that tasks go to."""

    name = "demo"

    def ready(self) -> None:
        """Load the Celery app, so that a task enqueued in any process finds the broker."""
        from demo import celery  # noqa: F401, PLC0415
