"""Whether a signed-in user's post carries their own token, where an answer of ours is wanted and not Django's page."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


class _Check(CsrfViewMiddleware):
    """Django's own check, which also keeps the token for a form that is shown afterwards."""

    def _reject(self, _request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def has_valid_token(request: HttpRequest) -> bool:
    """Whether the request proves that a page of ours, shown to this user, sent it."""
    check = _Check(_nothing)
    check.process_request(request)
    return check.process_view(request, _nothing, (), {}) is None


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
