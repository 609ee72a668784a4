"""What was seen during a run and found after it: all that is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from faults.wanted import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRow:
    """A comment as it is stored."""

    pk: int
    key: str
    visibility: str
    published_at: float | None
    is_due: bool
    """Whether it still waits to be checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A verdict of the spam checker's."""

    comment: int
    verdict: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A decision."""

    pk: int
    comment: int
    actor: str
    action: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRow:
    """A report to the spam checker."""

    comment: int
    kind: str
    state: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that the stand-in received about a comment of ours."""

    key: str
    """The comment's key."""
    about: str
    """``check``, or the feedback's kind: ``spam`` or ``ham``."""
    received: float
    answered: float
    outcome: str
    """What the caller could know: ``ham``, ``spam``, ``taken``, ``provisional``, or how the stand-in failed."""

    @property
    def is_good(self) -> bool:
        """Whether the caller was told what it asked for."""
        return self.outcome in {"ham", "spam", "taken", "provisional"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """Something that keeps an attempt's outcome from being stored: a worker's death, a database that is away."""

    what: str
    began: float
    ended: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything about one run."""

    wanted: Sequence[Wanted]
    accepted: Mapping[str, int]
    """The number that the site told for each key it accepted."""
    contradicted: Sequence[str] = ()
    """Keys for which the site told another number later."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Keys that the site turned down for good, with its answer."""
    asked: Mapping[str, float] = field(default_factory=dict)
    """When a moderator first asked for something that publishes the comment of that key."""
    unfinished: Sequence[str] = ()
    """Keys whose moderator did not get through with what they wanted."""
    comments: Sequence[CommentRow] = ()
    findings: Sequence[FindingRow] = ()
    """Verdicts alone: no errors, and no provisional answers."""
    decisions: Sequence[DecisionRow] = ()
    feedback: Sequence[FeedbackRow] = ()
    queues: Mapping[int, str] = field(default_factory=dict)
    """Where the case of a comment stands."""
    calls: Sequence[Call] = ()
    interruptions: Sequence[Interruption] = ()
    mishaps: Mapping[str, int] = field(default_factory=dict)
    """What was done to the site, and how often; each must have been done."""
    looks: Mapping[str, int] = field(default_factory=dict)
    """Where one looked for what must not be public, and how often."""
    too_soon: Sequence[int] = ()
    """Comments that the database showed public without a verdict or a moderator's decision."""
    first_seen: Mapping[int, float] = field(default_factory=dict)
    """When readers saw a comment first."""
    timeline: Sequence[tuple[float, str]] = ()
    """What was done to the site, and when; not judged, kept for whoever looks into a run that went wrong."""
