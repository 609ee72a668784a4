"""Fingerprints of what a page is made of besides its rows: templates, settings, static files, language."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.template import Template
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language

from engagement.conf import get_settings
from engagement.text import RENDER_VERSION

_SCRIPTS = ("afterword", "reading", "preview", "live", "places", "marks", "respect", "own", "measure")

_known: WeakKeyDictionary[Template, str] = WeakKeyDictionary()


def fingerprint(*names: str) -> str:
    """What changes whenever the output of these templates may change for the same rows."""
    parts = (
        *map(_fingerprint_of_template, names),
        repr(get_settings()),
        _find_static_files(settings.STATIC_URL),
        timezone.get_default_timezone_name(),
        get_language() or "",
        str(RENDER_VERSION),
    )
    return digest(*parts)


@lru_cache(maxsize=4)
def _find_static_files(_prefix: str) -> str:
    """Where the style and the scripts are, which says which they are where names are hashed; the same while a process
    lives.
    """
    return " ".join(map(static, ("engagement/afterword.css", *(f"engagement/{name}.js" for name in _SCRIPTS))))


def digest(*parts: str) -> str:
    """A short hash of texts, none of which can run into the next."""
    hashed = hashlib.blake2b(digest_size=12)
    for part in parts:
        hashed.update(part.encode("utf-8", "surrogatepass") + b"\x00")
    return hashed.hexdigest()


def _fingerprint_of_template(name: str) -> str:
    """Of the template and all that it extends and includes by name, publishers' own ones among them.

    Kept as long as Django keeps the template itself, so a template edited under the development server counts at once.
    """
    template = get_template(name)
    inner = getattr(template, "template", None)
    if not isinstance(inner, Template):
        return name
    if inner not in _known:
        sources: dict[str, str] = {}
        _collect(inner, sources)
        _known[inner] = digest(*(f"{key}\n{source}" for key, source in sorted(sources.items())))
    return _known[inner]


def _collect(template: Template, sources: dict[str, str]) -> None:
    name = template.name or ""
    if name in sources:
        return
    sources[name] = template.source
    for other in _named_in(template):
        _collect(template.engine.get_template(other), sources)


def _named_in(template: Template) -> Iterator[str]:
    nodes: list[Any] = [
        *template.nodelist.get_nodes_by_type(ExtendsNode),
        *template.nodelist.get_nodes_by_type(IncludeNode),
    ]
    for node in nodes:
        named = node.parent_name if isinstance(node, ExtendsNode) else node.template
        if isinstance(name := getattr(named, "var", None), str):
            yield name
