"""Single sign-on: a publisher's token is exchanged for a session, and a reader's sessions are ended."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from engagement.exceptions import InvalidSignIn, SignInOff
from engagement.foreign import get_single_sign_on
from engagement.plumbing.bodies import read_object
from engagement.plumbing.problems import CACHE_PRIVATE
from engagement.plumbing.writing import write_moment
from engagement.rest.v1.authentication import SessionTokenAuthentication
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.operations import readers as described
from engagement.rest.v1.permissions import AnybodyOrEndsSessions
from engagement.services.sessions import SignedIn, end_sessions, sign_in, sign_in_by_disqus, sign_in_by_hyvor

_WAYS = ("token", "disqus", "hyvor")


class SessionView(ApiView):
    """The session of a reader whom the publisher's own site knows. No cookie is read or set, so that it works from
    other origins; what was signed is all the authority there is.
    """

    operations = {"POST": described.SIGN_IN, "DELETE": described.SIGN_OUT}
    permission_classes = (AnybodyOrEndsSessions,)

    def get_authenticators(self) -> list[BaseAuthentication]:
        """The session that is to end; none where one is to begin."""
        return [SessionTokenAuthentication()] if self.request.method == "DELETE" else []

    @sensitive_variables()
    def post(self, request: Request) -> Response:
        """Exchange what the publisher's server signed: a token once, a message of another system while it is good."""
        if get_single_sign_on() is None:
            raise SignInOff
        signed_in = _exchange(read_object(request))
        shape = {
            "session": signed_in.session,
            "expires_at": write_moment(signed_in.expires_at),
            "name": signed_in.name,
        }
        return Response(shape, headers={"Cache-Control": CACHE_PRIVATE})

    def delete(self, request: Request) -> Response:
        """End every session of the reader, on every device."""
        end_sessions(account_id=request.user.pk)
        return Response(status=204, headers={"Cache-Control": CACHE_PRIVATE})


@sensitive_variables()
def _exchange(sent: Mapping[str, Any]) -> SignedIn:
    """InvalidSignIn where the body has not exactly one of the three, as a text or, of Hyvor's, as two."""
    given = [name for name in _WAYS if sent.get(name) is not None]
    if len(given) != 1:
        raise InvalidSignIn({"token": [_("Send exactly one of these: %(names)s.") % {"names": ", ".join(_WAYS)}]})
    way = given[0]
    value = sent[way]
    if way == "hyvor":
        user, signature = (value.get("user"), value.get("hash")) if isinstance(value, Mapping) else (None, None)
        if not isinstance(user, str) or not isinstance(signature, str):
            raise InvalidSignIn({way: [_("This must be an object with two texts, user and hash.")]})
        return sign_in_by_hyvor(user=user, signature=signature)
    if not isinstance(value, str):
        raise InvalidSignIn({way: [_("This must be a text.")]})
    return sign_in(token=value) if way == "token" else sign_in_by_disqus(message=value)
