"""Decisions: made, and taken back."""

from http import HTTPStatus

from engagement.api import CommentNotFound, Visibility
from engagement.plumbing.operations import WITH_BODY, Answer, Body, Operation, Parameter, nullable
from moderation.api import DecisionNotFound, DecisionNotPossible, InvalidDecision, NothingToUndo, StaleDecision
from moderation.rest.v1.operations.shared import ACTS, COMMENT, MODERATING, NUMBER, PRIVATE, TURNED_AWAY
from moderation.rest.v1.problems import kinds_of
from moderation.rest.v1.serializers import DecisionShape

_DECISION = {
    "id": 1,
    "action": "reject",
    "actor": "moderator",
    "who": "Mo Berg",
    "words": "rejected",
    "before": "held",
    "after": "rejected",
    "reason": "off_topic",
    "reason_words": "It is off topic",
    "signals": [],
    "note": "Twice now.",
    "at": "2026-03-02T09:05:00Z",
    "comment": 1,
    "revision": 1,
    "undoes": None,
    "case_url": "https://news.example.org/api/v1/moderation/cases/1/",
    "undo_url": "https://news.example.org/api/v1/moderation/decisions/1/undo/",
}
_UNDOING = {
    **_DECISION,
    "id": 2,
    "action": "undo",
    "words": "undone",
    "before": "rejected",
    "after": "held",
    "reason": "",
    "reason_words": "",
    "note": "",
    "undoes": 1,
    "undo_url": None,
}

DECIDE = Operation(
    name="decide",
    summary="Decide on a comment",
    about="With what was seen, so that a comment that was edited or decided on meanwhile is not decided on unseen.",
    tag=MODERATING,
    parameters=(COMMENT,),
    body=Body(
        name="WishedDecision",
        about="The decision, and the comment as it was seen.",
        schema={
            "type": "object",
            "required": ["action", "revision", "seen_visibility"],
            "properties": {
                "action": {"type": "string", "enum": ["approve", "reject", "spam", "not_spam", "hold"]},
                "reason": nullable("string", description="With `reject` alone: a code of the card's."),
                "note": nullable("string", description="For colleagues; at most 2,000 characters."),
                "revision": {"type": "integer", "minimum": 1},
                "seen_visibility": {"type": "string", "enum": list(Visibility.values)},
            },
        },
        example={
            "action": "reject",
            "reason": "off_topic",
            "note": "Twice now.",
            "revision": 1,
            "seen_visibility": "held",
        },
    ),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="Somebody decided the same before: their decision.",
            shape=DecisionShape,
            headers=PRIVATE,
            example=_DECISION,
        ),
        Answer(
            status=HTTPStatus.CREATED, about="It is decided.", shape=DecisionShape, headers=PRIVATE, example=_DECISION
        ),
    ),
    problems=kinds_of(InvalidDecision, CommentNotFound, StaleDecision, DecisionNotPossible),
    plain=(*WITH_BODY, *TURNED_AWAY),
    security=ACTS,
)
UNDO = Operation(
    name="undoDecision",
    summary="Take a decision back",
    about="The newest on its comment; comment and case become what they were. What is sent is not read.",
    tag=MODERATING,
    parameters=(
        Parameter(name="decision_id", where="path", about="The number of the decision.", schema=NUMBER, example=1),
    ),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="It was taken back before: the undoing.",
            shape=DecisionShape,
            headers=PRIVATE,
            example=_UNDOING,
        ),
        Answer(status=HTTPStatus.CREATED, about="The undoing.", shape=DecisionShape, headers=PRIVATE, example=_UNDOING),
    ),
    problems=kinds_of(DecisionNotFound, StaleDecision, NothingToUndo, DecisionNotPossible),
    plain=TURNED_AWAY,
    security=ACTS,
)
