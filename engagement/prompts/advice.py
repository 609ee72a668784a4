"""Advice on the words of a prompt, from what is known of questions that readers answer. Pure, and never a bar.

What studies found and what is a rule of thumb stands beside each piece of advice, for editors to judge.

>>> [given.code for given in advise(question="What are your thoughts?", signed=True, language="en")]
['generic', 'open-ended']
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engagement.prompts.lexicon import Lexicon, choose_language, known_language, lexicon_for
from engagement.prompts.phrases import CLAUSE, PhraseBook, fold, tokenize
from engagement.prompts.questions import (
    CLOSED,
    OPEN,
    QuestionCues,
    find_questions,
    form_of,
    make_book,
    question_cues_for,
)

LONGEST = 160
"""Characters of a question that is read at one glance."""

_THUMB = _("A rule of thumb; no study is known to us.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One thing that an editor may want to do otherwise."""

    code: str
    words: str | Promise
    evidence: str | Promise
    """Where it comes from, and how far to trust it."""


_ALL = {
    advice.code: advice
    for advice in (
        Advice(
            code="no-question",
            words=_("This asks nothing. A question that only your readers can answer gives them something to say."),
            evidence=_(
                "Süddeutsche Zeitung, 2014: questions worded by editors in place of open comments. They report better "
                "comments; there was no control group."
            ),
        ),
        Advice(
            code="generic",
            words=_("This could stand under any article. Name what is at stake, or ask what readers lived through."),
            evidence=_(
                "OpenWeb, a vendor: most who stay silent do not know what to write. Alaska Dispatch News: “Has your "
                "life been affected by heroin?” brought insightful comments."
            ),
        ),
        Advice(
            code="several",
            words=_("These are several questions. Keep the one that matters most, and put the others into a reply."),
            evidence=_THUMB,
        ),
        Advice(
            code="rhetorical",
            words=_("This sounds as if the answer were settled. Ask so that either answer is welcome."),
            evidence=_THUMB,
        ),
        Advice(
            code="open-ended",
            words=_(
                "This is open-ended and offers no choices. Two to five short answers to choose from let more join."
            ),
            evidence=_(
                "Center for Media Engagement, Texas, 2014: closed questions drew more civil comments (weak evidence). "
                "DER SPIEGEL, 2023: some 3,700 votes a question with choices."
            ),
        ),
        Advice(
            code="yes-no",
            words=_("This can be answered in one word. Offer the answers as choices, so that the comments say why."),
            evidence=_("DER SPIEGEL, 2023: yes or no with one click beside the comments; there was no control group."),
        ),
        Advice(
            code="long",
            words=format_lazy(
                _("This is long. A question of at most {most} characters is read at one glance."), most=LONGEST
            ),
            evidence=_THUMB,
        ),
        Advice(
            code="unsigned",
            words=_("Nobody signs this. Let the journalist ask by name, with their role."),
            evidence=_(
                "Center for Media Engagement, Texas, 2014: a reporter who took part by name made comments more civil; "
                "the station's logo did not."
            ),
        ),
    )
}

CODES = tuple(_ALL)


@dataclass(frozen=True, slots=True)
class _Cues:
    """What advice knows of one language."""

    book: PhraseBook
    forms: QuestionCues
    """Whether a question is closed or open, which styles know too."""
    common: frozenset[str]


def advise(
    *,
    question: str,
    call_to_action: str = "",
    language: str = "",
    signed: bool = False,
    choices: int = 0,
) -> tuple[Advice, ...]:
    """What could be asked better, the weightiest first; nothing where there is nothing to say or nothing is written.

    ``choices`` is how many answers readers can choose from with one click. In languages without cues of their own only
    what needs none is advised.
    """
    if not question.strip() and not call_to_action.strip():
        return ()
    found = set(_find(question, call_to_action, language, choices))
    if not signed:
        found.add("unsigned")
    return tuple(_ALL[code] for code in CODES if code in found)


def _find(question: str, call_to_action: str, language: str, choices: int) -> Iterator[str]:
    words = f"{question} {call_to_action}"
    known = known_language(language, words)
    lexicon = lexicon_for(known or choose_language(language, words))
    cues = _cues_for(known) if known else None
    asked = find_questions(question, lexicon)
    if not asked and not find_questions(call_to_action, lexicon):
        yield "no-question"
    if len(asked) > 1:
        yield "several"
    if len(question.strip()) > LONGEST:
        yield "long"
    if not asked or cues is None:
        return
    heard = [_hear(sentence, lexicon, cues) for sentence in asked]
    if all("generic" in found for found in heard):
        yield "generic"
    if any("rhetorical" in found for found in heard):
        yield "rhetorical"
    elif not choices and len(forms := {_form(found) for found in heard}) == 1:
        yield from filter(None, forms)


def _hear(sentence: str, lexicon: Lexicon, cues: _Cues) -> frozenset[str]:
    """What a question is, in the words of the cues, and the one form it has."""
    tokens = tokenize(sentence)
    found = cues.book.find(tokens)
    form = form_of(sentence, cues.forms.book.find(tokens), cues.forms)
    if "generic" in found:
        form = OPEN
    elif all(word in cues.common for word in tokens if word != CLAUSE):
        found |= {"generic"}
    if "question.idle" in lexicon.find(tokens):
        found |= {"rhetorical"}
    return found | {form}


def _form(found: frozenset[str]) -> str:
    """Whether the question wants one word or the reader's own words; empty where neither can be told."""
    return "yes-no" if CLOSED in found else "open-ended" if OPEN in found else ""


@cache
def _cues_for(language: str) -> _Cues | None:
    file = resources.files("engagement.prompts") / "advice_cues" / f"{language}.toml"
    forms = question_cues_for(language)
    if not file.is_file() or forms is None:
        return None
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    lexicon = lexicon_for(language)
    common = frozenset(tokenize(fold(data["common"]), longest=len(data["common"])))
    return _Cues(make_book(data, lexicon), forms, common | lexicon.stopwords)
