"""The front door: what pages, tasks and other apps may call and read. Everything else may change without notice.

Nothing here asks who is calling: permissions are the caller's business, by ``may_see``, ``may_moderate`` and
``may_undo``, and in which sections by ``find_sections``.
"""

from moderation.exceptions import (
    BulkBusy,
    BulkNotFound,
    BulkNotPossible,
    DecisionNotFound,
    DecisionNotPossible,
    InvalidDecision,
    InvalidReport,
    LastDecision,
    ModerationError,
    NothingToUndo,
    SpamCheckMisconfigured,
    SpamCheckUnavailable,
    StaleDecision,
)
from moderation.models import Action, Actor, BulkRun, Case, Decision, Feedback, Finding, Queue, Report
from moderation.policies import Rights, may_moderate, may_see, may_undo
from moderation.queries.card import Card, load_card
from moderation.queries.counts import CaseCounts, load_counts, queue_counts
from moderation.queries.health import ScreeningHealth, screening_health
from moderation.queries.queue import QueueItem, QueuePage, load_queue
from moderation.queries.sections import Sections, find_sections
from moderation.services.acts import add_note, assign, escalate, feature, lock, redact, reply
from moderation.services.attempts import Outcome
from moderation.services.author_mail import find_due_author_mail, send_author_mail
from moderation.services.bulk import confirm_bulk, drop_drafts, find_due_bulk, prepare_bulk, stop_bulk, undo_bulk
from moderation.services.bulk_running import run_bulk
from moderation.services.cases import close_case, follow_publication, open_case
from moderation.services.claims import claim_comment, claim_next
from moderation.services.counting import fold_counts
from moderation.services.deciding_many import SeenComment, decide_many, undo_many
from moderation.services.decisions import decide, follow_author, undo
from moderation.services.digests import find_due_digests, send_digest
from moderation.services.edits import follow_edit, follow_lost_edits
from moderation.services.grouping import forget_settled
from moderation.services.indexing import index_missing
from moderation.services.looking import expire_new, mark_looked_at
from moderation.services.maintenance import (
    close_idle_cases,
    find_due_comments,
    find_due_feedback,
    find_due_notices,
    find_probe,
    follow_lost_erasures,
    open_missing_cases,
    open_missing_new,
    recover,
)
from moderation.services.merging import follow_merge
from moderation.services.once import Decided, find_or_decide, find_or_undo
from moderation.services.purging import purge, purge_spam
from moderation.services.recording import SOURCE
from moderation.services.recounting import follow_section
from moderation.services.report_notices import tell_reporter
from moderation.services.reports import Filed, Reporter, file_report
from moderation.services.screening import screen_comment
from moderation.services.sending import send_feedback
from moderation.services.unscreened import find_unscreened, release_unscreened

__all__ = [
    "SOURCE",
    "Action",
    "Actor",
    "BulkBusy",
    "BulkNotFound",
    "BulkNotPossible",
    "BulkRun",
    "Card",
    "Case",
    "CaseCounts",
    "Decided",
    "Decision",
    "DecisionNotFound",
    "DecisionNotPossible",
    "Feedback",
    "Filed",
    "Finding",
    "InvalidDecision",
    "InvalidReport",
    "LastDecision",
    "ModerationError",
    "NothingToUndo",
    "Outcome",
    "Queue",
    "QueueItem",
    "QueuePage",
    "Report",
    "Reporter",
    "Rights",
    "ScreeningHealth",
    "Sections",
    "SeenComment",
    "SpamCheckMisconfigured",
    "SpamCheckUnavailable",
    "StaleDecision",
    "add_note",
    "assign",
    "claim_comment",
    "claim_next",
    "close_case",
    "close_idle_cases",
    "confirm_bulk",
    "decide",
    "decide_many",
    "drop_drafts",
    "escalate",
    "expire_new",
    "feature",
    "file_report",
    "find_due_author_mail",
    "find_due_bulk",
    "find_due_comments",
    "find_due_digests",
    "find_due_feedback",
    "find_due_notices",
    "find_or_decide",
    "find_or_undo",
    "find_probe",
    "find_sections",
    "find_unscreened",
    "fold_counts",
    "follow_author",
    "follow_edit",
    "follow_lost_edits",
    "follow_lost_erasures",
    "follow_merge",
    "follow_publication",
    "follow_section",
    "forget_settled",
    "index_missing",
    "load_card",
    "load_counts",
    "load_queue",
    "lock",
    "mark_looked_at",
    "may_moderate",
    "may_see",
    "may_undo",
    "open_case",
    "open_missing_cases",
    "open_missing_new",
    "prepare_bulk",
    "purge",
    "purge_spam",
    "queue_counts",
    "recover",
    "redact",
    "release_unscreened",
    "reply",
    "run_bulk",
    "screen_comment",
    "screening_health",
    "send_author_mail",
    "send_digest",
    "send_feedback",
    "stop_bulk",
    "tell_reporter",
    "undo",
    "undo_bulk",
    "undo_many",
]
