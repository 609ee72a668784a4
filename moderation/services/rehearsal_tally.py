"""A rehearsal counted: what would be otherwise, how far that agrees with the moderators, and some examples."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from moderation.models import Action
from moderation.rules.outcomes import Outcome
from moderation.services.rehearsing import Rehearsed

_SHOWN = frozenset({Action.APPROVE.value, Action.NOT_SPAM.value})


@dataclass(slots=True)
class Agreement:
    """How a policy compares with the moderators, over the comments on which both can be told."""

    agreed: int = 0
    """Both published, or both kept out, whether as spam or for another reason."""
    published_wrongly: int = 0
    """The policy publishes what a moderator kept out."""
    kept_out_wrongly: int = 0
    """The policy keeps out what a moderator published."""
    left: int = 0
    """The policy holds, and so leaves it to them."""

    @property
    def share(self) -> float | None:
        """How much of what the policy decides by itself agrees; none where it decides nothing."""
        decided = self.agreed + self.published_wrongly + self.kept_out_wrongly
        return self.agreed / decided if decided else None

    def add(self, outcome: Outcome, moderators: str) -> None:
        """Count one comment."""
        if outcome is Outcome.HOLD:
            self.left += 1
        elif (outcome is Outcome.PUBLISH) == (moderators in _SHOWN):
            self.agreed += 1
        elif outcome is Outcome.PUBLISH:
            self.published_wrongly += 1
        else:
            self.kept_out_wrongly += 1


@dataclass(slots=True)
class Sums:
    """The counts of one section, or of all."""

    rehearsed: int = 0
    changed: int = 0
    decided: int = 0
    """On how many of them a moderator's decision stands."""
    moves: Counter[tuple[Outcome, Outcome]] = field(default_factory=Counter)
    """By what was, and what would be."""
    before: Agreement = field(default_factory=Agreement)
    after: Agreement = field(default_factory=Agreement)

    def add(self, comment: Rehearsed) -> None:
        """Count one comment."""
        move = (comment.before.outcome, comment.after.outcome)
        self.rehearsed += 1
        self.changed += move[0] is not move[1]
        self.moves[move] += 1
        if comment.moderators:
            self.decided += 1
            self.before.add(comment.before.outcome, comment.moderators)
            self.after.add(comment.after.outcome, comment.moderators)


@dataclass(slots=True)
class Tally:
    """All of a rehearsal. Grows with sections and examples, and not with comments."""

    examples_of_each: int = 5
    total: Sums = field(default_factory=Sums)
    sections: dict[str, Sums] = field(default_factory=lambda: defaultdict(Sums))
    examples: dict[tuple[Outcome, Outcome], list[Rehearsed]] = field(default_factory=lambda: defaultdict(list))
    """Some of each change, the newest, by what was and what would be."""
    left_out: int = 0
    """Comments whose checks are not known."""
    by_words_alone: int = 0
    """Of those rehearsed: comments whose checks are not known, judged by their words."""
    other_then: int = 0
    """Of those rehearsed: decided otherwise by the policy of the time than by today's."""

    def add(self, comment: Rehearsed | None) -> None:
        """Count one comment."""
        if comment is None:
            self.left_out += 1
            return
        self.by_words_alone += not comment.is_checked
        self.other_then += bool(comment.then) and comment.then != comment.before.outcome
        self.total.add(comment)
        self.sections[comment.section].add(comment)
        move = (comment.before.outcome, comment.after.outcome)
        if move[0] is not move[1] and len(self.examples[move]) < self.examples_of_each:
            self.examples[move].append(comment)
