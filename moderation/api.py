"""The front door: what pages, tasks and other apps may call and read. Everything else may change without notice.

Nothing here asks who is calling: permissions are the caller's business, by ``may_see``, ``may_moderate`` and
``may_undo``, and in which sections by ``find_sections``.
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
from moderation.policies import Rights, may_moderate, may_see, may_undo
from moderation.queries.card import Card, load_card
from moderation.queries.counts import CaseCounts, load_counts, queue_counts
from moderation.queries.health import ScreeningHealth, screening_health
from moderation.queries.queue import QueueItem, QueuePage, load_queue
from moderation.queries.sections import Sections, find_sections
from moderation.services.cases import close_case, follow_publication, open_case
from moderation.services.counting import fold_counts
from moderation.services.decisions import decide, follow_author, undo
from moderation.services.digests import find_due_digests, send_digest
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
    "Queue",
    "QueueItem",
    "QueuePage",
    "Rights",
    "ScreeningHealth",
    "Sections",
    "SpamCheckMisconfigured",
    "SpamCheckUnavailable",
    "StaleDecision",
    "close_case",
    "close_idle_cases",
    "decide",
    "expire_new",
    "find_due_comments",
    "find_due_digests",
    "find_due_feedback",
    "find_or_decide",
    "find_or_undo",
    "find_probe",
    "find_sections",
    "find_unscreened",
    "fold_counts",
    "follow_author",
    "follow_lost_erasures",
    "follow_publication",
    "follow_section",
    "load_card",
    "load_counts",
    "load_queue",
    "mark_looked_at",
    "may_moderate",
    "may_see",
    "may_undo",
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
]
