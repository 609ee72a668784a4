"""What is read from a request: who writes, what came along, and whether the page that sent it may."""

import math
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from python_ipware import IpWare

from engagement.conf import get_settings
from engagement.exceptions import EngagementError
from engagement.gates import SubmissionData
from engagement.origins import is_among
from engagement.services.drafts import AuthorData
from engagement.services.sessions import ReaderSession, read_session
from engagement.text import plain_line

TIMING_FIELD = "form_seconds"
"""The form field in which script tells how long the form was open."""

SESSION_HEADER = "Afterword-Session"
"""The header with the session of a reader who is signed in by single sign-on."""

_LONGEST_VISIT = 7 * 24 * 3600
_ANYBODY = "192.0.2.1"


class ForeignOrigin(EngagementError):
    """A page of another site sent the post; nothing was stored."""


def assert_same_site(request: HttpRequest) -> None:
    """ForeignOrigin unless a page of this site, of ``trusted_origins`` or of ``embed_origins`` sent the request.

    A guest's post carries no authority, so no token guards it: the browser's own word does. ``Sec-Fetch-Site`` decides
    where it is sent (W3C Fetch Metadata; pages cannot set it), then ``Origin``, then ``Referer``. The host is compared
    and not the scheme, which a proxy may change. A request with none of the three passes: every browser puts ``Origin``
    on another site's POST (WHATWG Fetch, 3.2), so no foreign page sent it, and what is no browser could have written
    any of them.
    """
    origin = request.headers.get("Origin", "")
    if origin and _is_trusted(origin):
        return
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        allowed = site in {"same-origin", "none"}
    else:
        sender = origin or request.headers.get("Referer", "")
        allowed = not sender or _host_of(sender) == request.get_host().lower() or _is_trusted(sender)
    if not allowed:
        message = "a page of another site sent this"
        raise ForeignOrigin(message)


class _Check(CsrfViewMiddleware):
    """Django's own check, which also keeps the token for a form that is shown afterwards."""

    def _reject(self, _request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def has_valid_token(request: HttpRequest) -> bool:
    """Whether the request proves that a page of ours, shown to this user, sent it.

    For signed-in users' posts, where an answer of ours is wanted and not Django's page.
    """
    check = _Check(_nothing)
    check.process_request(request)
    return check.process_view(request, _nothing, (), {}) is None


def submission_from(request: HttpRequest, data: Mapping[str, Any] | None = None) -> SubmissionData:
    """What came along with a comment; ``data`` is the form or the API's body (the form unless told)."""
    data = request.POST if data is None else data
    return SubmissionData(
        ip=client_address(request),
        user_agent=plain_line(request.headers.get("User-Agent", "")),
        referrer=plain_line(request.headers.get("Referer", "")),
        form_seconds=_seconds(data.get(TIMING_FIELD)),
        honeypot=plain_line(str(data.get(get_settings().honeypot_field) or "")),
    )


def find_session(request: HttpRequest) -> ReaderSession | None:
    """Who is signed in by single sign-on; none without the header, SessionEnded where what it holds is not good."""
    session = request.headers.get(SESSION_HEADER, "").strip()
    return read_session(session) if session else None


def author_from(request: HttpRequest, data: Mapping[str, Any], session: ReaderSession | None = None) -> AuthorData:
    """Whose session it is, the account that is signed in, as itself, or else a guest with what they typed."""
    if session is None and isinstance(getattr(request, "auth", None), ReaderSession):
        session = request.auth  # type: ignore[attr-defined]  # Django REST framework's own request.
    if session is not None:
        return AuthorData(user_id=session.account.pk, name=session.name, email=session.email)
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return AuthorData(
            user_id=user.pk, name=name_of(user), email=getattr(user, user.get_email_field_name(), "") or ""
        )
    return guest_from(data)


def guest_from(data: Mapping[str, Any]) -> AuthorData:
    """A guest with what they typed, whoever is signed in."""
    name, email, url = (str(data.get(f"author_{part}") or "") for part in ("name", "email", "url"))
    return AuthorData(name=name, email=email, url=url)


def name_of(user: Any) -> str:
    """The name under which an account's comments stand: the full name, or else the user name.

    Nothing that holds an ``@`` is taken: many sites sign in by e-mail address, and that is never shown.
    """
    full_name = user.get_full_name() if hasattr(user, "get_full_name") else ""
    return next((name for name in (full_name, user.get_username()) if name and "@" not in name), "")


def client_address(request: HttpRequest) -> str | None:
    """The reader's address as text; none where it cannot be told.

    ``X-Forwarded-For`` is believed only as far as its last hops, and whoever connected, are the configured proxies in
    their order; a reader who came past the outer ones is known by the inner ones. A socket file has no address: what
    connects through one is on this machine.
    """
    proxies = get_settings().trusted_proxies
    peer = request.META.get("REMOTE_ADDR", "")
    if not proxies:
        return _resolve(peer)
    peer = peer or "127.0.0.1"
    hops = f"{request.META.get('HTTP_X_FORWARDED_FOR', '')},{peer}"
    for outermost in range(len(proxies)):
        if address := _resolve(hops, proxies[outermost:]):
            return address
    if _resolve(f"{_ANYBODY},{peer}", proxies[-1:]):
        # The proxy itself connected and named nobody; taken for the reader, it would stand for everybody behind it.
        return None
    return _resolve(peer)


def read_form(request: HttpRequest) -> QueryDict:
    """The posted form, with bytes that are no UTF-8 kept as lone surrogates, so that they are refused at their field.

    Django alone would put U+FFFD in their place, and what was typed would be lost in silence.
    """
    posted = request.POST
    if request.content_type != "application/x-www-form-urlencoded" or (request.encoding or "utf-8").lower() != "utf-8":
        return posted
    form = QueryDict(mutable=True)
    for name, value in parse_qsl(
        request.body.decode("utf-8", "surrogateescape"), keep_blank_values=True, errors="surrogateescape"
    ):
        form.appendlist(name, value)
    return form


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@cache
def _ipware(proxies: tuple[str, ...]) -> IpWare:
    return IpWare(precedence=("HOPS",), proxy_list=list(proxies))


def _resolve(hops: str, proxies: tuple[str, ...] = ()) -> str | None:
    address, _trusted = _ipware(proxies).get_client_ip({"HOPS": hops})
    # PostgreSQL's inet knows no zone, and a zone means nothing beyond this machine.
    return str(address).partition("%")[0] if address else None


def _seconds(told: Any) -> float | None:
    try:
        seconds = float(told)
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds <= _LONGEST_VISIT else None


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _is_trusted(url: str) -> bool:
    settings = get_settings()
    return is_among(url, (*settings.trusted_origins, *settings.embed_origins))
