"""Who is signed in, for script: the pages themselves say nothing about their reader."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.exceptions import SessionEnded
from engagement.requests import find_session, name_of
from engagement.web.shared import mark_private


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The name a signed-in reader posts under, and nothing for a guest; no cookie.

    With the name goes the token that their post needs, unless they came by single sign-on, whose header is proof
    enough. 401 where that header is not good, or not any more.
    """
    try:
        session = find_session(request)
    except SessionEnded:
        return mark_private(JsonResponse({}, status=401))
    user = getattr(request, "user", None)
    body = {}
    if session is not None:
        body = {"name": session.name or _("Member")}
    elif user is not None and user.is_authenticated:
        body = {"name": name_of(user) or _("Member"), "csrf_token": get_token(request)}
    return mark_private(JsonResponse(body))
