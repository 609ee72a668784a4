"""Lift a prompt's sentences out of the body they were found in, leaving every other character of it as it was; or tell
where in it they end.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from engagement.prompts.blocks import LINE_BREAK, Block, BlockText
from engagement.prompts.cutting import Range, cut_html, merge, without
from engagement.prompts.layout import Format, Layout, lay_out
from engagement.prompts.lexicon import choose_language, lexicon_for
from engagement.prompts.results import ClosingPrompt, PromptSentence, Role
from engagement.prompts.sentences import Sentence, clean, split

_SEARCHED_BLOCKS = 120
_PARAGRAPH_END = re.compile(r"\s*</(?:p|h[1-6])\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Find:
    """Sentences of one block that follow one another, as a range of its text."""

    block: Block
    text: BlockText
    start: int
    end: int

    @property
    def is_whole_block(self) -> bool:
        """Tell whether the block says nothing else."""
        return not clean(self.text.text[: self.start]) and not clean(self.text.text[self.end :])

    @property
    def source_range(self) -> Range:
        """The find's range of the source; at a block's end, with the gap before it."""
        first = self.start
        if not clean(self.text.text[self.end :]):
            while first > 0 and (self.text.text[first - 1].isspace() or self.text.text[first - 1] == LINE_BREAK):
                first -= 1
        return _source_of(self.text, first)[0], _source_of(self.text, self.end - 1)[1]


def remove_prompt(body: str, prompt: ClosingPrompt, *, format: Format = "auto") -> str:  # noqa: A002
    """Return the body without the prompt's question and call to action; an element that they leave empty goes too.

    The lead stays. A sentence that the body no longer holds, word for word, is passed over.
    """
    layout = lay_out(body, format)
    finds = list(_find(layout, prompt))
    if not finds:
        return body
    if layout.html:
        return cut_html(body, [(find.source_range, find.is_whole_block) for find in finds])
    return without(body, [_with_gap(body, find) for find in finds])


def find_end(body: str, prompt: ClosingPrompt, *, format: Format = "auto") -> int:  # noqa: A002
    """Tell behind which paragraph of the body its prompt ends; the body's own end where no paragraph's end is there."""
    layout = lay_out(body, format)
    ends = [find.block.end for find in _find(layout, prompt)]
    closing = _PARAGRAPH_END.match(body, max(ends)) if ends and layout.html else None
    return closing.end() if closing else len(body)


def _find(layout: Layout, prompt: ClosingPrompt) -> Iterator[_Find]:
    """Find the sentences, each in the block it was found in or, if the body has changed, in the last that holds it."""
    rules = lexicon_for(choose_language(prompt.language, "")).sentence_rules
    last = len(layout.blocks) - 1
    others = range(last, max(-1, last - _SEARCHED_BLOCKS), -1)
    texts: dict[int, BlockText] = {}
    unfound: dict[int, list[Sentence]] = {}
    ranges: dict[int, list[Range]] = {}
    for wanted in prompt.sentences:
        places = () if wanted.role is Role.LEAD else (wanted.block, *others)
        for index in places:
            if not 0 <= index <= last:
                continue
            if index not in texts:
                texts[index] = layout.read(layout.blocks[index])
                unfound[index] = split(texts[index].text, rules)
            if found := _take(unfound[index], wanted):
                ranges.setdefault(index, []).append((found.start, found.end))
                break
    for index, found_here in sorted(ranges.items()):
        for start, end in merge(found_here):
            yield _Find(layout.blocks[index], texts[index], start, end)


def _take(sentences: list[Sentence], wanted: PromptSentence) -> Sentence | None:
    for sentence in sentences:
        if sentence.text == wanted.text:
            sentences.remove(sentence)
            return sentence
    return None


def _source_of(text: BlockText, at: int) -> Range:
    """Tell what range of the source one character of a block's text stands for."""
    number = bisect_right(text.runs, at, key=lambda run: run[0]) - 1
    offset, start, end = text.runs[number]
    after = text.runs[number + 1][0] if number + 1 < len(text.runs) else len(text.text)
    if end - start == after - offset:
        return start + at - offset, start + at - offset + 1
    return start, end


def _with_gap(body: str, find: _Find) -> Range:
    """Widen a cut in plain text that takes a whole block by the gap before it, or behind the first."""
    if not find.is_whole_block:
        return find.source_range
    before = len(body[: find.block.start].rstrip())
    after = len(body) - len(body[find.block.end :].lstrip())
    return (before, find.block.end) if before else (find.block.start, after)
