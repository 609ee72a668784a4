"""The section under an article: the prompt at its head, the form, and one page of the thread."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.conf import get_settings
from engagement.exceptions import BadCursor
from engagement.forms import CommentForm
from engagement.models import Discussion, Wording
from engagement.pages.asking import Asking, asker_of, asking_of
from engagement.pages.best_answers import BestAnswer, view_best
from engagement.pages.branches import render_branches
from engagement.pages.comments import Surroundings
from engagement.pages.stances import StancesView, view_stances
from engagement.pages.subjects import Subject
from engagement.queries.arms import KnownArm, arms_of
from engagement.queries.prompts import prompt_of, shown_wording, shows_slots
from engagement.queries.stances import known_stances, offered_stances
from engagement.queries.threads import SORTS, Branch, BranchPage, load_branches

_SORT_NAMES: dict[str, Promise] = {
    "top": gettext_lazy("Top"),
    "newest": gettext_lazy("Newest"),
    "oldest": gettext_lazy("Oldest"),
    "replies": gettext_lazy("Most replies"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SortLink:
    """One order of the comments."""

    name: Promise
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """Where a section's other pages are: on the page that holds it, or on the discussion's own."""

    path: str
    query: str = ""
    """The rest of the page's query, kept in every link."""

    @classmethod
    def of_query(cls, given: Mapping[str, str]) -> "PageLinks":
        """Links within the page that was asked for with this query."""
        kept = given.copy() if isinstance(given, QueryDict) else QueryDict(mutable=True)
        kept.pop("sort", None)
        kept.pop("cursor", None)
        return cls(path="", query=kept.urlencode())

    def to(self, sort: str, cursor: str = "", part: str = "comments") -> str:
        """The address of a page of the thread, or of a part of it."""
        query = QueryDict(self.query, mutable=True)
        query["sort"] = sort
        if cursor:
            query["cursor"] = cursor
        return f"{self.path}?{query.urlencode()}#{part}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Everything that ``engagement/section.html`` shows. The same for every reader."""

    subject: Subject
    wording: Wording | None
    arms: tuple[KnownArm, ...]
    """What is compared by a coin, of which script shows one in place of ``wording``; empty where nothing is."""
    asker: str
    """Who asks, in words; empty where nobody is named."""
    asking: Asking
    count: int
    is_open: bool
    stances: StancesView | None
    """None where the prompt offers none."""
    best: tuple[BestAnswer, ...]
    """On the first page alone."""
    form: CommentForm | None
    """None where the discussion takes no comments."""
    sorts: tuple[SortLink, ...]
    branches: tuple[SafeString, ...]
    """The roots of the page, each with its first replies, rendered."""
    shown: Sequence[Branch]
    """The same, as they were read."""
    around: Surroundings
    first_url: str
    """The first page, where this is another."""
    next_url: str
    next_fragment: str
    url: str
    """The discussion's own page."""
    post_url: str
    feed_url: str
    words: str
    """What script says, as JSON."""
    measure_url: str
    """Where script tells what becomes of the prompt; empty where nothing is measured, or nobody can answer."""


def build_section(subject: Subject, *, sort: str = "", cursor: str = "", links: PageLinks | None = None) -> Section:
    """One page of the section; an unknown order or a cursor that does not fit gives the first page."""
    discussion = subject.discussion
    url = reverse("engagement:discussion", args=[subject.key])
    links = links or PageLinks(path=url)
    sort = sort if sort in SORTS else get_settings().default_sort
    page, cursor = _load(subject, sort, cursor)
    around = Surroundings(
        key=subject.key,
        depth=get_settings().reply_depth,
        takes_replies=subject.is_open,
        stances=known_stances(discussion),
    )
    wording = shown_wording(discussion) if discussion else None
    asking = asking_of(subject)
    return Section(
        subject=subject,
        wording=wording,
        arms=_compared(subject) if wording else (),
        asker=asker_of(subject, asking) if wording else "",
        asking=asking,
        count=discussion.comment_count if discussion else 0,
        is_open=subject.is_open,
        stances=view_stances(subject),
        best=view_best(page.best, around),
        form=_form(discussion, wording) if subject.is_open else None,
        sorts=_sort_links(sort, links),
        branches=render_branches(page.branches, around),
        shown=page.branches,
        around=around,
        first_url=links.to(sort) if cursor else "",
        next_url=links.to(sort, page.next_cursor) if page.next_cursor else "",
        next_fragment=PageLinks(path=reverse("engagement:fragment", args=[subject.key])).to(sort, page.next_cursor),
        url=url,
        post_url=reverse("engagement:post", args=[subject.key]),
        feed_url=reverse("engagement:feed", args=[subject.key]),
        words=script_words(),
        measure_url=reverse("engagement:measure") if wording and subject.is_open and get_settings().measure else "",
    )


def _form(discussion: Discussion | None, wording: Wording | None) -> CommentForm:
    """The form. Where the time decides, it says which words stand above it: it may be sent when others do."""
    prompt = prompt_of(discussion) if discussion else None
    told = wording.pk if prompt and wording and shows_slots(prompt) else None
    return CommentForm(stances=offered_stances(discussion), wording_id=told)


def _compared(subject: Subject) -> tuple[KnownArm, ...]:
    """The wordings of which script shows one by a coin; none where nobody can act on them, or no act would be
    counted.
    """
    if subject.discussion is None or not subject.is_open or not get_settings().measure:
        return ()
    prompt = prompt_of(subject.discussion)
    return () if prompt and prompt.slots else arms_of(prompt)


def script_words() -> str:
    """What script tells readers, as JSON; ``%s`` stands for what it fills in."""
    words = {
        "as": _("Commenting as %s"),
        "failed": _("This did not reach us. Nothing is lost: what you wrote is still here. Please send it again."),
        "kept": _("Draft kept on this device"),
        "left": _("Characters left: %s"),
        "loading": _("Loading…"),
        "notLoaded": _("This did not load. Please try again."),
        "over": _("Characters too many: %s"),
        "notSent": _("This did not reach us. Please try again."),
        "posting": _("Posting…"),
        "yours": _("This comment is your own."),
    }
    return json.dumps(words, ensure_ascii=False)


def _load(subject: Subject, sort: str, cursor: str) -> tuple[BranchPage, str]:
    """The page and the cursor that it was loaded with, which is empty where the one given does not fit."""
    if subject.discussion is None:
        return BranchPage(branches=(), next_cursor=""), ""
    try:
        return load_branches(discussion=subject.discussion, sort=sort, cursor=cursor, best=not cursor), cursor
    except BadCursor:
        return load_branches(discussion=subject.discussion, sort=sort, best=True), ""


def _sort_links(current: str, links: PageLinks) -> tuple[SortLink, ...]:
    names = dict(_SORT_NAMES)
    if not get_settings().respect:
        # Without respect the score is nothing but the moment.
        del names["top"]
        current = "newest" if current == "top" else current
    return tuple(SortLink(name=name, url=links.to(sort), current=sort == current) for sort, name in names.items())
