"""Find the closing prompt: from the article's end back to an invitation, and from there to all that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from engagement.prompts.blocks import Kind
from engagement.prompts.readings import Asking, Reading, Request
from engagement.prompts.sentences import Sentence
from engagement.prompts.structure import Part, Passage

_MATTER_WEIGHT = 40
_SECTION_SLACK = 12
_FARTHEST = 150
_LONGEST_LEAD = 35
_LONGEST_PROMPT = 12
_QUESTIONER = 3
_SAME_BLOCK = 8
_LONGEST_GAP = 25


_GUARDED = frozenset({Part.ASKING, Part.TURN, Part.QUOTE, Part.TRAILING})
"""The parts in which only a request that names the comments is the author's own."""

_LEADING = frozenset({Part.CONTENT, Part.ANSWER, Part.HEADING, Part.TRAILING})


@dataclass(frozen=True, slots=True)
class _Limits:
    """How many words of the article may stand around an invitation for it to be, or to belong to, the closing prompt.

    `near` behind it in a section like any other, `far` behind it in a closing one, `gap` between it and the rest.
    """

    near: int
    far: int
    gap: int


_NEVER = _Limits(-1, -1, -1)
_REQUESTS = {Request.HERE: _Limits(60, 150, 25), Request.OPEN: _Limits(25, 70, 15)}
_QUESTIONS = {
    Asking.OPINION: _Limits(30, 90, 20),
    Asking.EXPERIENCE: _Limits(4, 12, 12),
    Asking.OPEN: _Limits(4, 12, 12),
    Asking.READER: _Limits(0, 0, 3),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence at the end of an article, in its place."""

    sentence: Sentence
    reading: Reading
    passage: Passage

    @property
    def weight(self) -> int:
        """How much of the article the sentence is, in words."""
        if self.passage.part in (Part.TRAILING, Part.ASKING, Part.UNSEEN) or self.reading.is_light:
            return 0
        return self.reading.words

    @property
    def limits(self) -> _Limits:
        """How far from the end and from the rest of a prompt the sentence may stand."""
        return _REQUESTS.get(self.reading.request) or _QUESTIONS.get(self.reading.asking, _NEVER)


@dataclass(frozen=True, slots=True)
class Closing:
    """The sentences of a closing prompt, in document order; `exhausted` where there was no more to look at."""

    lead: tuple[Unit, ...] = ()
    taken: tuple[Unit, ...] = ()
    weight_after: int = 0
    exhausted: bool = False


def find_closing(passages: Sequence[Passage]) -> Closing:
    """Find the prompt that the passages close with."""
    units = [
        Unit(sentence, reading, passage)
        for passage in passages
        for sentence, reading in zip(passage.sentences, passage.readings, strict=True)
    ]
    weight = 0
    for at in range(len(units) - 1, -1, -1):
        unit = units[at]
        if unit.passage.part is Part.UNSEEN:
            continue
        if _invites(units, at, weight):
            taken, exhausted = _gather(units, at)
            return Closing(_lead(units, taken[0]), tuple(units[number] for number in taken), weight, exhausted)
        if unit.passage.part is Part.HEADING:
            if weight > _SECTION_SLACK and not unit.passage.has("around.trailing", "around.asking"):
                return Closing()
            continue
        weight += _MATTER_WEIGHT if unit.passage.part is Part.MATTER else unit.weight
        if weight > _FARTHEST:
            return Closing()
    return Closing(exhausted=True)


def _invites(units: Sequence[Unit], at: int, weight: int) -> bool:
    """Tell whether a sentence invites an answer, with no more behind it than a closing invitation has."""
    unit = units[at]
    part, reading = unit.passage.part, unit.reading
    closes = unit.passage.concludes or part is Part.HEADING
    if weight > (unit.limits.far if closes else unit.limits.near):
        return False
    if reading.request:
        if part is Part.HEADING:
            return weight == 0
        return reading.request is Request.HERE if part in _GUARDED else part is not Part.MATTER
    if reading.asking is Asking.OPINION:
        return not _has_questioner(units) if part is Part.HEADING else part in (Part.CONTENT, Part.ANSWER)
    return part is Part.CONTENT and unit.passage.block.kind is not Kind.ITEM and not _leads_on(units, at)


def _has_questioner(units: Sequence[Unit]) -> bool:
    """Tell whether the headings are a questioner's, as in an interview or a FAQ."""
    asking = {unit.passage.block.index for unit in units if unit.passage.part is Part.HEADING and unit.reading.asking}
    return len(asking) >= _QUESTIONER


def _leads_on(units: Sequence[Unit], at: int) -> bool:
    """Tell whether a question only leads to what is said next: an offer, or where else to write."""
    if at + 1 >= len(units):
        return False
    following = units[at + 1]
    if following.passage is not units[at].passage and following.passage.part is not Part.CONTENT:
        return False
    return following.reading.elsewhere or following.reading.has("promotion.phrases")


def _gather(units: Sequence[Unit], anchor: int) -> tuple[list[int], bool]:
    """Collect what belongs to the invitation at `anchor`: questions right behind it, and all that leads up to it.

    Tell too whether there was nothing more to look at.
    """
    taken = [anchor, *_questions_behind(units, anchor)]
    home = units[anchor].passage
    gap = 0
    for at in range(anchor - 1, -1, -1):
        unit = units[at]
        part = unit.passage.part
        if unit.passage is not home:
            if home.part in (Part.TRAILING, Part.ASKING, Part.TURN) or part in (Part.MATTER, Part.TURN):
                return taken, False
            if part in (Part.UNSEEN, Part.TRAILING, Part.ASKING):
                continue
            if part is Part.HEADING:
                return ([at, *taken] if _heads(units, at, taken, gap) else taken), False
        if _belongs(units, at, taken[0], gap):
            taken.insert(0, at)
            gap = 0
        else:
            gap += unit.reading.words if unit.reading.asking else unit.weight
        if gap > _LONGEST_GAP or len(taken) >= _LONGEST_PROMPT:
            return taken, False
    return taken, True


def _questions_behind(units: Sequence[Unit], anchor: int) -> list[int]:
    found = []
    for at in range(anchor + 1, len(units)):
        if units[at].passage is not units[anchor].passage or units[at].reading.asking < Asking.TOPIC:
            break
        found.append(at)
    return found


def _heads(units: Sequence[Unit], at: int, taken: Sequence[int], gap: int) -> bool:
    """Tell whether a heading asks what the text under it does not."""
    if any(units[number].reading.asking for number in taken) or _has_questioner(units):
        return False
    asking = units[at].reading.asking
    return asking >= Asking.READER and gap <= (units[at].limits.gap if asking is Asking.OPINION else 0)


def _belongs(units: Sequence[Unit], at: int, first: int, gap: int) -> bool:
    """Tell whether a sentence belongs to the prompt that begins at `first`, `gap` words behind it."""
    unit = units[at]
    same = unit.passage is units[first].passage
    only_asks = all(other.asking >= Asking.TOPIC for other in unit.passage.readings)
    if unit.reading.request:
        return gap <= unit.limits.gap
    if unit.reading.asking >= Asking.READER:
        slack = _SAME_BLOCK if same else 0
        near = same or only_asks or unit.reading.asking is not Asking.READER
        return near and gap <= unit.limits.gap + slack
    if at + 1 != first or not (same or only_asks):
        return False
    wanted = unit.reading.asking is Asking.OFFER and units[first].reading.request is not Request.NONE
    return unit.reading.asking is Asking.TOPIC or wanted


def _lead(units: Sequence[Unit], first: int) -> tuple[Unit, ...]:
    """Find the sentence or heading right before the prompt that leads in to it."""
    if first == 0:
        return ()
    before = units[first - 1]
    is_near = before.passage.block.index >= units[first].passage.block.index - 1
    leads = before.reading.has("around.lead") and before.passage.part in _LEADING
    return (before,) if is_near and leads and before.reading.words <= _LONGEST_LEAD else ()
