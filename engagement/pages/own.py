"""What an author is told of their own comment: the same on their page, beside the article and by the API."""

import datetime as dt
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from engagement.conf import get_settings
from engagement.explanations import explain
from engagement.models import Comment, Visibility
from engagement.queries.changing import editable_until, find_edit_obstacle, find_withdrawal_obstacle

_SOON = dt.timedelta(minutes=5)
"""So long nobody wonders that a comment is being checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnState:
    """What its author is told of a comment, in plain words, and where they can go from there."""

    name: str
    icon: str
    title: str | Promise
    why: str | Promise = ""
    """Why it does not show; empty where that needs no reason."""
    note: str | Promise
    """Who sees it, and what comes next."""
    url: str = ""
    """The author's page."""
    again_url: str = ""
    """Where they may write another one; empty where they may not, or need not."""
    contact: str = ""
    """Where they may write if they think that it should show; an e-mail address or a URL."""
    edit_url: str = ""
    """Where they may edit it; empty where they may not."""
    edit_seconds: int = 0
    """For how many more seconds."""
    withdraw_url: str = ""
    """Where they may withdraw it; empty where they may not."""

    @property
    def waits(self) -> bool:
        """Whether it may still change by itself."""
        return self.name in {"pending", "held"}

    @property
    def is_refused(self) -> bool:
        """Whether it will not show unless somebody thinks better of it."""
        return self.name in {"rejected", "spam"}

    @property
    def edit_minutes(self) -> int:
        """The same in minutes, the one that has begun among them."""
        return -(-self.edit_seconds // 60)

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        return " ".join(str(part) for part in (self.title, self.why, self.note) if part)


_PENDING = OwnState(
    name="pending",
    icon="clock",
    title=gettext_lazy("Waiting."),
    note=gettext_lazy(
        "Only you can see this. It is being checked, usually within a minute, and then shows for everyone."
    ),
)
_LATE = replace(
    _PENDING,
    note=gettext_lazy("Only you can see this. Checking takes longer than usual; your comment is kept safe until then."),
)
_CLEARED = replace(
    _PENDING,
    note=gettext_lazy("Only you can see this. It shows for everyone as soon as the comment that it answers does."),
)
_HELD = OwnState(
    name="held",
    icon="clock",
    title=gettext_lazy("Waiting for a moderator."),
    note=gettext_lazy("Only you can see this. It shows for everyone once a moderator has approved it."),
)
_SPAM = OwnState(
    name="spam",
    icon="warn",
    title=gettext_lazy("Not published."),
    why=gettext_lazy("It was taken for spam."),
    note=gettext_lazy("Only you can see it. If that is a mistake, a moderator can still publish it."),
)
_REJECTED = OwnState(
    name="rejected",
    icon="warn",
    title=gettext_lazy("Not published."),
    why=gettext_lazy("A moderator decided against this comment."),
    note=gettext_lazy("Only you can see it."),
)
_PUBLISHED = OwnState(
    name="published",
    icon="check",
    title=gettext_lazy("Published."),
    note=gettext_lazy("Everyone can see your comment now."),
)
_STATES = {
    Visibility.HELD: _HELD,
    Visibility.SPAM: _SPAM,
    Visibility.REJECTED: _REJECTED,
    Visibility.PUBLISHED: _PUBLISHED,
}


def own_state(comment: Comment, *, url: str = "") -> OwnState | None:
    """What the author is told of their comment; none where they withdrew it or it was erased.

    ``url`` is the author's page. Whoever is told that a comment waits is told so in the same words, whatever became of
    it.
    """
    state = _find_state(comment)
    return _offer(state, comment, url) if state and url else state


def _find_state(comment: Comment) -> OwnState | None:
    visibility = Visibility(comment.visibility)
    if visibility == Visibility.PENDING:
        return _find_waiting(comment)
    state = _STATES.get(visibility)
    if state is None or not state.is_refused:
        return state
    explanation = explain(comment.pk, visibility)
    if explanation.as_held:
        return _HELD
    return replace(state, why=explanation.why or state.why, contact=get_settings().contact)


def _find_waiting(comment: Comment) -> OwnState:
    if comment.cleared_at is not None:
        return _CLEARED
    since = comment.edited_at or comment.created_at
    return _PENDING if since > timezone.now() - _SOON else _LATE


def _offer(state: OwnState, comment: Comment, url: str) -> OwnState:
    """The state with what the author may still do; their other pages lie under this one."""
    edits = find_edit_obstacle(comment) is None
    left = editable_until(comment) - timezone.now()
    return replace(
        state,
        url=url,
        edit_url=f"{url}edit/" if edits else "",
        edit_seconds=max(1, int(left.total_seconds())) if edits else 0,
        withdraw_url=f"{url}withdraw/" if find_withdrawal_obstacle(comment) is None else "",
    )
