"""One discussion in place of two, and keys that lead to it: whoever has an old address finds what was said there."""

import re

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement import events
from engagement.exceptions import CannotMerge, DiscussionNotFound, KeyTaken
from engagement.models import Comment, Discussion, DiscussionAlias
from engagement.models.discussion import DiscussionStatus
from engagement.services.discussion_events import note_discussion_event
from engagement.services.discussions import touch_discussion
from engagement.services.experiments import end_running_experiment
from engagement.services.moving_follows import move_follows
from engagement.services.stance_choices import drop_choices_in
from engagement.signals import announce, discussion_changed, discussion_merged

_KEY = re.compile(r"[-\w.:~@]{1,200}")


@transaction.atomic
def merge_discussions(*, source_id: int, target_id: int) -> int:
    """Move every comment of one discussion into another, and let its keys lead there; returns how many moved.

    Threads, permalinks and counters stay right; the other's prompt, status and article hold for all. The source stays
    as a hidden row, for the wordings that its comments answered; what its readers chose among stances is dropped, and
    an experiment with its words ends. Wished twice, the second time moves nothing.
    CannotMerge where the two are one, or either was merged into a third; DiscussionNotFound where one is not there.

    The number of statements is the same however many comments there are. Both rows are locked for keys too, so that
    what is being posted at the same time is moved with the rest, or finds out and goes to the target itself.
    """
    source, target = _lock(source_id, target_id)
    if source.merged_into_id == target.pk:
        return 0
    published = Comment.objects.published().filter(discussion=source).count()
    moved = Comment.objects.filter(discussion=source).update(discussion=target)
    DiscussionAlias.objects.filter(discussion=source).update(discussion=target)
    move_follows(source=source, target=target)
    drop_choices_in(discussion_id=source.pk)
    end_running_experiment(discussion_id=source.pk)
    # Whoever keeps what a key leads to by its version hears of this one, too.
    Discussion.objects.filter(merged_into=source).update(merged_into=target, version=F("version") + 1)
    Discussion.objects.filter(pk=source.pk).update(
        status=DiscussionStatus.HIDDEN,
        merged_into=target,
        comment_count=0,
        closed_at=None,
        stays_open=False,
        version=F("version") + 1,
        changed_at=timezone.now(),
    )
    announce(discussion_changed, sender=Discussion, discussion_id=source.pk)
    touch_discussion(discussion_id=target.pk, comments=published)
    came_from = {"key": source.key, "url": source.url, "section": source.section}
    note_discussion_event(events.DISCUSSION_MERGED, target.pk, came_from=came_from)
    announce(discussion_merged, sender=Discussion, source_id=source.pk, target_id=target.pk)
    return moved


@transaction.atomic
def add_alias(*, key: str, discussion_id: int) -> bool:
    """Let one more key lead to a discussion; false where it does already.

    KeyTaken where a discussion has it for its own (merge the two instead), or it leads to another one, or is no key.
    """
    discussion = Discussion.objects.filter(pk=discussion_id).first()
    if discussion is None:
        raise DiscussionNotFound(discussion_id)
    leads_to = discussion.merged_into_id or discussion.pk
    if not _KEY.fullmatch(key):
        raise KeyTaken(key, _("A key has 1 to 200 letters, digits or the signs - _ . : ~ @."))
    own = Discussion.objects.filter(key=key).first()
    if own is not None and leads_to in (own.pk, own.merged_into_id):
        return False
    if own is not None:
        raise KeyTaken(key, _("A discussion has this key for its own. Merge the two instead."))
    alias, created = DiscussionAlias.objects.get_or_create(key=key, defaults={"discussion_id": leads_to})
    if alias.discussion_id != leads_to:
        raise KeyTaken(key, _("This key leads to another discussion already."))
    return created


def _lock(source_id: int, target_id: int) -> tuple[Discussion, Discussion]:
    if source_id == target_id:
        raise CannotMerge(_("A discussion cannot be merged into itself."))
    rows = Discussion.objects.select_for_update().filter(pk__in=[source_id, target_id]).order_by("pk")
    found = {discussion.pk: discussion for discussion in rows}
    for pk in (source_id, target_id):
        if pk not in found:
            raise DiscussionNotFound(pk)
    source, target = found[source_id], found[target_id]
    if target.merged_into_id is not None or source.merged_into_id not in (None, target.pk):
        raise CannotMerge(_("One of the two was merged into another discussion already."))
    return source, target
