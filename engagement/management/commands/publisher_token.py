"""Tokens of publishers' servers: make, list, revoke."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.models import PublisherToken
from engagement.services.publisher_tokens import create_publisher_token, revoke_publisher_token

_LONGEST_NAME = 100


class Command(BaseCommand):
    """``create``, ``list`` and ``revoke``."""

    help = "Make, list or revoke the tokens with which publishers' servers open discussions."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and with which."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="create|list|revoke")
        create = actions.add_parser("create", help="Print a new token and its signing key, this once.")
        create.add_argument("name", help="The server that it is for.")
        actions.add_parser("list", help="Number, server, and when it was made, last used and revoked.")
        revoke = actions.add_parser("revoke", help="Let a token, and what was signed with its key, count no more.")
        revoke.add_argument("kid", help="The token's number.")

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        """Do it, and print what became of it."""
        if action == "create":
            self._create(options["name"])
        elif action == "list":
            self._list()
        else:
            self._revoke(options["kid"])

    def _create(self, name: str) -> None:
        if not 0 < len(name) <= _LONGEST_NAME:
            message = "The server's name has 1 to 100 characters."
            raise CommandError(message)
        made = create_publisher_token(name=name)
        self.stdout.write(f"number       {made.kid}")
        self.stdout.write(f"token        {made.token}")
        self.stdout.write(f"signing key  {made.signing_key}")
        self.stdout.write("Keep both now: the token is stored nowhere and is not shown again.")

    def _list(self) -> None:
        for token in PublisherToken.objects.order_by("created_at", "pk"):
            state = f"revoked {token.revoked_at:%Y-%m-%d %H:%M}" if token.revoked_at else "valid"
            used = f"{token.last_used_at:%Y-%m-%d %H:00}" if token.last_used_at else "never"
            made = f"{token.created_at:%Y-%m-%d %H:%M}"
            self.stdout.write(f"{token.kid}  {token.name}  made {made}  used {used}  {state}")

    def _revoke(self, kid: str) -> None:
        if not revoke_publisher_token(kid=kid):
            message = f"There is no valid token with the number {kid}."
            raise CommandError(message)
        self.stdout.write(f"{kid} is revoked.")
