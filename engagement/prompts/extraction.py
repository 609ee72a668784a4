"""Find the question an article closes with."""

from engagement.prompts.blocks import Block, BlockText, Kind, Setting
from engagement.prompts.closing import Closing, Unit, find_closing
from engagement.prompts.layout import Format, Layout, lay_out
from engagement.prompts.lexicon import choose_language, lexicon_for
from engagement.prompts.readings import Asking, Request
from engagement.prompts.results import ClosingPrompt, Position, PromptSentence, Role
from engagement.prompts.structure import read_passages

_DEPTHS = (6, 24, 120)
"""How many blocks from the end to look for a prompt in, at first and for want of an answer."""

_LEAST_READ = 24
_LONGEST_LABEL = 400
_LONGEST_TAIL = 40_000
_LONGEST_SAMPLE = 2_500
_WEIGHT_OF_DOUBT = 500


def extract_prompt(body: str, *, language: str | None = None, format: Format = "auto") -> ClosingPrompt:  # noqa: A002
    """Find the closing prompt of an article's body, HTML or plain text.

    `language` is a code such as "en" or "de-AT"; without one, or with one that there are no cues for, the body's own
    words tell. Any text whatever is answered, in time linear in its length; one without a prompt with an empty prompt.
    """
    layout = lay_out(body, format)
    code = ""
    closing = Closing()
    for deep in _DEPTHS:
        tail = _read_tail(layout, deep)
        code = code or choose_language(language, _sample(tail))
        closing = find_closing(read_passages(tail, lexicon_for(code), deep)[-deep:])
        if not closing.exhausted or deep >= len(tail):
            break
    return _prompt(closing, len(layout.blocks), code)


def _read_tail(layout: Layout, deep: int) -> list[tuple[Block, BlockText]]:
    """Read the last blocks of the article itself: all near its end, before those what may be a heading or a label."""
    tail: list[tuple[Block, BlockText]] = []
    length = 0
    for block in reversed(layout.blocks):
        if len(tail) >= _DEPTHS[-1] or length >= _LONGEST_TAIL:
            break
        if Setting.CHROME in block.setting:
            continue
        is_read = (
            len(tail) < max(deep, _LEAST_READ)
            or block.kind is Kind.HEADING
            or block.end - block.start <= _LONGEST_LABEL
        )
        tail.append((block, layout.read(block) if is_read else BlockText()))
        length += len(tail[-1][1].text)
    tail.reverse()
    return tail


def _sample(tail: list[tuple[Block, BlockText]]) -> str:
    """Take enough text to tell the language by."""
    return " ".join(text.text for _, text in tail[-_LEAST_READ:])[-_LONGEST_SAMPLE:]


def _prompt(closing: Closing, blocks: int, language: str) -> ClosingPrompt:
    if not closing.taken:
        return ClosingPrompt(language=language, position=Position(blocks=blocks))
    sentences = [
        *(PromptSentence(Role.LEAD, unit.sentence.text, unit.passage.block.index) for unit in closing.lead),
        *(PromptSentence(_role(unit), unit.sentence.text, unit.passage.block.index) for unit in closing.taken),
    ]
    first, last = closing.taken[0].passage.block.index, closing.taken[-1].passage.block.index
    return ClosingPrompt(
        question=_join(sentences, Role.QUESTION),
        call_to_action=_join(sentences, Role.CALL_TO_ACTION),
        lead=_join(sentences, Role.LEAD),
        position=Position(first, last, blocks),
        sentences=tuple(sentences),
        confidence=_confidence(closing),
        language=language,
    )


def _role(unit: Unit) -> Role:
    return Role.CALL_TO_ACTION if unit.reading.request else Role.QUESTION


def _join(sentences: list[PromptSentence], role: Role) -> str:
    return " ".join(sentence.text for sentence in sentences if sentence.role is role)


def _confidence(closing: Closing) -> float:
    """Weigh the evidence: a request to comment here is nearly certain, a question to anybody much less so."""
    request = max(unit.reading.request for unit in closing.taken)
    asking = max(unit.reading.asking for unit in closing.taken)
    requested = {Request.HERE: 0.95, Request.OPEN: 0.75}.get(request, 0.0)
    asked = {Asking.OPINION: 0.85, Asking.EXPERIENCE: 0.7, Asking.OPEN: 0.65, Asking.READER: 0.5}.get(asking, 0.0)
    strong, weak = max(requested, asked), min(requested, asked)
    return round((strong + (1 - strong) * weak / 2) * (1 - closing.weight_after / _WEIGHT_OF_DOUBT), 2)
