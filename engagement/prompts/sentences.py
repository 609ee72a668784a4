"""Cut a block's text into sentences, as hurried authors and sloppy exports write them."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, replace

from engagement.prompts.blocks import LINE_BREAK

_STOP = re.compile(r"[.!?…。！？؟]++(?:[\"'”’»›)\]*_]++[.!?…]*+)?+")
_STOPS = ".!?…。！？؟"
_GROUP_MARKS = re.compile(r"[()\[\]\"“”„«»‹›]")
_GROUPS = {"(": ")", "[": "]", "“": "”", "„": "“", "«": "»", "‹": "›"}
_SPACE = re.compile(r"[\s\u200b\ufeff]*+")
_WORD_BEFORE = re.compile(r"[\w.'’&-]*\Z")
_WORD_AFTER = re.compile(r"[^\w\s]*+([\w'’]++)")
_UNWANTED = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ud800-\udfff]+")
_EDGES = frozenset("*_`•‣◦▪·–—-→➡>|~…,;:.)]")
_SYMBOLS = frozenset({"So", "Sk", "Cf", "Mn", "Cc", "Cs", "Co", "Cn"})
_AFTER_STOP = frozenset({"So", "Sk", "Cf", "Mn"})
_LOOK_BACK = 40
_LONGEST_GROUP = 500
_LONGEST_SPACE = 5


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its range in its block's text, the text as shown to people, and that without what it quotes.

    The ranges of a text's sentences touch: what stands around the words belongs to one of them.
    """

    start: int
    end: int
    text: str
    own: str


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """What a language knows about its sentences, all in lower case and without the last full stop.

    An abbreviation never ends a sentence, a closing one does before a capital letter. A starter is a word that begins a
    sentence even where the capital letter or the space before it is missing.
    """

    abbreviations: frozenset[str]
    closing_abbreviations: frozenset[str]
    starters: frozenset[str]


def clean(text: str) -> str:
    """Show text as people read it: white space single, nothing invisible, nothing a database refuses."""
    return " ".join(_UNWANTED.sub("", text).split())


def split(text: str, rules: SentenceRules) -> list[Sentence]:
    """Cut text into its sentences; what holds no letter or digit belongs to the one before it, or to the first."""
    inner, quoted = _groups(text)
    ends = {
        _past_symbols(text, match.end())
        for match in _STOP.finditer(text)
        if not inner[match.start()] and _is_boundary(text, match, rules)
    }
    sentences: list[Sentence] = []
    start = 0
    for end in sorted({*ends, *_ends_by_break(text), len(text)}):
        sentence = _show(text, start, end, quoted)
        if sentence:
            sentences.append(sentence if sentences else replace(sentence, start=0))
        elif sentences:
            sentences[-1] = replace(sentences[-1], end=end)
        start = end
    return sentences


def _ends_by_break(text: str) -> list[int]:
    """Find the line breaks that end a sentence: those not followed by a small letter."""
    found = []
    at = text.find(LINE_BREAK)
    while at >= 0:
        after = _next(text, at + 1)
        if not text[after : after + 1].islower():
            found.append(at + 1)
        at = text.find(LINE_BREAK, at + 1)
    return found


def _next(text: str, at: int) -> int:
    """Find where the white space from `at` on ends."""
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _groups(text: str) -> tuple[bytearray, list[tuple[int, int]]]:
    """Match brackets and quotation marks.

    Return which characters stand in a group that is part of a longer sentence, and the ranges in quotation marks.
    """
    inner = bytearray(len(text))
    quoted: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for match in _GROUP_MARKS.finditer(text):
        at, mark = match.start(), match[0]
        opened = _opening(stack, mark)
        if opened < 0:
            if mark in _GROUPS or mark == '"':
                stack.append((_GROUPS.get(mark, mark), at))
            continue
        if at - opened > _LONGEST_GROUP:
            continue
        if mark not in ")]":
            quoted.append((opened, at))
        before = text[max(0, opened - _LONGEST_SPACE) : opened].rstrip()[-1:]
        if before and before not in _STOPS + LINE_BREAK:
            inner[opened:at] = b"\1" * (at - opened)
    return inner, sorted(quoted)


def _opening(stack: list[tuple[str, int]], mark: str) -> int:
    """Take from the stack what a mark closes and tell where that was opened; -1 where the mark closes nothing."""
    reach = 3 if mark == '"' else 1
    for depth in range(len(stack) - 1, max(-1, len(stack) - 1 - reach), -1):
        if stack[depth][0] == mark:
            opened = stack[depth][1]
            del stack[depth:]
            return opened
    return -1


def _is_boundary(text: str, match: re.Match[str], rules: SentenceRules) -> bool:
    after = _next(text, match.end())
    if after >= len(text) or LINE_BREAK in text[match.end() : after]:
        return True
    word = _WORD_AFTER.match(text, after, after + _LOOK_BACK)
    following = word[1] if word else ""
    if after == match.end():
        return _ends_glued(text, match, following, rules)
    starter = following.lower() in rules.starters
    before = _word_before(text, match.start())
    if following[:1].islower():
        first = match.start() - len(before)
        head = text[max(0, first - _LONGEST_SPACE) : first].rstrip()
        begins = not head or head[-1] in _STOPS
        return _ends_before_small(match[0], before, starter and (begins or before.islower()), rules)
    return match[0] != "." or _ends_at_full_stop(before, starter, rules)


def _ends_glued(text: str, match: re.Match[str], following: str, rules: SentenceRules) -> bool:
    """Judge a stop with no space behind it ("every day.What do you think?")."""
    glued = text[match.end()]
    if not (following and glued == following[0] and glued.isupper()):
        return unicodedata.category(glued) == "So" and glued != "\ufffd"
    if match[0] != ".":
        return True
    before = _word_before(text, match.start())
    if not (before.isalpha() and before.islower()) or len(before) == 1 or before in rules.abbreviations:
        return False
    ends_word = text[match.end() + len(following) :][:1] in ("", " ", ",", "'", "’")
    return ends_word and (len(following) > 1 or following.lower() in rules.starters)


def _ends_before_small(mark: str, before: str, starter: bool, rules: SentenceRules) -> bool:
    """Judge a stop before a small letter: the sloppy author's new sentence, or the same one going on."""
    if mark[-1] not in _STOPS:
        return False
    if "?" in mark:
        return True
    if "!" in mark:
        return starter or before.islower()
    plain = len(before) > 1 and "." not in before and before.lower() not in rules.abbreviations
    return mark == "." and starter and plain


def _ends_at_full_stop(before: str, starter: bool, rules: SentenceRules) -> bool:
    """Judge a full stop before a capital letter: an abbreviation's, an initial's, or a sentence's."""
    word = before.lower()
    if word in rules.closing_abbreviations:
        return True
    if word in rules.abbreviations:
        return False
    is_initial = len(before) == 1 and before.isupper() and before != "I"
    return starter or not (is_initial or "." in before.strip("."))


def _word_before(text: str, at: int) -> str:
    match = _WORD_BEFORE.search(text[max(0, at - _LOOK_BACK) : at])
    return match[0] if match else ""


def _past_symbols(text: str, end: int) -> int:
    """Take in the emoji that follow a stop, as they belong to what was said before them."""
    at = end
    while at < len(text):
        if unicodedata.category(text[at]) in _AFTER_STOP:
            end = at + 1
        elif text[at] not in " \xa0":
            break
        at += 1
    return end


def _show(text: str, start: int, end: int, quoted: list[tuple[int, int]]) -> Sentence | None:
    """Show a sentence without the white space, symbols and stray marks around it, which its range keeps."""
    first, last = start, end
    while first < last and (text[first] in _EDGES or _is_symbol(text[first])):
        first += 1
    while last > first and _is_symbol(text[last - 1]):
        last -= 1
    shown = clean(text[first:last])
    if not any(character.isalnum() for character in shown):
        return None
    return Sentence(start, end, shown, _own(text, first, last, quoted))


def _is_symbol(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in _SYMBOLS


def _own(text: str, start: int, end: int, quoted: list[tuple[int, int]]) -> str:
    """Leave out what a sentence quotes: nobody is asked anything in another's words."""
    parts = []
    at = start
    for first, last in quoted[max(0, bisect_right(quoted, (start, -1)) - 1) :]:
        if first >= end:
            break
        if last >= at:
            parts.append(text[at : max(at, first)])
            at = last + 1
    parts.append(text[at:end])
    return clean(", ".join(parts))
