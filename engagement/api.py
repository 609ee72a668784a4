"""The front door: what other apps may call and read. Everything else in engagement may change without notice.

Nothing here asks who is calling: permissions are the caller's business.
"""

from engagement.conf import get_settings as get_engagement_settings
from engagement.exceptions import (
    BadCursor,
    BadToken,
    BranchLocked,
    CommentNotFound,
    CommentRefused,
    DiscussionClosed,
    DiscussionNotFound,
    EngagementError,
    ForbiddenTransition,
    GateFailed,
    HostNotRegistered,
    IdempotencyConflict,
    InvalidComment,
    InvalidPrompt,
    PostingTooFast,
    StaleComment,
)
from engagement.gates import SubmissionData
from engagement.hosts import register as register_host
from engagement.hosts import unregister as unregister_host
from engagement.languages import speaking_of
from engagement.models import Comment, Discussion, Prompt, Visibility, Wording
from engagement.queries.comments import get_public_comment
from engagement.queries.discussions import find_discussion_of, get_public_discussion
from engagement.queries.prompts import shown_wording
from engagement.queries.records import CommentRecord, get_comment_record
from engagement.services.deletion import Deletion, delete_spam
from engagement.services.discussions import set_discussion_status, sync_discussion
from engagement.services.drafts import AuthorData
from engagement.services.erasure import delete_expired, erase_comment, withdraw_comment
from engagement.services.limits import count_act
from engagement.services.locking import lock_comment, lock_comments
from engagement.services.marks import feature_comment, lock_branch
from engagement.services.outbox import (
    due_comment_ids,
    finish_checking,
    hurry_comments,
    lease_comment,
    postpone_comment,
    request_check,
)
from engagement.services.posting import Posted, post_comment
from engagement.services.prompts import accept_prompt, follow_article, reword_prompt, switch_prompt_off
from engagement.services.redaction import redact_comment
from engagement.services.visibility import VisibilityChange, change_visibility
from engagement.text import excerpt
from engagement.tokens import make_author_token

__all__ = [
    "AuthorData",
    "BadCursor",
    "BadToken",
    "BranchLocked",
    "Comment",
    "CommentNotFound",
    "CommentRecord",
    "CommentRefused",
    "Deletion",
    "Discussion",
    "DiscussionClosed",
    "DiscussionNotFound",
    "EngagementError",
    "ForbiddenTransition",
    "GateFailed",
    "HostNotRegistered",
    "IdempotencyConflict",
    "InvalidComment",
    "InvalidPrompt",
    "Posted",
    "PostingTooFast",
    "Prompt",
    "StaleComment",
    "SubmissionData",
    "Visibility",
    "VisibilityChange",
    "Wording",
    "accept_prompt",
    "change_visibility",
    "count_act",
    "delete_expired",
    "delete_spam",
    "due_comment_ids",
    "erase_comment",
    "excerpt",
    "feature_comment",
    "find_discussion_of",
    "finish_checking",
    "follow_article",
    "get_comment_record",
    "get_engagement_settings",
    "get_public_comment",
    "get_public_discussion",
    "hurry_comments",
    "lease_comment",
    "lock_branch",
    "lock_comment",
    "lock_comments",
    "make_author_token",
    "post_comment",
    "postpone_comment",
    "redact_comment",
    "register_host",
    "request_check",
    "reword_prompt",
    "set_discussion_status",
    "shown_wording",
    "speaking_of",
    "switch_prompt_off",
    "sync_discussion",
    "unregister_host",
    "withdraw_comment",
]
