"""Signing readers in whom another site of the publisher knows: what its server signed is exchanged, once, for a short
session of our own.
"""

import datetime as dt
import hashlib
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from engagement.exceptions import SessionEnded, SignInOff, SignInRefused
from engagement.foreign import get_single_sign_on
from engagement.models import ExternalIdentity, UsedToken
from engagement.sso import Claims, SingleSignOn, TokenRefused
from engagement.sso.messages import verify_disqus, verify_hyvor

jwts: Any = None
# The package is optional: a site without it says so where a token is sent, and manage.py check says it before.
with suppress(ImportError):
    from engagement.sso import jwts

_SALT = "afterword.engagement.session"
_LONGEST_SESSION = 300
_BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderSession:
    """A reader who is signed in by single sign-on. Personal data."""

    account: Any = field(repr=False)
    name: str = field(repr=False)
    email: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """What a token was exchanged for."""

    session: str = field(repr=False)
    expires_at: dt.datetime
    name: str = field(repr=False)


@sensitive_variables()
def sign_in(*, token: str) -> SignedIn:
    """Exchange a publisher's JSON Web Token. SignInOff, or SignInRefused where it is not good or was used before."""
    settings = _settings()
    if jwts is None:
        raise SignInOff
    try:
        return _let_in(jwts.verify_jwt(token, settings), settings)
    except TokenRefused as refused:
        raise SignInRefused(refused.code) from None


@sensitive_variables()
def sign_in_by_disqus(*, message: str) -> SignedIn:
    """Exchange a ``remote_auth_s3`` of Disqus's scheme; it raises what ``sign_in`` does."""
    settings = _settings()
    try:
        return _let_in(verify_disqus(message, settings), settings)
    except TokenRefused as refused:
        raise SignInRefused(refused.code) from None


@sensitive_variables()
def sign_in_by_hyvor(*, user: str, signature: str) -> SignedIn:
    """Exchange an ``sso-user`` with its ``sso-hash`` of Hyvor Talk's scheme; it raises what ``sign_in`` does."""
    settings = _settings()
    try:
        return _let_in(verify_hyvor(user, signature, settings), settings)
    except TokenRefused as refused:
        raise SignInRefused(refused.code) from None


@sensitive_variables()
def read_session(session: str) -> ReaderSession:
    """Who is signed in by a session; SessionEnded where it is forged, over or was ended, or the account may not."""
    settings = get_single_sign_on()
    try:
        if settings is None or len(session) > _LONGEST_SESSION:
            raise SessionEnded
        pk, epoch, expires = signing.loads(session, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise SessionEnded from None
    if expires <= timezone.now().timestamp():
        raise SessionEnded
    found = ExternalIdentity.objects.select_related("account").filter(pk=pk, epoch=epoch, issuer=settings.issuer)
    identity = found.first()
    if identity is None or not identity.account.is_active:
        raise SessionEnded
    return ReaderSession(account=identity.account, name=identity.name, email=identity.email)


def end_sessions(*, account_id: Any) -> int:
    """End every session of an account; returns how many identities that were: one, or none where it has none."""
    return ExternalIdentity.objects.filter(account_id=account_id).update(epoch=F("epoch") + 1)


def forget_identities(*, now: dt.datetime) -> int:
    """Forget names, addresses and badges of readers who did not sign in for long; returns of how many."""
    known = ~Q(name="", email="", badge_label="")
    forgotten = 0
    due = ExternalIdentity.objects.filter(known, expires_at__lte=now)
    while ids := list(due.values_list("pk", flat=True)[:_BATCH]):
        # Once more with its date: whoever signs in meanwhile is known again.
        changed = due.filter(pk__in=ids).update(name="", email="", badge_label="")
        forgotten += changed
        if not changed:
            break
    return forgotten


def digest_of(*, issuer: str, token_id: str) -> str:
    """What stands for a token in the database. Neither part can hold the character between them."""
    return hashlib.sha256(f"{issuer}\0{token_id}".encode()).hexdigest()


def _settings() -> SingleSignOn:
    settings = get_single_sign_on()
    if settings is None:
        raise SignInOff
    return settings


@transaction.atomic
def _let_in(claims: Claims, settings: SingleSignOn) -> SignedIn:
    if claims.token_id:
        _use_up(claims, settings)
    identity = _find_or_make(claims, settings)
    now = timezone.now()
    ExternalIdentity.objects.filter(pk=identity.pk, told_at__lte=claims.issued_at).update(
        name=claims.name, email=claims.email, badge_label=claims.badge[:100], told_at=claims.issued_at
    )
    ExternalIdentity.objects.filter(pk=identity.pk).update(expires_at=now + dt.timedelta(days=settings.identity_days))
    identity.refresh_from_db()
    if not identity.account.is_active:
        raise SignInRefused("account")
    expires_at = (now + dt.timedelta(minutes=settings.session_minutes)).replace(microsecond=0)
    session = signing.dumps([identity.pk, identity.epoch, int(expires_at.timestamp())], salt=_SALT)
    return SignedIn(session=session, expires_at=expires_at, name=identity.name)


def _use_up(claims: Claims, settings: SingleSignOn) -> None:
    """SignInRefused where another request had this token; of two at once the constraint lets one through."""
    good_until = claims.expires_at + dt.timedelta(seconds=settings.leeway_seconds + 1)
    digest = digest_of(issuer=settings.issuer, token_id=claims.token_id)
    try:
        with transaction.atomic():
            UsedToken.objects.create(digest=digest, expires_at=good_until)
    except IntegrityError:
        raise SignInRefused("used") from None


def _find_or_make(claims: Claims, settings: SingleSignOn) -> ExternalIdentity:
    whose = {"issuer": settings.issuer, "subject": claims.subject}
    identity = ExternalIdentity.objects.filter(**whose).first()
    if identity is not None:
        return identity
    try:
        # With the account, so that none is left over when somebody else was first.
        with transaction.atomic():
            return ExternalIdentity.objects.create(
                **whose, account=_make_account(), told_at=claims.issued_at, expires_at=timezone.now()
            )
    except IntegrityError:
        return ExternalIdentity.objects.get(**whose)


def _make_account() -> Any:
    """An account into which nobody can log in: no password, a name that says nothing, no address to reset one by."""
    kind: Any = get_user_model()
    name = f"sso-{uuid.uuid4().hex[:26]}"
    is_email = isinstance(kind._meta.get_field(kind.USERNAME_FIELD), models.EmailField)
    account = kind(**{kind.USERNAME_FIELD: f"{name}@sso.invalid" if is_email else name})
    account.set_unusable_password()
    account.save()
    return account
