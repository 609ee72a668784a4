"""The tables of moderation, one file a model."""

from moderation.models.case import Case, Queue, ReasonCode
from moderation.models.decision import Action, Actor, Decision
from moderation.models.feedback import Feedback, FeedbackKind, FeedbackState
from moderation.models.finding import Finding, FindingVerdict
from moderation.models.payload import Payload

__all__ = [
    "Action",
    "Actor",
    "Case",
    "Decision",
    "Feedback",
    "FeedbackKind",
    "FeedbackState",
    "Finding",
    "FindingVerdict",
    "Payload",
    "Queue",
    "ReasonCode",
]
