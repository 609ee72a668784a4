"""The page of a bulk run: before it is confirmed, under way, and after."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.api import Action, BulkRun
from moderation.conf import get_settings
from moderation.models import BulkOutcome, BulkState
from moderation.queries.bulk import (
    LEFT_OUT,
    BulkLine,
    BulkPreview,
    Share,
    count_outcomes,
    find_undoing,
    load_left_out,
    load_preview,
)
from moderation.services.decisions import LONGEST_NOTE
from moderation.web.filtering import describe_filter, name_reason
from moderation.web.places import Place
from moderation.web.queues import QUEUE_NAMES

ACTION_NAMES: dict[str, str | Promise] = {
    Action.APPROVE: _("Approve"),
    Action.NOT_SPAM: _("Not spam"),
    Action.REJECT: _("Reject"),
    Action.SPAM: _("Spam"),
    Action.UNDO: _("Take back"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why a run was not begun; what was typed is kept."""

    status: int
    field: str = ""
    message: str = ""
    reason: str = ""
    note: str = ""
    busy: int | None = None
    """The run that is under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPage:
    """One run."""

    run: BulkRun
    name: str | Promise
    """Of its action."""
    queue: str | Promise
    filter: tuple[str, ...]
    back: str
    preview: BulkPreview | None
    """Only before it is confirmed."""
    reasons: tuple[Share, ...]
    """Of what it will change, in words."""
    todo: int
    done: int
    left_out: tuple[Share, ...]
    """By why, in words."""
    missing: int
    """Deleted since."""
    lines: tuple[BulkLine, ...]
    """A page of what was left out."""
    next_after: int | None
    undoing: BulkRun | None
    refused: Refused | None
    reject_reasons: tuple[tuple[str, str | Promise], ...]
    longest_note: int
    most: int

    @property
    def is_ready(self) -> bool:
        """Whether it waits to be confirmed."""
        return self.run.state == BulkState.READY

    @property
    def may_undo(self) -> bool:
        """Whether it can be taken back."""
        has_done = bool(self.run.finished_at and self.done)
        return has_done and self.run.action != Action.UNDO and self.undoing is None

    @property
    def over(self) -> int:
        """How many comments are over with."""
        return max(self.run.total - self.todo, 0) if self.run.state != BulkState.PREPARING else 0


def load_bulk_page(run: BulkRun, *, after: int = 0, refused: Refused | None = None) -> BulkPage:
    """The page of a run; ``after`` is the last that an earlier page of what was left out ended with."""
    counts = count_outcomes(run)
    preview = load_preview(run) if run.state == BulkState.READY else None
    lines = load_left_out(run, after=after)
    place = Place.read(QueryDict(run.query), viewer_id=run.moderator_id)
    return BulkPage(
        run=run,
        name=ACTION_NAMES[run.action],
        queue=QUEUE_NAMES.get(place.queue, place.queue),
        filter=describe_filter(place.filter),
        back=place.url,
        preview=preview,
        reasons=tuple(
            Share(name=name_reason(share.name), count=share.count) for share in (preview.reasons if preview else ())
        ),
        todo=counts.get(BulkOutcome.OPEN, 0),
        done=counts.get(BulkOutcome.DONE, 0),
        left_out=tuple(
            Share(name=str(outcome.label), count=counts[outcome])
            for outcome in BulkOutcome
            if outcome not in (BulkOutcome.OPEN, BulkOutcome.DONE) and outcome in counts
        ),
        missing=max(run.total - sum(counts.values()), 0) if run.state != BulkState.PREPARING else 0,
        lines=lines,
        next_after=lines[-1].item_id if len(lines) == LEFT_OUT else None,
        undoing=find_undoing(run) if run.finished_at else None,
        refused=refused,
        reject_reasons=get_settings().reject_reasons,
        longest_note=LONGEST_NOTE,
        most=get_settings().bulk_most,
    )
