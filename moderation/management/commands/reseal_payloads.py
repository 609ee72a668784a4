"""Put what is kept sealed under the newest key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moderation.conf import get_settings
from moderation.exceptions import SpamCheckMisconfigured
from moderation.services.resealing import Resealed, reseal_payloads


class Command(BaseCommand):
    """To be run after a new key was put before the others; may be stopped and run again at any time."""

    help = 'Encrypt all that is kept sealed with the first of MODERATION["PAYLOAD_KEYS"], where not yet done.'

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print what came of it; an error at the end where something could not be read."""
        if not get_settings().payload_keys:
            raise CommandError('MODERATION["PAYLOAD_KEYS"] is empty: there is no key to encrypt with.')
        total = Resealed()
        try:
            for batch in reseal_payloads():
                total += batch
                if self.stderr.isatty():
                    self.stderr.write(f"\r{total.seen}", ending="")
        except SpamCheckMisconfigured as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{total.changed} encrypted anew, {total.unchanged} were under the first key already.")
        if total.unreadable:
            raise CommandError(f"{total.unreadable} cannot be read with any of the keys, and were left as they are.")
