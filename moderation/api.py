"""The front door: what pages, tasks and other apps may call and read. Everything else may change without notice.

Nothing here asks who is calling: permissions are the caller's business, by ``may_moderate``.
"""

from moderation.exceptions import (
    DecisionNotFound,
    DecisionNotPossible,
    InvalidDecision,
    LastDecision,
    ModerationError,
    NothingToUndo,
    SpamCheckMisconfigured,
    SpamCheckUnavailable,
    StaleDecision,
)
from moderation.models import Action, Actor, Case, Decision, Feedback, Finding, Queue
from moderation.policies import may_moderate
from moderation.queries.card import Card, load_card
from moderation.queries.counts import CaseCounts, load_counts, queue_counts
from moderation.queries.health import ScreeningHealth, screening_health
from moderation.queries.queue import QueueItem, QueuePage, load_queue
from moderation.services.cases import close_case, follow_publication, open_case
from moderation.services.counting import fold_counts
from moderation.services.deciding_many import Outcome, SeenComment, decide_many, undo_many
from moderation.services.decisions import decide, follow_author, undo
from moderation.services.digests import find_due_digests, send_digest
from moderation.services.grouping import forget_settled
from moderation.services.indexing import index_comment, index_missing
from moderation.services.looking import expire_new, mark_looked_at
from moderation.services.maintenance import (
    close_idle_cases,
    find_due_comments,
    find_due_feedback,
    find_probe,
    follow_lost_erasures,
    open_missing_cases,
    open_missing_new,
    recover,
)
from moderation.services.once import Decided, find_or_decide, find_or_undo
from moderation.services.purging import purge, purge_spam
from moderation.services.recording import SOURCE
from moderation.services.recounting import follow_section
from moderation.services.screening import screen_comment
from moderation.services.sending import send_feedback
from moderation.services.unscreened import find_unscreened, release_unscreened

__all__ = [
    "SOURCE",
    "Action",
    "Actor",
    "Card",
    "Case",
    "CaseCounts",
    "Decided",
    "Decision",
    "DecisionNotFound",
    "DecisionNotPossible",
    "Feedback",
    "Finding",
    "InvalidDecision",
    "LastDecision",
    "ModerationError",
    "NothingToUndo",
    "Outcome",
    "Queue",
    "QueueItem",
    "QueuePage",
    "ScreeningHealth",
    "SeenComment",
    "SpamCheckMisconfigured",
    "SpamCheckUnavailable",
    "StaleDecision",
    "close_case",
    "close_idle_cases",
    "decide",
    "decide_many",
    "expire_new",
    "find_due_comments",
    "find_due_digests",
    "find_due_feedback",
    "find_or_decide",
    "find_or_undo",
    "find_probe",
    "find_unscreened",
    "fold_counts",
    "follow_author",
    "follow_lost_erasures",
    "forget_settled",
    "index_comment",
    "index_missing",
    "follow_publication",
    "follow_section",
    "load_card",
    "load_counts",
    "load_queue",
    "mark_looked_at",
    "may_moderate",
    "open_case",
    "open_missing_cases",
    "open_missing_new",
    "purge",
    "purge_spam",
    "queue_counts",
    "recover",
    "release_unscreened",
    "screen_comment",
    "screening_health",
    "send_digest",
    "send_feedback",
    "undo",
    "undo_many",
]
