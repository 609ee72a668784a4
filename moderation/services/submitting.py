"""A comment's record in the words of a spam checker."""

from django.conf import settings as django_settings
from django.contrib.auth import get_user_model

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.models import Finding, FindingVerdict
from moderation.policies import may_moderate
from moderation.spam.base import Submitted


def build_submitted(record: engagement.CommentRecord) -> Submitted:
    """What is sent about a comment, from the reader's own request as it was."""
    sent = record.submission
    return Submitted(
        ip=sent.ip or "",
        body=record.body,
        created_at=record.created_at,
        kind="reply" if record.is_reply else "comment",
        user_agent=sent.user_agent,
        referrer=sent.referrer,
        permalink=record.article_url,
        author_name=record.author_name,
        author_email=record.author_email,
        author_url=record.author_url,
        article_modified_at=record.article_modified_at,
        language=record.language or django_settings.LANGUAGE_CODE,
        charset=django_settings.DEFAULT_CHARSET.upper(),
        user_role="administrator" if _is_moderator(record.author_id) else "",
        honeypot_name=engagement.get_engagement_settings().honeypot_field,
        honeypot_value=sent.honeypot,
        context=tuple(word for word in (record.section, *record.tags) if word),
        parent_id=str(record.parent_id or ""),
        recheck_reason=_find_recheck_reason(record),
        is_test=get_settings().is_test,
    )


def _is_moderator(user_id: int | None) -> bool:
    users = get_user_model().objects.filter(pk=user_id) if user_id else ()
    return any(may_moderate(user) for user in users)


def _find_recheck_reason(record: engagement.CommentRecord) -> str:
    """Why the comment is asked about again, going by its latest finding; empty the first time."""
    latest = Finding.objects.filter(comment_id=record.comment_id).order_by("-id").first()
    if latest is None:
        return ""
    if latest.revision < record.revision:
        return "edit"
    return "retry" if latest.verdict == FindingVerdict.ERROR else "recheck"
