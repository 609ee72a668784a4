"""Following a discussion by mail. Stopping is by the links in the mails alone."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from engagement.conf import get_settings
from engagement.exceptions import FollowingOff, InvalidFollow
from engagement.models import FollowFrequency, FollowScope
from engagement.plumbing.bodies import read_object
from engagement.plumbing.problems import CACHE_PRIVATE
from engagement.queries.discussions import assert_public
from engagement.requests import assert_same_site, author_from, client_address
from engagement.rest.v1.authentication import SessionTokenAuthentication
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.operations import readers as described
from engagement.services.discussions import find_or_open_discussion
from engagement.services.follow_wishes import FollowWish
from engagement.services.following import ask_to_follow


class FollowsView(ApiView):
    """Takes wishes to follow."""

    operations = {"POST": described.FOLLOW}
    authentication_classes = (SessionTokenAuthentication, SessionAuthentication)
    permission_classes = (AllowAny,)

    def post(self, request: Request, key: str) -> Response:
        """Have an address asked whether it wants to follow: 202, whether or not it is known already."""
        if request.successful_authenticator is None:
            assert_same_site(request)
        if not get_settings().follow:
            raise FollowingOff
        discussion = find_or_open_discussion(key=key)
        assert_public(discussion)
        wish = _read_wish(request, read_object(request))
        ask_to_follow(discussion_id=discussion.pk, wish=wish, ip=client_address(request))
        words = _("If this address does not follow yet, a mail asks whether it wants to.")
        return Response({"detail": words}, status=202, headers={"Cache-Control": CACHE_PRIVATE})


def _read_wish(request: Request, sent: Mapping[str, Any]) -> FollowWish:
    """The wish in the body; InvalidFollow where a member is no text. An account follows under its own address."""
    given = {name: sent.get(name) for name in ("email", "scope", "frequency")}
    wrong = [name for name, value in given.items() if value is not None and type(value) is not str]
    if wrong:
        raise InvalidFollow({name: [_("This must be a text.")] for name in wrong})
    account = author_from(request, {})
    return FollowWish(
        email=account.email or given["email"] or "",
        scope=given["scope"] or FollowScope.DISCUSSION,
        frequency=given["frequency"] or FollowFrequency.DAILY,
        language=get_language() or "",
        user_id=account.user_id if account.email else None,
    )
