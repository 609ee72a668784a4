"""The tables of moderation, one file a model."""

from moderation.models.alert import Alert
from moderation.models.author_mail import AuthorMail, AuthorMailState
from moderation.models.case import Case, Queue, ReasonCode
from moderation.models.case_count import CaseCount
from moderation.models.circuit import Circuit
from moderation.models.claim import Claim
from moderation.models.decision import About, Action, Actor, Decision
from moderation.models.digest_preference import DigestFrequency, DigestPreference
from moderation.models.feedback import Feedback, FeedbackKind, FeedbackState
from moderation.models.finding import ANSWERS, FailureKind, Finding, FindingVerdict
from moderation.models.key_bindings import DEFAULT_KEYS, KeyAct, KeyBindings
from moderation.models.original import Original
from moderation.models.payload import Payload
from moderation.models.policy_rule import PolicyRule
from moderation.models.report import Report, ReportOutcome
from moderation.models.sanction import Sanction, SanctionKind
from moderation.models.sanction_change import SanctionAct, SanctionChange
from moderation.models.saved_view import SavedView
from moderation.models.spam_print import SpamPrint
from moderation.models.trace import Trace
from moderation.models.word_list import WordList, WordListKind

__all__ = [
    "ANSWERS",
    "DEFAULT_KEYS",
    "About",
    "Action",
    "Actor",
    "Alert",
    "AuthorMail",
    "AuthorMailState",
    "Case",
    "CaseCount",
    "Circuit",
    "Claim",
    "Decision",
    "DigestFrequency",
    "DigestPreference",
    "FailureKind",
    "Feedback",
    "FeedbackKind",
    "FeedbackState",
    "Finding",
    "FindingVerdict",
    "KeyAct",
    "KeyBindings",
    "Original",
    "Payload",
    "PolicyRule",
    "Queue",
    "ReasonCode",
    "Report",
    "ReportOutcome",
    "Sanction",
    "SanctionAct",
    "SanctionChange",
    "SanctionKind",
    "SavedView",
    "SpamPrint",
    "Trace",
    "WordList",
    "WordListKind",
]
