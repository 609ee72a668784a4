"""Discussions of articles that are no objects here: opened and kept up to date by the publisher alone.

A publisher's server puts them, with its token. Or a page of theirs carries what they signed, and the first reader's
visit opens the discussion: a reader may hand it over, and can change nothing of it.
"""

import base64
import binascii
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from engagement import hosts
from engagement.conf import get_settings
from engagement.exceptions import (
    BadSignature,
    InvalidDiscussion,
    KeyOfHost,
    OpeningTooFast,
    PostingTooFast,
    PublishingTooFast,
)
from engagement.models import Discussion, Prompt
from engagement.queries.discussions import find_discussion
from engagement.services.discussions import follow_values
from engagement.services.foreign_articles import ForeignArticle, read_foreign_article
from engagement.services.limits import count_act
from engagement.services.prompts import propose_prompt
from engagement.services.publisher_tokens import is_signed_by
from engagement.services.stances import set_stances

_KEY = re.compile(r"[-\w.:~@]{1,200}")
_MOST_SIGNED = 8_192
"""Longer than any article's values without its body: a page carries them with every visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """What became of a wish to open a discussion, or to bring it up to date."""

    discussion: Discussion
    created: bool
    changed: bool


@transaction.atomic
def put_discussion(*, key: str, article: ForeignArticle, kid: str = "") -> Put:
    """Open the discussion of an article that stands elsewhere, or bring it up to date, and propose its closing prompt
    where the body was sent, and the stances that were. The same once more changes nothing.

    ``kid`` is the token by which the wish came, which the limits count. KeyOfHost where the key is one of a registered
    model's. Of a discussion that was merged into another, that other is given, and follows its own article.
    """
    if kid:
        _count_put(kid)
    _assert_free(key)
    if leads_to := _find_elsewhere(key):
        return Put(discussion=leads_to, created=False, changed=False)
    values = _values_of(article)
    discussion, created = Discussion.objects.select_for_update(no_key=True).get_or_create(key=key, defaults=values)
    if discussion.host:
        raise KeyOfHost(key)
    changed = {name: value for name, value in values.items() if getattr(discussion, name) != value}
    follow_values(discussion=discussion, changed=changed)
    if created or article.body is not None:
        propose_prompt(discussion_id=discussion.pk, body=article.body or "", language=values["language"])
    if article.stances is not None:
        prompt, _new = Prompt.objects.get_or_create(discussion=discussion)
        set_stances(prompt_id=prompt.pk, labels=article.stances)
    version = discussion.version
    discussion.refresh_from_db()
    return Put(discussion=discussion, created=created, changed=created or discussion.version != version)


@transaction.atomic
def open_signed_discussion(*, signed: str, ip: str | None) -> Put:
    """Open the discussion of an article whose values its publisher signed; one that is there stays as it is.

    BadSignature where no valid token's key gave the signature or its time is over; InvalidDiscussion where it is
    genuine, and what was signed has a fault.
    """
    values = dict(_read_signed(signed))
    key = values.pop("key", None)
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise InvalidDiscussion({"key": [_("A key has 1 to 200 letters, digits or the signs - _ . : ~ @.")]})
    article = read_foreign_article(values, without=("body", "stances"))
    if found := find_discussion(key):
        return Put(discussion=found, created=False, changed=False)
    try:
        count_act(act="open", ip=ip, limits=get_settings().open_limits)
    except PostingTooFast as error:
        raise OpeningTooFast(retry_after=error.retry_after) from None
    return put_discussion(key=key, article=article)


def _count_put(kid: str) -> None:
    try:
        count_act(act=f"publish:{kid}", ip=None, limits=get_settings().publisher_limits)
    except PostingTooFast as error:
        raise PublishingTooFast(retry_after=error.retry_after) from None


def _assert_free(key: str) -> None:
    """Every key that begins as a registered model's do is that model's, also of an object that is not there yet."""
    if not _KEY.fullmatch(key):
        raise InvalidDiscussion({"key": [_("A key has 1 to 200 letters, digits or the signs - _ . : ~ @.")]})
    if any(not callable(host.key) and key.startswith(f"{host.label}.") for host in hosts.registered()):
        raise KeyOfHost(key)


def _find_elsewhere(key: str) -> Discussion | None:
    """The discussion that the key leads to as an alias, or because its own was merged into that one."""
    found = find_discussion(key)
    return found if found is not None and found.key != key else None


def _values_of(article: ForeignArticle) -> dict[str, Any]:
    return {
        "title": article.title,
        "url": article.url,
        "section": article.section,
        "authors": list(article.authors),
        "tags": list(article.tags),
        "language": (article.language or settings.LANGUAGE_CODE)[:35],
        "article_published_at": article.published_at,
        "article_modified_at": article.modified_at,
    }


def _read_signed(signed: str) -> Mapping[str, Any]:
    """What was signed, without the moment until which it holds; BadSignature before anything of it is believed."""
    head, _dot, mac = signed.rpartition(".")
    kid, _dot, written = head.partition(".")
    if len(signed) > _MOST_SIGNED or not signed.isascii():
        raise BadSignature(code="malformed")
    try:
        signature, payload = _decode(mac), _decode(written)
    except (binascii.Error, ValueError):
        raise BadSignature(code="malformed") from None
    if not is_signed_by(kid=kid, signed=head, signature=signature):
        raise BadSignature(code="not-genuine")
    try:
        values = json.loads(payload)
    except (ValueError, RecursionError):
        raise InvalidDiscussion({"signed": [_("What was signed is no JSON in UTF-8.")]}) from None
    if not isinstance(values, dict):
        raise InvalidDiscussion({"signed": [_("What was signed is no JSON object.")]})
    until = values.pop("exp", None)
    if type(until) not in {int, float}:
        raise InvalidDiscussion({"exp": [_("This must be the second since 1970 until which the signature holds.")]})
    if not until > time.time():
        raise BadSignature(code="expired")
    return values


def _decode(written: str) -> bytes:
    """Base64url without its padding (RFC 7515, appendix C), and nothing else."""
    return base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
