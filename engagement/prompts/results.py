"""What extraction answers with: plain frozen values that compare, hash and survive a cache."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """The part a sentence plays in a closing prompt."""

    QUESTION = "question"
    CALL_TO_ACTION = "call_to_action"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class PromptSentence:
    """One sentence of the prompt; `block` counts the body's text blocks from 0."""

    role: Role
    text: str
    block: int


@dataclass(frozen=True, slots=True)
class Position:
    """Where the question and the call to action stand, as indices into the body's `blocks` text blocks."""

    first: int = -1
    last: int = -1
    blocks: int = 0

    @property
    def first_from_end(self) -> int:
        """Count the text blocks behind the prompt's first one (0: it is the last); -1 where there is no prompt."""
        return self.blocks - 1 - self.first if self.first >= 0 else -1

    @property
    def last_from_end(self) -> int:
        """Count the text blocks behind the prompt's last one (0: it is the last); -1 where there is no prompt."""
        return self.blocks - 1 - self.last if self.last >= 0 else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingPrompt:
    """What an article closes with; without a prompt every text is "" and `found` is False, never None.

    `question` and `call_to_action` hold whole sentences, joined by a space in document order. `lead` holds the sentence
    or heading that introduces them. `confidence` runs from 0 (no prompt) to 1. `language` is the code of the cues that
    were used.
    """

    question: str = ""
    call_to_action: str = ""
    lead: str = ""
    position: Position = field(default_factory=Position)
    sentences: tuple[PromptSentence, ...] = ()
    confidence: float = 0.0
    language: str = ""

    @property
    def found(self) -> bool:
        """Tell whether the article closes with a prompt."""
        return bool(self.question or self.call_to_action)

    def __bool__(self) -> bool:
        return self.found
