"""Readers who are signed in by the publisher's single sign-on, where they act in moderation's API."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from engagement.requests import SESSION_HEADER, find_session

CHALLENGE = f'{SESSION_HEADER} realm="reader"'
"""What a 401 asks for."""


class ReaderSessionAuthentication(BaseAuthentication):
    """Reads ``Afterword-Session``, as the readers' API does. No cookie, so no CSRF token either: no page of another
    site can send this header unless it knows the session.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The reader's account and session; none without the header, SessionEnded for one that is not good."""
        session = find_session(request)
        return (session.account, session) if session else None

    def authenticate_header(self, _request: Request) -> str:
        """What a 401 asks for."""
        return CHALLENGE
