"""What a reader typed, made ready to be stored, or told what is wrong with it, field by field."""

import re
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.conf import get_settings
from engagement.models import Comment
from engagement.text import find_forbidden, is_blank, normalize, normalize_name, says_nothing

_KEY = re.compile(r"[A-Za-z0-9_.:-]{8,80}")
_is_email = EmailValidator()
_is_url = URLValidator(schemes=["http", "https"])

Errors = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorData:
    """Who writes: an account, or a guest with what they typed."""

    user_id: int | None = None
    name: str = ""
    email: str = ""
    url: str = ""


def clean_body(body: str, errors: Errors) -> str:
    """The text with line endings normalised, otherwise as typed."""
    settings = get_settings()
    if not _holds(body, "body", errors):
        return ""
    body = normalize(body)
    length = len(body)
    if not length:
        errors["body"] = [_("Please write something.")]
    elif length > settings.max_comment_length:
        message = _("This is %(length)d characters long; at most %(most)d are allowed.")
        errors["body"] = [message % {"length": length, "most": settings.max_comment_length}]
    elif says_nothing(body):
        errors["body"] = [
            _("Readers would see nothing of this. Please write some words; pictures and HTML do not show here.")
        ]
    elif length < settings.min_comment_length:
        message = ngettext(
            "Please write at least %(count)d character.",
            "Please write at least %(count)d characters.",
            settings.min_comment_length,
        )
        errors["body"] = [message % {"count": settings.min_comment_length}]
    return body


def clean_author(author: AuthorData, errors: Errors) -> AuthorData:
    """The author with what they typed checked; an account is believed as it is."""
    if author.user_id is not None:
        return replace(author, name=normalize_name(author.name)[:100])
    settings = get_settings()
    if not settings.guests:
        errors["author_name"] = [_("Please sign in to comment.")]
        return author
    return AuthorData(
        name=_clean_name(author.name, settings.guest_name == "required", errors),
        email=_clean_email(author.email, settings.guest_email == "required", errors),
        url=_clean_url(author.url, errors),
    )


def clean_idempotency_key(key: str | None, errors: Errors) -> str:
    """The key as sent; empty where there is none."""
    if not key:
        return ""
    if not _KEY.fullmatch(key):
        errors["idempotency_key"] = [
            _("An idempotency key has 8 to 80 letters, digits, dots, colons, hyphens or underscores.")
        ]
    return key


def _clean_name(typed: str, required: bool, errors: Errors) -> str:
    if not _holds(typed, "author_name", errors):
        return ""
    name = normalize_name(typed)
    if is_blank(name):
        name = ""
    if required and not name:
        errors["author_name"] = [_("Please give a name.")]
    _fits(name, "author_name", errors)
    return name


def _clean_email(typed: str, required: bool, errors: Errors) -> str:
    if not _holds(typed, "author_email", errors):
        return ""
    email = typed.strip()
    if not email:
        if required:
            errors["author_email"] = [_("Please give an e-mail address. It is never shown.")]
        return ""
    if not _fits(email, "author_email", errors):
        return ""
    try:
        _is_email(email)
    except ValidationError:
        errors["author_email"] = [_("This address is not complete.")]
    return email


def _clean_url(typed: str, errors: Errors) -> str:
    if not _holds(typed, "author_url", errors):
        return ""
    url = typed.strip()
    if url and "://" not in url:
        url = f"https://{url}"
    if not url or not _fits(url, "author_url", errors):
        return ""
    try:
        _is_url(url)
    except ValidationError:
        errors["author_url"] = [_("This is not the address of a website, such as https://example.org.")]
    return url


def _holds(text: str, field: str, errors: Errors) -> bool:
    """Whether a database can hold the text; NUL and lone surrogates are refused at their field."""
    forbidden = find_forbidden(text)
    if forbidden is None:
        return True
    message = _("Character %(position)d is one that cannot be stored: %(name)s.")
    errors[field] = [message % {"position": forbidden.position + 1, "name": forbidden.name}]
    return False


def _fits(text: str, field: str, errors: Errors) -> bool:
    most = getattr(Comment._meta.get_field(field), "max_length", None)
    if most is None or len(text) <= most:
        return True
    errors[field] = [_("At most %(most)d characters are allowed here.") % {"most": most}]
    return False
