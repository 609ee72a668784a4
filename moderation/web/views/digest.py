"""The digest by mail: chosen by a moderator, and the two links in it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from moderation.conf import get_settings
from moderation.exceptions import BadDigestLink, InvalidDigest
from moderation.models import DigestFrequency
from moderation.queries.digests import load_preference
from moderation.services.digest_links import read_card_token, read_stop_token
from moderation.services.digests import set_digest, stop_digest
from moderation.web.access import moderator_id_of, moderators_only
from moderation.web.places import Place


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def choose_digest(request: HttpRequest) -> HttpResponse:
    """Ask how often a moderator wants mail, and keep what they say."""
    user_id = moderator_id_of(request)
    error = ""
    if request.method == "POST":
        try:
            set_digest(user_id=user_id, frequency=request.POST.get("frequency", ""), language=get_language() or "")
        except InvalidDigest as refused:
            error = refused.message
        else:
            return HttpResponseRedirect(f"{reverse('moderation:digest')}?saved=yes", status=303)
    settings = get_settings()
    shown = {
        "preference": load_preference(user_id),
        "choices": DigestFrequency.choices,
        "address": getattr(request.user, request.user.get_email_field_name(), ""),  # type: ignore[union-attr]
        "hour": settings.digest_hour,
        "minutes": settings.digest_collect_minutes,
        "can_be_sent": bool(settings.site_url),
        "saved": "saved" in request.GET and not error,
        "error": error,
    }
    return render(request, "moderation/digest_page.html", shown, status=400 if error else 200)


@moderators_only
@require_safe
def open_card(request: HttpRequest, token: str) -> HttpResponse:
    """Go on to the card that a link in a digest names. The link gives no rights: whoever comes has signed in."""
    try:
        comment_id = read_card_token(token)
    except BadDigestLink:
        return render(request, "moderation/digest_over.html", status=410)
    return HttpResponseRedirect(Place(comment_id=comment_id).url)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a digest without signing in, as RFC 8058 has mail programs do it; who follows the link is asked first.

    No cookie counts here: the signed token alone says whose digest it is, and all that it can do is stop it.
    """
    response = _stop(request, token)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _stop(request: HttpRequest, token: str) -> HttpResponse:
    try:
        preference_id = read_stop_token(token)
    except BadDigestLink:
        return render(request, "moderation/digest_over.html", status=404)
    if request.method != "POST":
        return render(request, "moderation/digest_stop.html", {"token": token})
    stop_digest(preference_id=preference_id)
    return render(request, "moderation/digest_stopped.html")
