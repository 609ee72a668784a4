"""Who is signed in, for script: the pages themselves say nothing about their reader."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.requests import name_of
from engagement.web.shared import mark_private


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The name a signed-in reader posts under and the token their post needs; nothing for a guest, and no cookie."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    body = {"name": name_of(user) or _("Member"), "csrf_token": get_token(request)} if signed_in else {}
    return mark_private(JsonResponse(body))
