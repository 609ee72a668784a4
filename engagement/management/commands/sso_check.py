"""Say in detail what is wrong with a token, for those who run the site and those who sign."""

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.foreign import get_single_sign_on
from engagement.models import UsedToken
from engagement.services import sessions
from engagement.sso import SingleSignOn, TokenRefused

_MOMENTS = ("iat", "nbf", "exp")


class Command(BaseCommand):
    """Checks a token as the API does, tells more, and uses nothing up. A file, so that no token stands in a history."""

    help = "Check a token of single sign-on, say what it holds and why it would not be taken. It stays unused."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the token is."""
        parser.add_argument("file", help="A file with one token; - is standard input.")

    def handle(self, *_args: Any, file: str, **_options: Any) -> None:
        """Print what the token says of itself; an error where it would be refused."""
        settings = get_single_sign_on()
        if settings is None:
            message = "ENGAGEMENT['SSO'] is empty."
            raise CommandError(message)
        if sessions.jwts is None:
            message = 'PyJWT is not installed: pip install "django-afterword[sso]"'
            raise CommandError(message)
        token = _read(file)
        try:
            header, unproven = sessions.jwts.read_parts(token)
            self._describe(header, unproven, settings)
            claims = sessions.jwts.verify_jwt(token, settings)
        except TokenRefused as refused:
            message = f"Refused ({refused.code}): {refused.why}."
            raise CommandError(message) from None
        digest = sessions.digest_of(issuer=settings.issuer, token_id=claims.token_id)
        if UsedToken.objects.filter(digest=digest).exists():
            message = "Refused (used): a token with this jti was exchanged before."
            raise CommandError(message)
        self.stdout.write("It would be taken.")

    def _describe(self, header: dict[str, Any], claims: dict[str, Any], settings: SingleSignOn) -> None:
        """What the token says, believed or not; of the reader no more than whether it is there."""
        for name in ("alg", "kid"):
            self.stdout.write(f"{name}: {header.get(name)!r}")
        self.stdout.write(f"kids in the settings: {', '.join(map(repr, settings.keys)) or 'none'}")
        self.stdout.write(f"iss: {claims.get('iss')!r}, expected {settings.issuer!r}")
        self.stdout.write(f"aud: {claims.get('aud')!r}, expected {settings.audience!r}")
        for name in _MOMENTS:
            if isinstance(claims.get(name), int | float):
                away = claims[name] - time.time()
                self.stdout.write(f"{name}: {abs(away):.0f} seconds {'from now' if away > 0 else 'ago'}")
        others = sorted(set(claims) - {"iss", "aud", *_MOMENTS})
        self.stdout.write(f"further claims: {', '.join(others) or 'none'}")


def _read(file: str) -> str:
    try:
        raw = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file} cannot be read: {type(error).__name__}"
        raise CommandError(message) from None
    return raw.strip()
