"""The tables of moderation, one file a model."""

from moderation.models.alert import Alert
from moderation.models.author_mail import AuthorMail, AuthorMailState
from moderation.models.bulk import BULK_ACTIONS, BulkItem, BulkOutcome, BulkRun, BulkState
from moderation.models.case import Case, Queue, ReasonCode, spell_codes
from moderation.models.case_count import CaseCount
from moderation.models.change import Change, ChangeAction, Subject
from moderation.models.circuit import Circuit
from moderation.models.claim import Claim
from moderation.models.decision import About, Action, Actor, Decision
from moderation.models.digest_preference import DigestFrequency, DigestPreference
from moderation.models.feedback import Feedback, FeedbackKind, FeedbackState
from moderation.models.finding import ANSWERS, FailureKind, Finding, FindingVerdict
from moderation.models.index_position import IndexPosition
from moderation.models.key_bindings import DEFAULT_KEYS, KeyAct, KeyBindings
from moderation.models.link_domain import LinkDomain
from moderation.models.original import Original
from moderation.models.payload import Payload
from moderation.models.policy_rule import PolicyRule
from moderation.models.question import Question
from moderation.models.report import Report, ReportOutcome
from moderation.models.sanction import Sanction, SanctionKind
from moderation.models.saved_view import SavedView
from moderation.models.search_entry import SearchEntry
from moderation.models.section_right import SectionRight
from moderation.models.spam_print import SpamPrint
from moderation.models.text_print import TextPrint
from moderation.models.trace import Trace
from moderation.models.word_list import WordList, WordListKind

__all__ = [
    "ANSWERS",
    "BULK_ACTIONS",
    "DEFAULT_KEYS",
    "About",
    "Action",
    "Actor",
    "Alert",
    "AuthorMail",
    "AuthorMailState",
    "BulkItem",
    "BulkOutcome",
    "BulkRun",
    "BulkState",
    "Case",
    "CaseCount",
    "Change",
    "ChangeAction",
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
    "IndexPosition",
    "KeyAct",
    "KeyBindings",
    "LinkDomain",
    "Original",
    "Payload",
    "PolicyRule",
    "Question",
    "Queue",
    "ReasonCode",
    "Report",
    "ReportOutcome",
    "Sanction",
    "SanctionKind",
    "SavedView",
    "SearchEntry",
    "SectionRight",
    "SpamPrint",
    "Subject",
    "TextPrint",
    "Trace",
    "WordList",
    "WordListKind",
    "spell_codes",
]
