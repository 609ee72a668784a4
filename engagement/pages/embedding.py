"""What stands under an article: its section, and the same comments for search engines. Kept as long as a CDN may."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe

from engagement.languages import speaking
from engagement.pages.kept import SECTIONS, SHARED_SECONDS
from engagement.pages.rendering import render_shared
from engagement.pages.sections import PageLinks, Section, build_section
from engagement.pages.structured import describe_article
from engagement.pages.subjects import Subject
from engagement.pages.versions import version_of

_TEMPLATE = "engagement/section.html"


@dataclass(slots=True, kw_only=True)
class Wish:
    """The page of the thread that is wanted, in one template of the publisher's."""

    subject: Subject
    base: str
    """The address of the page, which completes those that search engines read."""
    sort: str = ""
    cursor: str = ""
    links: PageLinks | None = None
    _section: Section | None = field(default=None, init=False)

    def build(self) -> Section:
        """The section, read from the database once for all that is made of it."""
        if self._section is None:
            self._section = build_section(self.subject, sort=self.sort, cursor=self.cursor, links=self.links)
        return self._section


def render_section(wish: Wish) -> SafeString:
    """The section's HTML, byte for byte the same for every reader."""
    return _recall("html", wish, lambda: render_shared(_TEMPLATE, {"section": wish.build()}))


def render_json_ld(wish: Wish) -> SafeString:
    """The comments of that page, for search engines."""
    return _recall("data", wish, lambda: describe_article(wish.build(), base=wish.base))


def _recall(kind: str, wish: Wish, make: Callable[[], SafeString]) -> SafeString:
    with speaking(wish.subject.language):
        name = version_of(wish.subject, _TEMPLATE, kind, wish.base, wish.sort, wish.cursor, repr(wish.links))
        made = SECTIONS.recall(name)
        if made is None:
            made = make()
            SECTIONS.keep(name, made, seconds=SHARED_SECONDS)
    return mark_safe(made)  # noqa: S308  The templates' own output.
