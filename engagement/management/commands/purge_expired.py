"""Delete personal data whose time is over."""

from typing import Any

from django.core.management.base import BaseCommand

from engagement.services.erasure import delete_expired


class Command(BaseCommand):
    """To be run once a day where nothing else does it."""

    help = "Delete addresses and browsers, paces, and sent and earlier texts whose time is over."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print how many rows were deleted."""
        self.stdout.write(f"{delete_expired()} rows deleted.")
