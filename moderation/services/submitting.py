"""A comment's record in the words of a spam checker."""

import traceback
from collections.abc import Callable, Sequence

from django.conf import settings as django_settings
from django.utils.module_loading import import_string

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.exceptions import SpamCheckMisconfigured
from moderation.hashing import find_network
from moderation.models import ANSWERS, Finding, FindingVerdict
from moderation.queries.moderators import is_moderator
from moderation.spam.base import NO_ADDRESS, Submitted

EDIT = "edit"
"""The comment was changed since it was checked."""

RETRY = "retry"
"""The checker could not be asked, or gave no answer."""

RECHECK_AFTER = "recheck_after"
"""The checker wanted to be asked again."""

RECHECK_QUEUE = "recheck_queue"
"""Somebody at the site wants it checked once more; Akismet's own plugin says it in the same word."""


def build_submitted(record: engagement.CommentRecord, recheck_reason: str = "") -> Submitted:
    """What is sent about a comment, from the reader's own request as it was; less where the publisher tells less.
    ``recheck_reason`` says why it is asked about again; empty the first time.

    Raises SpamCheckMisconfigured where the publisher's hook fails.
    """
    settings = get_settings()
    sent = record.submission
    return _let_publisher_change(
        Submitted(
            ip=_shorten(sent.ip or ""),
            body=record.body,
            created_at=record.created_at,
            kind="reply" if record.is_reply else "comment",
            user_agent=sent.user_agent,
            referrer=sent.referrer,
            permalink=record.article_url,
            author_name=record.author_name,
            author_email=record.author_email if settings.send_email else "",
            author_url=record.author_url,
            article_modified_at=record.article_modified_at,
            language=record.language or django_settings.LANGUAGE_CODE,
            charset=django_settings.DEFAULT_CHARSET.upper(),
            user_role="administrator" if is_moderator(record.author_id) else "",
            honeypot_name=engagement.get_engagement_settings().honeypot_field,
            honeypot_value=sent.honeypot,
            context=tuple(word for word in (record.section, *record.tags) if word),
            parent_id=str(record.parent_id or ""),
            recheck_reason=recheck_reason,
            is_test=settings.is_test,
        )
    )


def find_recheck_reason(*, revision: int, earlier: Sequence[Finding]) -> str:
    """Why a comment is asked about again, going by what the spam checker said last; empty the first time."""
    asked = [finding for finding in earlier if finding.verdict in (*ANSWERS, FindingVerdict.ERROR)]
    if not asked:
        return ""
    latest = asked[-1]
    if latest.revision < revision:
        return EDIT
    if latest.verdict == FindingVerdict.ERROR:
        return RETRY
    return RECHECK_AFTER if latest.provisional else RECHECK_QUEUE


def find_hook() -> Callable[[Submitted], Submitted] | None:
    """The publisher's hook, None where there is none; raises SpamCheckMisconfigured where it is not to be had."""
    path = get_settings().payload_hook
    if not path:
        return None
    try:
        hook = import_string(path)
    except ImportError as error:
        message = f'MODERATION["PAYLOAD_HOOK"] cannot be imported: {error}'
        raise SpamCheckMisconfigured(message, kind="other") from None
    if not callable(hook):
        message = f'MODERATION["PAYLOAD_HOOK"] names {path!r}, which cannot be called.'
        raise SpamCheckMisconfigured(message, kind="other")
    return hook  # type: ignore[no-any-return]


def _let_publisher_change(submitted: Submitted) -> Submitted:
    hook = find_hook()
    if hook is None:
        return submitted
    try:
        changed: object = hook(submitted)
    except Exception as error:  # noqa: BLE001  # whatever a publisher's code raises, no comment may be lost by it
        problem = f"failed with {type(error).__name__} {_locate(error)}"
    else:
        if isinstance(changed, Submitted):
            return changed
        problem = f"must return a Submitted, not {type(changed).__name__}"
    # Raised out here, and without the hook's own words: its error and its frames hold what the reader sent.
    raise SpamCheckMisconfigured(f'MODERATION["PAYLOAD_HOOK"] {problem}.', kind="other")


def _locate(error: Exception) -> str:
    """Where an error was raised, as file and line."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"in {frame.filename}, line {frame.lineno}"


def _shorten(ip: str) -> str:
    """As much of an address as the publisher tells: all, its network's first, or one that is nobody's."""
    how_much = get_settings().send_ip
    if not ip or how_much == "full":
        return ip
    return find_network(ip).partition("/")[0] if how_much == "network" else NO_ADDRESS
