"""Tell an article's own closing words from what trails it: bios, related links, credits, the comment form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from engagement.prompts.blocks import Block, BlockText, Kind, Setting
from engagement.prompts.lexicon import Lexicon
from engagement.prompts.readings import Asking, Reading, Request, read_sentence
from engagement.prompts.sentences import Sentence, clean, split

_SPEAKER = re.compile(r"\W*+([^\W\d_][\w.’'&-]*+(?: [\w.’'&-]++){0,5}|[A-Z]\d?)\s?:(?=\s)")
_CALLOUT = re.compile(r"\s*+[\u2190-\u2bff\U0001f300-\U0001faff]")
_END = re.compile(r"[.!?…:;。！？]['\"’”»)\]*_]*\Z")
_LONGEST_HEADING = 12
_LONGEST_BIO = 120
_LONGEST_ASIDE = 40
_LONGEST_SPEAKER = 120
_LEAST_TURNS = 2
_LINKED_SHARE = 0.6
_STRONG_SHARE = 0.85
_PSEUDO_LEVEL = 7


class Part(Enum):
    """The part a block plays at the end of an article."""

    CONTENT = auto()
    HEADING = auto()
    QUOTE = auto()
    MATTER = auto()
    TURN = auto()
    ANSWER = auto()
    ASKING = auto()
    TRAILING = auto()
    UNSEEN = auto()


_NOTHING = Reading(Asking.NOTHING, Request.NONE, elsewhere=False, cues=frozenset(), words=0)
_RULED = frozenset({Part.CONTENT, Part.ANSWER, Part.QUOTE, Part.MATTER, Part.TRAILING})
"""The parts that a heading can change of what stands under it."""


@dataclass(slots=True)
class Passage:
    """A block with its sentences, their readings, and the part it plays; `concludes` in a closing section."""

    block: Block
    text: BlockText
    sentences: list[Sentence]
    readings: list[Reading]
    part: Part = Part.CONTENT
    concludes: bool = False

    @property
    def words(self) -> int:
        """Count the block's words."""
        return sum(reading.words for reading in self.readings)

    @property
    def level(self) -> int:
        """The rank of a heading, 1 to 6, or 7 for a paragraph that stands as one."""
        return self.block.level or _PSEUDO_LEVEL

    @property
    def requests(self) -> bool:
        """Tell whether any sentence asks for an answer here."""
        return any(reading.request for reading in self.readings)

    @property
    def asking(self) -> Asking:
        """Tell how surely the block asks the readers something."""
        return max((reading.asking for reading in self.readings), default=Asking.NOTHING)

    def has(self, *cues: str) -> bool:
        """Tell whether any sentence holds any of the cues."""
        return any(reading.has(*cues) for reading in self.readings)


def read_passages(pairs: Sequence[tuple[Block, BlockText]], lexicon: Lexicon, deep: int) -> list[Passage]:
    """Read the blocks, in order, and tell the part that each plays.

    Of all but the last `deep` only what may be a heading is read, for the section it opens; the rest hold no sentences.
    """
    shallow = len(pairs) - deep
    passages = [
        _read(block, text, lexicon)
        if number >= shallow or _may_be_heading(block, text)
        else Passage(block, text, [], [])
        for number, (block, text) in enumerate(pairs)
    ]
    _mark_own_questions(passages)
    speakers = _speakers(passages)
    for number, passage in enumerate(passages):
        passage.part = _part(passage, speakers, is_last=number + 1 == len(passages))
    _spread_turns(passages)
    _spread_sections(passages)
    _release_last_words(passages)
    return passages


def _read(block: Block, text: BlockText, lexicon: Lexicon) -> Passage:
    if block.kind is Kind.CODE:
        return Passage(block, text, [Sentence(0, len(text.text), "", "")], [_NOTHING])
    sentences = split(text.text, lexicon.sentence_rules)
    return Passage(block, text, sentences, [read_sentence(sentence, text.links, lexicon) for sentence in sentences])


def _may_be_heading(block: Block, text: BlockText) -> bool:
    return block.kind is Kind.HEADING or len(text.text.split(maxsplit=_LONGEST_HEADING)) <= _LONGEST_HEADING


def _mark_own_questions(passages: Sequence[Passage]) -> None:
    """Turn the questions idle that follow an "ask yourself", in its block or in the list under it."""
    told = False
    for passage in passages:
        told = told and passage.block.kind is Kind.ITEM
        for number, reading in enumerate(passage.readings):
            told = reading.has("question.self") or (told and reading.asking is not Asking.NOTHING)
            if told and reading.asking:
                passage.readings[number] = replace(reading, asking=Asking.IDLE)


def _speakers(passages: Sequence[Passage]) -> frozenset[str]:
    """Find the names that take turns to speak: those in front of a colon at the head of blocks, where one of them asks.

    Without a questioner they may be labels, as "Price:" and "Weight:" are in reviews, until they have come often.
    """
    turns: dict[str, list[bool]] = {}
    for passage in passages:
        head = _SPEAKER.match(passage.text.text[:_LONGEST_SPEAKER])
        if head:
            turns.setdefault(head[1], []).append("?" in passage.text.text)
    asks = any(sum(asked) >= _LEAST_TURNS for asked in turns.values())
    converse = sum(len(asked) > _LEAST_TURNS for asked in turns.values()) > 1
    return frozenset(name for name, asked in turns.items() if len(asked) >= _LEAST_TURNS and (asks or converse))


def _part(passage: Passage, speakers: frozenset[str], *, is_last: bool) -> Part:
    block = passage.block
    if Setting.CHROME in block.setting or block.kind is Kind.CAPTION or _is_form(passage):
        return Part.UNSEEN
    if block.kind in (Kind.CODE, Kind.TABLE):
        return Part.MATTER
    speaker = _SPEAKER.match(passage.text.text[:_LONGEST_SPEAKER])
    if speaker and speaker[1] in speakers:
        return Part.TURN
    if block.kind is Kind.HEADING or (not is_last and _is_pseudo_heading(passage)):
        return Part.HEADING
    if (Setting.QUOTE in block.setting or Setting.ASIDE in block.setting) and not _CALLOUT.match(passage.text.text):
        return Part.QUOTE
    return Part.TRAILING if _trails(passage) else Part.CONTENT


def _is_form(passage: Passage) -> bool:
    """Tell the comment form's own "Leave a comment" from an author's: it is all the block says, and no sentence."""
    if not passage.has("around.form"):
        return False
    return not passage.requests or (len(passage.sentences) == 1 and not _END.search(passage.sentences[0].text))


def _is_pseudo_heading(passage: Passage) -> bool:
    """Tell whether a paragraph stands as a heading: short, and all bold, or a plain line without an end."""
    if passage.block.kind is not Kind.PARAGRAPH or not 0 < passage.words <= _LONGEST_HEADING:
        return False
    text = clean(passage.text.text)
    if passage.text.strong >= _STRONG_SHARE * len(passage.text.text.strip()):
        return not passage.requests and not text.endswith(".")
    labels = passage.has("around.trailing", "around.asking", "around.conclusion")
    return labels and (text.endswith(":") or not _END.search(text)) and not passage.text.links


def _trails(passage: Passage) -> bool:
    if passage.requests or not passage.readings:
        return False
    if passage.readings[0].has("around.label", "around.form"):
        return True
    if passage.has("around.bio") and passage.words <= _LONGEST_BIO and _is_about_a_person(passage):
        return True
    linked = sum(link.end - link.start for link in passage.text.links)
    if linked >= _LINKED_SHARE * len(passage.text.text.strip()):
        return True
    return passage.asking < Asking.EXPERIENCE and all(reading.is_light for reading in passage.readings)


def _is_about_a_person(passage: Passage) -> bool:
    """Tell whether a block begins with a person's name or a pronoun, as a word on the author does."""
    names = passage.sentences[0].text.split()[:2]
    return all(name[:1].isupper() for name in names) or passage.readings[0].has("around.bio")


def _spread_turns(passages: Sequence[Passage]) -> None:
    """Let a speaker go on over the blocks without a name, up to the next heading or rule."""
    speaking = False
    for passage in passages:
        if passage.part is Part.TURN:
            speaking = True
        elif passage.part is Part.HEADING or passage.block.after_rule:
            speaking = False
        elif speaking and passage.part is Part.CONTENT:
            passage.part = Part.ANSWER


def _spread_sections(passages: Sequence[Passage]) -> None:
    """Let headings rule what stands under them: what trails the article, and questions that nobody is to answer."""
    ruling: Passage | None = None
    concludes = threaded = False
    for passage in passages:
        threaded = threaded or (passage.has("around.thread") and _is_label(passage))
        if threaded:
            passage.part = Part.UNSEEN
        elif passage.part is Part.HEADING:
            ruling = _ruling(passage, ruling)
            concludes = passage.has("around.conclusion", "around.lead")
            if ruling is not None and ruling is not passage:
                passage.part = Part.ASKING
        elif ruling is not None and passage.part in _RULED:
            if ruling.level == _PSEUDO_LEVEL and _breaks_label(passage, ruling):
                ruling = None
            else:
                passage.part = Part.ASKING if ruling.has("around.asking") else Part.TRAILING
        passage.concludes = concludes


def _release_last_words(passages: Sequence[Passage]) -> None:
    """Give the article its last paragraphs back where they follow an exercise's or a quiz's list of questions."""
    last_words: list[Passage] = []
    for passage in reversed(passages):
        if passage.part in (Part.UNSEEN, Part.TRAILING):
            continue
        if passage.part is not Part.ASKING or passage.block.kind is not Kind.PARAGRAPH:
            break
        last_words.append(passage)
    else:
        return
    if passage.part is Part.ASKING and passage.block.kind is Kind.ITEM:
        for words in last_words:
            words.part = Part.CONTENT


def _is_label(passage: Passage) -> bool:
    return passage.words <= _LONGEST_HEADING and not passage.text.text.rstrip().endswith((".", "!", "?"))


def _ruling(heading: Passage, ruling: Passage | None) -> Passage | None:
    """Tell what heading rules from here on: the one at hand, the one before it, or none."""
    opinion = heading.asking is Asking.OPINION
    if ruling is not None and ruling.has("around.asking"):
        asks = heading.asking is not Asking.NOTHING and not opinion
        if asks or heading.level > ruling.level:
            return ruling
    return heading if heading.has("around.asking", "around.trailing") and not opinion else None


def _breaks_label(passage: Passage, ruling: Passage) -> bool:
    """Tell whether a block is main content again after a mere label: it asks something, or is long."""
    if passage.requests or ruling.has("around.asking"):
        return passage.requests
    return not passage.text.links and (passage.asking >= Asking.EXPERIENCE or passage.words > _LONGEST_ASIDE)
