"""Delete personal data whose time is over."""

from typing import Any

from django.core.management.base import BaseCommand

from engagement.services.erasure import delete_expired


class Command(BaseCommand):
    """To be run once a day where nothing else does it."""

    help = (
        "Delete what came along with comments (addresses, browsers), paces, sent and earlier texts, follows, "
        "notices, webhook events and names whose time is over."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print how many rows were deleted."""
        self.stdout.write(f"{delete_expired()} rows deleted.")
