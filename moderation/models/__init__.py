"""The tables of moderation, one file a model."""

from moderation.models.alert import Alert
from moderation.models.case import Case, Queue, ReasonCode
from moderation.models.change import Change, ChangeAction, Subject
from moderation.models.circuit import Circuit
from moderation.models.decision import Action, Actor, Decision
from moderation.models.feedback import Feedback, FeedbackKind, FeedbackState
from moderation.models.finding import ANSWERS, FailureKind, Finding, FindingVerdict
from moderation.models.payload import Payload
from moderation.models.policy_rule import PolicyRule
from moderation.models.sanction import Sanction, SanctionKind
from moderation.models.section_right import SectionRight
from moderation.models.spam_print import SpamPrint
from moderation.models.trace import Trace
from moderation.models.word_list import WordList, WordListKind

__all__ = [
    "ANSWERS",
    "Action",
    "Actor",
    "Alert",
    "Case",
    "Change",
    "ChangeAction",
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
    "SectionRight",
    "SpamPrint",
    "Subject",
    "Trace",
    "WordList",
    "WordListKind",
]
