"""The tables of moderation, one file a model."""

from moderation.models.alert import Alert
from moderation.models.case import Case, Queue, ReasonCode
from moderation.models.circuit import Circuit
from moderation.models.decision import Action, Actor, Decision
from moderation.models.feedback import Feedback, FeedbackKind, FeedbackState
from moderation.models.finding import ANSWERS, FailureKind, Finding, FindingVerdict
from moderation.models.payload import Payload
from moderation.models.policy_rule import PolicyRule
from moderation.models.report import Report, ReportOutcome
from moderation.models.sanction import Sanction, SanctionKind
from moderation.models.sanction_change import SanctionAct, SanctionChange
from moderation.models.spam_print import SpamPrint
from moderation.models.trace import Trace
from moderation.models.word_list import WordList, WordListKind

__all__ = [
    "ANSWERS",
    "Action",
    "Actor",
    "Alert",
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
    "Report",
    "ReportOutcome",
    "Sanction",
    "SanctionAct",
    "SanctionChange",
    "SanctionKind",
    "SpamPrint",
    "Trace",
    "WordList",
    "WordListKind",
]
