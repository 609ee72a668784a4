"""Load what `markup.toml` knows of the markup that CMSs write around articles."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Conventions:
    """Names by which markup tells what it holds, all in lower case."""

    chrome_words: frozenset[str]
    chrome_names: frozenset[str]
    chrome_elements: frozenset[str]
    bodies: frozenset[str]
    elsewhere_hosts: frozenset[str]


@cache
def conventions() -> Conventions:
    """Load the conventions, once."""
    source = (resources.files("engagement.prompts") / "markup.toml").read_text(encoding="utf-8")
    return Conventions(**{key: frozenset(names.split()) for key, names in tomllib.loads(source).items()})
