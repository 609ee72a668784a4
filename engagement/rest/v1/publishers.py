"""How a publisher's server says who it is."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from engagement.services.publisher_tokens import recognise_publisher


@dataclass(frozen=True, slots=True)
class Publisher:
    """A server whose token is valid, by the token's number."""

    kid: str


class PublisherAuthentication(BaseAuthentication):
    """Reads ``Authorization: Bearer <token>`` (RFC 6750, 2.1)."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Publisher] | None:
        """Nobody's account and the publisher; none without a bearer, AuthenticationFailed for a token that is not
        good.
        """
        scheme, _space, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        kid = recognise_publisher(token=token.strip().decode("latin-1"))
        if kid is None:
            raise AuthenticationFailed(_("This token is not valid, or not any more."))
        return AnonymousUser(), Publisher(kid)

    def authenticate_header(self, _request: Request) -> str:
        """What a 401 asks for."""
        return 'Bearer realm="publisher"'


class ReadsOrPublishes(BasePermission):
    """Lets everybody read; to put anything takes a publisher's token."""

    def has_permission(self, request: Request, _view: Any) -> bool:
        """Whether the request puts nothing, or carried a valid token."""
        return request.method != "PUT" or isinstance(request.auth, Publisher)
