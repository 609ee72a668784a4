"""The front door: what other apps may call and read. Everything else in engagement may change without notice.

Nothing here asks who is calling: permissions are the caller's business.
"""

from engagement.conf import get_settings as get_engagement_settings
from engagement.exceptions import (
    BadCursor,
    BadSignature,
    BadToken,
    BranchLocked,
    CannotMerge,
    CommentNotFound,
    CommentRefused,
    CommentWithdrawn,
    DiscussionClosed,
    DiscussionNotFound,
    EngagementError,
    ForbiddenTransition,
    GateFailed,
    HostNotRegistered,
    IdempotencyConflict,
    InvalidComment,
    InvalidDiscussion,
    InvalidPrompt,
    KeyOfHost,
    KeyTaken,
    NotEditable,
    PostingTooFast,
    RespectRefused,
    RespectTooFast,
    SessionEnded,
    StaleComment,
    StanceRefused,
    StanceTooFast,
)
from engagement.gates import SubmissionData
from engagement.hosts import register as register_host
from engagement.hosts import unregister as unregister_host
from engagement.languages import speaking_of
from engagement.models import (
    Badge,
    Comment,
    Discussion,
    Experiment,
    ExperimentMetric,
    ExperimentState,
    Prompt,
    Revision,
    Visibility,
    Wording,
    WordingStyle,
)
from engagement.queries.articles import find_written_by
from engagement.queries.comments import get_public_comment
from engagement.queries.discussions import find_discussion_of, get_public_discussion
from engagement.queries.earned import Asked, Earned, Grouping
from engagement.queries.earnings import earnings
from engagement.queries.experiments import (
    Judged,
    Pooled,
    judge_experiment,
    judge_experiments,
    plan_of,
    pooled,
    standings,
)
from engagement.queries.foresight import Foresight, foresee
from engagement.queries.notices import PendingNotices, pending_notices
from engagement.queries.prompts import shown_wording
from engagement.queries.records import CommentRecord, get_comment_record
from engagement.queries.revisions import find_edited, get_revisions
from engagement.queries.webhooks import EndpointLine, PendingWebhooks, list_endpoints, pending_webhooks
from engagement.services.asking import AskingData, follow_prompt_up, set_asking
from engagement.services.badges import renew_badge, set_badge
from engagement.services.deletion import Deletion, delete_spam
from engagement.services.discussions import set_discussion_status, sync_discussion
from engagement.services.drafts import AuthorData
from engagement.services.editing import Edited, edit_comment
from engagement.services.erasure import delete_expired, erase_comment, withdraw_comment
from engagement.services.events import note_event, note_events
from engagement.services.experiments import ArmData, Words, end_experiment, start_experiment
from engagement.services.follow_links import link_comment
from engagement.services.follow_wishes import FollowWish
from engagement.services.following import ask_to_follow, erase_follows, hears_of_replies
from engagement.services.foreign_articles import ForeignArticle
from engagement.services.leaving import erase_reader
from engagement.services.limits import count_act
from engagement.services.locking import lock_comment, lock_comments
from engagement.services.marks import feature_comment, lock_branch
from engagement.services.measuring import MeasuringFigures, measuring_figures
from engagement.services.merging import add_alias, merge_discussions
from engagement.services.notices import send_notices, send_question
from engagement.services.outbox import (
    due_comment_ids,
    finish_checking,
    hurry_comments,
    lease_comment,
    postpone_comment,
    request_check,
)
from engagement.services.posting import Posted, post_comment
from engagement.services.prompt_templates import TemplateData, add_prompt_template, change_prompt_template
from engagement.services.prompts import accept_prompt, follow_article, reword_prompt, switch_prompt_off
from engagement.services.publishing import Put, open_signed_discussion, put_discussion
from engagement.services.reactions import Reader, Respect, erase_reactions_of, respect_comment, take_respect_back
from engagement.services.redaction import redact_comment
from engagement.services.sessions import end_sessions
from engagement.services.stance_choices import Choice, choose_stance, erase_choices_of, withdraw_choice
from engagement.services.stances import set_stances
from engagement.services.tallies import add_to_tallies
from engagement.services.upcoming_prompts import drop_upcoming_prompt, reuse_prompt, show_prompt_later
from engagement.services.visibility import VisibilityChange, change_visibility
from engagement.services.webhook_endpoints import replay_events
from engagement.services.webhooks import send_event, send_webhooks
from engagement.services.withdrawing import withdraw_own_comment
from engagement.signals import BY_EDIT
from engagement.text import excerpt
from engagement.tokens import make_author_token

__all__ = [
    "BY_EDIT",
    "ArmData",
    "Asked",
    "AskingData",
    "AuthorData",
    "BadCursor",
    "BadSignature",
    "BadToken",
    "Badge",
    "BranchLocked",
    "CannotMerge",
    "Choice",
    "Comment",
    "CommentNotFound",
    "CommentRecord",
    "CommentRefused",
    "CommentWithdrawn",
    "Deletion",
    "Discussion",
    "DiscussionClosed",
    "DiscussionNotFound",
    "Earned",
    "Edited",
    "EndpointLine",
    "EngagementError",
    "Experiment",
    "ExperimentMetric",
    "ExperimentState",
    "FollowWish",
    "ForbiddenTransition",
    "ForeignArticle",
    "Foresight",
    "GateFailed",
    "Grouping",
    "HostNotRegistered",
    "IdempotencyConflict",
    "InvalidComment",
    "InvalidDiscussion",
    "InvalidPrompt",
    "Judged",
    "KeyOfHost",
    "KeyTaken",
    "MeasuringFigures",
    "NotEditable",
    "PendingNotices",
    "PendingWebhooks",
    "Pooled",
    "Posted",
    "PostingTooFast",
    "Prompt",
    "Put",
    "Reader",
    "Respect",
    "RespectRefused",
    "RespectTooFast",
    "Revision",
    "SessionEnded",
    "StaleComment",
    "StanceRefused",
    "StanceTooFast",
    "SubmissionData",
    "TemplateData",
    "Visibility",
    "VisibilityChange",
    "Wording",
    "WordingStyle",
    "Words",
    "accept_prompt",
    "add_alias",
    "add_prompt_template",
    "add_to_tallies",
    "ask_to_follow",
    "change_prompt_template",
    "change_visibility",
    "choose_stance",
    "count_act",
    "delete_expired",
    "delete_spam",
    "drop_upcoming_prompt",
    "due_comment_ids",
    "earnings",
    "edit_comment",
    "end_experiment",
    "end_sessions",
    "erase_choices_of",
    "erase_comment",
    "erase_follows",
    "erase_reactions_of",
    "erase_reader",
    "excerpt",
    "feature_comment",
    "find_discussion_of",
    "find_edited",
    "find_written_by",
    "finish_checking",
    "follow_article",
    "follow_prompt_up",
    "foresee",
    "get_comment_record",
    "get_engagement_settings",
    "get_public_comment",
    "get_public_discussion",
    "get_revisions",
    "hears_of_replies",
    "hurry_comments",
    "judge_experiment",
    "judge_experiments",
    "lease_comment",
    "link_comment",
    "list_endpoints",
    "lock_branch",
    "lock_comment",
    "lock_comments",
    "make_author_token",
    "measuring_figures",
    "merge_discussions",
    "note_event",
    "note_events",
    "open_signed_discussion",
    "pending_notices",
    "pending_webhooks",
    "plan_of",
    "pooled",
    "post_comment",
    "postpone_comment",
    "put_discussion",
    "redact_comment",
    "register_host",
    "renew_badge",
    "replay_events",
    "request_check",
    "respect_comment",
    "reuse_prompt",
    "reword_prompt",
    "send_event",
    "send_notices",
    "send_question",
    "send_webhooks",
    "set_asking",
    "set_badge",
    "set_discussion_status",
    "set_stances",
    "show_prompt_later",
    "shown_wording",
    "speaking_of",
    "standings",
    "start_experiment",
    "switch_prompt_off",
    "sync_discussion",
    "take_respect_back",
    "unregister_host",
    "withdraw_choice",
    "withdraw_comment",
    "withdraw_own_comment",
]
