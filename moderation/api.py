"""The front door: what pages, tasks and other apps may call and read. Everything else may change without notice.

Nothing here asks who is calling: permissions are the caller's business, by ``may_moderate``.
"""

from moderation.exceptions import (
    BulkBusy,
    BulkNotFound,
    BulkNotPossible,
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
from moderation.models import Action, Actor, BulkRun, Case, Decision, Feedback, Finding, Queue
from moderation.policies import may_moderate
from moderation.queries.card import Card, load_card
from moderation.queries.health import ScreeningHealth, screening_health
from moderation.queries.queue import QueueItem, QueuePage, load_queue, queue_counts
from moderation.services.bulk import (
    confirm_bulk,
    drop_drafts,
    find_due_bulk,
    prepare_bulk,
    stop_bulk,
    undo_bulk,
)
from moderation.services.bulk_running import run_bulk
from moderation.services.cases import close_case, open_case
from moderation.services.decisions import decide, follow_author, undo
from moderation.services.maintenance import (
    close_idle_cases,
    find_due_comments,
    find_due_feedback,
    find_probe,
    follow_lost_erasures,
    open_missing_cases,
    recover,
)
from moderation.services.purging import purge, purge_spam
from moderation.services.screening import screen_comment
from moderation.services.sending import send_feedback
from moderation.services.unscreened import find_unscreened, release_unscreened

__all__ = [
    "Action",
    "Actor",
    "BulkBusy",
    "BulkNotFound",
    "BulkNotPossible",
    "BulkRun",
    "Card",
    "Case",
    "Decision",
    "DecisionNotFound",
    "DecisionNotPossible",
    "Feedback",
    "Finding",
    "InvalidDecision",
    "LastDecision",
    "ModerationError",
    "NothingToUndo",
    "Queue",
    "QueueItem",
    "QueuePage",
    "ScreeningHealth",
    "SpamCheckMisconfigured",
    "SpamCheckUnavailable",
    "StaleDecision",
    "close_case",
    "close_idle_cases",
    "confirm_bulk",
    "decide",
    "drop_drafts",
    "find_due_bulk",
    "find_due_comments",
    "find_due_feedback",
    "find_probe",
    "find_unscreened",
    "follow_author",
    "follow_lost_erasures",
    "load_card",
    "load_queue",
    "may_moderate",
    "open_case",
    "open_missing_cases",
    "prepare_bulk",
    "purge",
    "purge_spam",
    "queue_counts",
    "recover",
    "release_unscreened",
    "run_bulk",
    "screen_comment",
    "screening_health",
    "send_feedback",
    "stop_bulk",
    "undo",
    "undo_bulk",
]
