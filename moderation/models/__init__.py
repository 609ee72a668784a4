"""The tables of moderation, one file a model."""

from moderation.models.alert import Alert
from moderation.models.case import Case, Queue, ReasonCode
from moderation.models.case_count import CaseCount
from moderation.models.change import Change, ChangeAction, Subject
from moderation.models.circuit import Circuit
from moderation.models.decision import Action, Actor, Decision
from moderation.models.digest_preference import DigestFrequency, DigestPreference
from moderation.models.feedback import Feedback, FeedbackKind, FeedbackState
from moderation.models.finding import ANSWERS, FailureKind, Finding, FindingVerdict
from moderation.models.key_bindings import DEFAULT_KEYS, KeyAct, KeyBindings
from moderation.models.payload import Payload
from moderation.models.policy_rule import PolicyRule
from moderation.models.sanction import Sanction, SanctionKind
from moderation.models.saved_view import SavedView
from moderation.models.section_right import SectionRight
from moderation.models.spam_print import SpamPrint
from moderation.models.trace import Trace
from moderation.models.word_list import WordList, WordListKind

__all__ = [
    "ANSWERS",
    "DEFAULT_KEYS",
    "Action",
    "Actor",
    "Alert",
    "Case",
    "CaseCount",
    "Change",
    "ChangeAction",
    "Circuit",
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
    "Payload",
    "PolicyRule",
    "Queue",
    "ReasonCode",
    "Sanction",
    "SanctionKind",
    "SavedView",
    "SectionRight",
    "SpamPrint",
    "Subject",
    "Trace",
    "WordList",
    "WordListKind",
]
