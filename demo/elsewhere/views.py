"""The page, and what its publisher's server answers to it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from demo.elsewhere.signing import HERE, KEY, sign_article, sign_reader
from demo.environment import read_environment

_POLICY = (
    "default-src 'none'; script-src 'self' {site}; connect-src 'self' {site}; form-action {site}; style-src 'self'; "
    "img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@require_safe
@never_cache
def show_page(request: HttpRequest) -> HttpResponse:
    """Show the publisher's page, always under its own name: under the demo's it would be no other origin."""
    name, _colon, port = request.get_host().partition(":")
    end = f":{port}" if port else ""
    if name != HERE:
        return HttpResponseRedirect(f"http://{HERE}{end}{request.path}")
    site = f"http://127.0.0.1{end}"
    context = {"site": site, "key": KEY, "signed": sign_article(read_environment().var, request.build_absolute_uri())}
    response = render(request, "elsewhere/page.html", context)
    response["Content-Security-Policy"] = _POLICY.format(site=site)
    return response


@csrf_exempt
@require_POST
@never_cache
def make_token(_request: HttpRequest) -> HttpResponse:
    """What a publisher's server answers to a reader who is signed in there; here everybody is Ada."""
    return JsonResponse({"token": sign_reader(read_environment().var)})
