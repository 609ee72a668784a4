"""Load what each language knows of prompts from the files in `cues/`; a new file is a new language."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from engagement.prompts.phrases import PhraseBook, tokenize
from engagement.prompts.sentences import SentenceRules

FALLBACK = "en"
_TABLES = ("question", "request", "elsewhere", "promotion", "around")
_SHORTEST_GUESS = 2
_LATIN = ("a", "\u024f")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's cues, ready to match."""

    language: str
    stopwords: frozenset[str]
    sentence_rules: SentenceRules
    book: PhraseBook

    def find(self, tokens: tuple[str, ...]) -> frozenset[str]:
        """Find the cues among a sentence's words."""
        return self.book.find(tokens)


@cache
def languages() -> tuple[str, ...]:
    """List the languages there are cues for, in alphabetical order."""
    directory = resources.files("engagement.prompts") / "cues"
    return tuple(
        sorted(entry.name.removesuffix(".toml") for entry in directory.iterdir() if entry.name.endswith(".toml"))
    )


@cache
def lexicon_for(language: str) -> Lexicon:
    """Load one language's cues; `language` is one that `languages` lists."""
    file = resources.files("engagement.prompts") / "cues" / f"{language}.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    book = PhraseBook(data.get("groups", {}), _words(data["connectors"]), _words(data["openers"]))
    for table in _TABLES:
        for key, phrases in data.get(table, {}).items():
            book.add(f"{table}.{key}", phrases)
    rules = SentenceRules(
        frozenset(data["abbreviations"].lower().split()),
        frozenset(data["closing_abbreviations"].lower().split()),
        frozenset(data["starters"].lower().split()),
    )
    return Lexicon(language, _words(data["stopwords"]), rules, book)


def _words(text: str) -> frozenset[str]:
    return frozenset(tokenize(text, longest=len(text)))


def code_of(asked: str | None) -> str:
    """The language itself of one asked for: of "de-AT" it is "de"; empty where none is asked for."""
    return (asked or "").replace("_", "-").split("-")[0].lower()


def choose_language(asked: str | None, text: str) -> str:
    """Choose the language asked for ("de-AT" is "de"), else the one whose common words the text holds most of."""
    known, code = languages(), code_of(asked)
    if code in known:
        return code
    words = tokenize(text, longest=600)
    counts = {language: sum(word in _stopwords(language) for word in words) for language in known}
    best = max(known, key=lambda language: (counts[language], language == FALLBACK))
    return best if counts[best] >= _SHORTEST_GUESS else FALLBACK


def known_language(asked: str | None, text: str) -> str:
    """The language as `choose_language` chooses it; empty where what is asked for, or the script, has no cues."""
    code = code_of(asked)
    if (code and code not in languages()) or (not code and not _is_latin(text)):
        return ""
    return choose_language(code, text)


def _is_latin(words: str) -> bool:
    """Whether the words are in the script of all languages there are cues for."""
    first, last = _LATIN
    return any(first <= letter <= last for letter in words.lower())


@cache
def _stopwords(language: str) -> frozenset[str]:
    return lexicon_for(language).stopwords
