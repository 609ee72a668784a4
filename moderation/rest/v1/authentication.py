"""How a request says who it comes from: by the session of the site, as the pages do."""

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class ModeratorSession(SessionAuthentication):
    """Django's session. Whatever writes needs its CSRF token, as any form of the pages does."""

    def authenticate_header(self, _request: Request) -> str:
        """What makes a stranger's answer a 401: it asks for a session, which one gets by signing in on the site."""
        return 'Session realm="moderation"'
