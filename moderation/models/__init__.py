"""The tables of moderation, one file a model."""

from moderation.models.alert import Alert
from moderation.models.bulk import BULK_ACTIONS, BulkItem, BulkOutcome, BulkRun, BulkState
from moderation.models.case import Case, Queue, ReasonCode, spell_codes
from moderation.models.circuit import Circuit
from moderation.models.decision import Action, Actor, Decision
from moderation.models.feedback import Feedback, FeedbackKind, FeedbackState
from moderation.models.finding import ANSWERS, FailureKind, Finding, FindingVerdict
from moderation.models.payload import Payload
from moderation.models.policy_rule import PolicyRule
from moderation.models.sanction import Sanction, SanctionKind
from moderation.models.spam_print import SpamPrint
from moderation.models.trace import Trace
from moderation.models.word_list import WordList, WordListKind

__all__ = [
    "ANSWERS",
    "BULK_ACTIONS",
    "Action",
    "Actor",
    "Alert",
    "BulkItem",
    "BulkOutcome",
    "BulkRun",
    "BulkState",
    "Case",
    "Circuit",
    "Decision",
    "FailureKind",
    "Feedback",
    "FeedbackKind",
    "FeedbackState",
    "Finding",
    "FindingVerdict",
    "Payload",
    "PolicyRule",
    "Queue",
    "ReasonCode",
    "Sanction",
    "SanctionKind",
    "SpamPrint",
    "Trace",
    "WordList",
    "WordListKind",
    "spell_codes",
]
