"""How a request says who it comes from: a publisher's session, or the token that a comment's author was given."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from engagement.conf import get_settings
from engagement.exceptions import BadToken
from engagement.requests import find_session
from engagement.services.sessions import ReaderSession
from engagement.tokens import read_author_token


@dataclass(frozen=True, slots=True)
class AuthorToken:
    """A genuine token: its holder wrote that comment."""

    comment_id: int


class AuthorTokenAuthentication(BaseAuthentication):
    """Reads ``Authorization: Bearer <token>`` (RFC 6750, 2.1). No address carries a token: these stand in logs."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, AuthorToken] | None:
        """Nobody's account and the token; none without a bearer, AuthenticationFailed for a token that is not good."""
        scheme, _space, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        most_age = dt.timedelta(days=get_settings().author_token_days)
        try:
            comment_id = read_author_token(token.strip().decode("latin-1"), max_age=most_age)
        except BadToken:
            raise AuthenticationFailed(_("This token is not valid, or not any more.")) from None
        return AnonymousUser(), AuthorToken(comment_id)

    def authenticate_header(self, _request: Request) -> str:
        """What a 401 asks for."""
        return 'Bearer realm="comment"'


class SessionTokenAuthentication(BaseAuthentication):
    """Reads ``Afterword-Session``: a reader who is signed in by single sign-on. No cookie, so no CSRF token either: no
    page of another site can send this header unless it knows the session.
    """

    def authenticate(self, request: Request) -> tuple[Any, ReaderSession] | None:
        """The reader's account and session; none without the header, SessionEnded for one that is not good."""
        session = find_session(request)
        return (session.account, session) if session else None

    def authenticate_header(self, _request: Request) -> str:
        """What a 401 asks for."""
        return 'Afterword-Session realm="reader"'


class EditorSession(SessionAuthentication):
    """Django's session, for those who are signed in on the site itself."""

    def authenticate_header(self, _request: Request) -> str:
        """What makes a stranger's answer a 401: it asks for a session, which one gets by signing in on the site."""
        return 'Session realm="editors"'
