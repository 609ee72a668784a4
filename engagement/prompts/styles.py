"""How a wording asks, recognised by its words: a guess by rules, before which goes whatever anybody told. Pure.

A wording may be several things at once and has one style: the first of these that is so. What it asks for goes before
how long it is, and that before its form, because nearly every question has a form.

1. ``experience``: a question asks what readers lived through.
2. ``solution``: one asks what should be done or is missing: for proposals, wishes or tips.
3. ``personal``: one speaks to readers of their own lives, and asks for no judgement.
4. ``context``: at least eight words of statements stand around the questions, or before them as their lead.
5. ``short``: all questions together have at most four words.
6. ``open``: one wants an answer in the reader's own words.
7. ``closed``: each can be answered by yes or no, or by one of what it names.
8. ``plain``: a question of which no more is known.

Where nothing ends in a question mark, a call to action can ask for experiences or solutions, and is nothing else. What
asks for nothing particular has no style, nor has anything in a language without cues.

>>> recognise_style(question="Should the old quay be kept?", language="en")
'closed'
"""

from collections.abc import Iterable

from engagement.prompts.lexicon import Lexicon, known_language, lexicon_for
from engagement.prompts.phrases import CLAUSE, tokenize
from engagement.prompts.questions import CLOSED, OPEN, QuestionCues, form_of, is_question, question_cues_for
from engagement.prompts.sentences import split

EXPERIENCE, SOLUTION, PERSONAL, CONTEXT, SHORT, PLAIN = (
    "experience",
    "solution",
    "personal",
    "context",
    "short",
    "plain",
)

LEAST_CONTEXT = 8
"""Words of statements that are more than a lead-in such as "Over to you"."""

MOST_SHORT = 4
"""Words of a question that is short: as many as "What do you think?" has."""


def recognise_style(*, question: str, call_to_action: str = "", lead: str = "", language: str = "") -> str:
    """One of the styles above, by the name that ``WordingStyle`` stores; empty where none is known."""
    words = f"{lead} {question} {call_to_action}"
    code = known_language(language, words)
    cues = question_cues_for(code) if code else None
    if cues is None:
        return ""
    lexicon = lexicon_for(code)
    sentences = [sentence.text for sentence in split(question, lexicon.sentence_rules)]
    asked = [sentence for sentence in sentences if is_question(sentence)]
    if not asked:
        requests = [*sentences, *(each.text for each in split(call_to_action, lexicon.sentence_rules))]
        return _first((EXPERIENCE, SOLUTION), [_hear(sentence, lexicon, cues) for sentence in requests])
    heard = [_hear(sentence, lexicon, cues) for sentence in asked]
    if style := _first((EXPERIENCE, SOLUTION, PERSONAL), heard):
        return style
    if _count_words([lead, *(sentence for sentence in sentences if not is_question(sentence))]) >= LEAST_CONTEXT:
        return CONTEXT
    if _count_words(asked) <= MOST_SHORT:
        return SHORT
    return _first((OPEN, CLOSED), heard) or PLAIN


def _hear(sentence: str, lexicon: Lexicon, cues: QuestionCues) -> frozenset[str]:
    """What the sentence asks for, and the one form it has."""
    tokens = tokenize(sentence)
    found, known = cues.book.find(tokens), lexicon.find(tokens)
    if "anything" in found:
        return frozenset({OPEN})
    form = form_of(sentence, found, cues)
    styles = found & {EXPERIENCE, SOLUTION}
    of_readers = PERSONAL in found or "question.plain" in known
    if of_readers and "opinion" not in found and "question.opinion" not in known:
        styles |= {PERSONAL}
    return styles | {form}


def _first(styles: Iterable[str], heard: Iterable[frozenset[str]]) -> str:
    everything = frozenset[str]().union(*heard)
    return next((style for style in styles if style in everything), "")


def _count_words(texts: Iterable[str]) -> int:
    return sum(token != CLAUSE for text in texts for token in tokenize(text))
