"""Indexing: what comments are found by is written beside them, never in the reader's request."""

import datetime as dt
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from engagement import api as engagement
from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.hashing import hash_address, hash_email, hash_network
from moderation.models import IndexPosition, LinkDomain, Question, SearchEntry, TextPrint, Trace
from moderation.queries.unindexed import find_ungrouped, find_unindexed
from moderation.rules.asking import asks
from moderation.rules.domains import Domain, find_domains
from moderation.rules.searching import FORMAT, make_tokens
from moderation.services.grouping import group_comment

_BATCH = 100
"""Comments of one transaction."""

_NEWEST = 2_000
"""How many of the newest comments each sweep looks through, and how many of all others in their turn."""

_LONGEST = 25.0
"""Seconds after which a sweep begins no other batch: it has to end well within a task's time limit."""

_SWEEP, _REINDEX = "sweep", "reindex"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What is to be written about one comment."""

    entry: SearchEntry
    domains: tuple[Domain, ...]
    trace: Trace | None
    question: Question | None


def index_comment(*, comment_id: int) -> bool:
    """Write what one comment is found by, and compare it with those that stand in the queues; false where it is gone
    or erased. May run twice.
    """
    indexed = _index([comment_id])
    group_comment(comment_id=comment_id)
    return bool(indexed)


def index_missing(*, limit: int | None = None) -> int:
    """Index what came in, or was edited since; returns how many comments.

    The newest comments are looked through every time, all others in their turn, so that it costs the same however many
    there are.
    """
    limit = limit or get_settings().sweep_batch
    started = time.monotonic()
    newest = engagement.Comment.objects.order_by("-pk").values_list("pk", flat=True)
    above = next(iter(newest[_NEWEST - 1 : _NEWEST]), 0)
    walk, _created = IndexPosition.objects.get_or_create(walk=_SWEEP)
    following = engagement.Comment.objects.filter(pk__gt=walk.after).order_by("pk").values_list("pk", flat=True)
    until = next(iter(following[_NEWEST - 1 : _NEWEST]), 0)
    missing = find_unindexed(after=above - 1, limit=limit)
    missing += find_unindexed(after=walk.after, until=until or None, limit=max(0, limit - len(missing)))
    done = 0
    for start in range(0, len(missing), _BATCH):
        if time.monotonic() - started > _LONGEST:
            return done
        done += len(_index(missing[start : start + _BATCH]))
    for comment_id in find_ungrouped(limit=limit):
        if time.monotonic() - started > _LONGEST:
            return done
        done += group_comment(comment_id=comment_id)
    if len(missing) < limit:
        IndexPosition.objects.filter(walk=_SWEEP).update(after=until)
    return done


def reindex(*, from_start: bool = False) -> Iterator[int]:
    """Write the whole search table anew, in short transactions; gives how many comments each batch had.

    May be stopped anywhere: it goes on where it was, unless told to begin again, and begins again once it came to the
    end.
    """
    walk, _created = IndexPosition.objects.get_or_create(walk=_REINDEX)
    after = 0 if from_start else walk.after
    comments = engagement.Comment.objects.order_by("pk")
    while ids := list(comments.filter(pk__gt=after).values_list("pk", flat=True)[:_BATCH]):
        _index(ids)
        after = ids[-1]
        IndexPosition.objects.filter(walk=_REINDEX).update(after=after)
        yield len(ids)
    IndexPosition.objects.filter(walk=_REINDEX).update(after=0)


def find_reindexed() -> int:
    """The comment that a rebuilding which was stopped came to; 0 where none was."""
    return IndexPosition.objects.filter(walk=_REINDEX).values_list("after", flat=True).first() or 0


def forget_indexed(*, comment_id: int) -> None:
    """Delete what an erased comment was found by."""
    for model in (SearchEntry, LinkDomain, TextPrint, Question):
        model.objects.filter(comment_id=comment_id).delete()


def _index(comment_ids: Sequence[int]) -> Collection[int]:
    """Write what comments are found by; returns of which. What another one holds locked is left to the next sweep.

    They are read and folded before the transaction begins, and in it is written what is still so.
    """
    comments = engagement.Comment.objects.select_related("discussion", "submission").filter(pk__in=comment_ids)
    read = {comment.pk: _read(comment) for comment in comments if comment.visibility != Visibility.ERASED}
    with transaction.atomic():
        locked = engagement.Comment.objects.select_for_update(no_key=True, skip_locked=True).order_by("pk")
        there = locked.filter(pk__in=list(read)).exclude(visibility=Visibility.ERASED)
        revisions = dict(there.values_list("pk", "revision"))
        current = {pk: read[pk] for pk, revision in revisions.items() if read[pk].entry.revision == revision}
        _write(current)
    return current


def _write(found: dict[int, _Read]) -> None:
    before = SearchEntry.objects.filter(comment_id__in=list(found)).values_list("comment_id", "revision")
    edited = [pk for pk, revision in before if revision != found[pk].entry.revision]
    SearchEntry.objects.bulk_create(
        [read.entry for read in found.values()],
        update_conflicts=True,
        unique_fields=["comment"],
        update_fields=["revision", "format", "tokens", "email"],
    )
    # What was changed may be like others now: it is compared anew.
    SearchEntry.objects.filter(comment_id__in=edited).update(alike=None)
    LinkDomain.objects.filter(comment_id__in=list(found)).delete()
    LinkDomain.objects.bulk_create(
        [
            LinkDomain(comment_id=pk, domain=domain.name, is_site=domain.is_site)
            for pk, read in found.items()
            for domain in read.domains
        ]
    )
    questions = {pk: read.question for pk, read in found.items() if read.question}
    # What was edited may ask nothing any more.
    Question.objects.filter(comment_id__in=[pk for pk in edited if pk not in questions]).delete()
    Question.objects.bulk_create(questions.values(), ignore_conflicts=True)
    Trace.objects.bulk_create([read.trace for read in found.values() if read.trace], ignore_conflicts=True)


def _read(comment: engagement.Comment) -> _Read:
    own_host = (urlsplit(comment.discussion.url).hostname or "").removeprefix("www.")
    return _Read(
        entry=SearchEntry(
            comment_id=comment.pk,
            revision=comment.revision,
            format=FORMAT,
            tokens=make_tokens(body=comment.body, name=comment.author_name),
            email=hash_email(comment.author_email),
        ),
        domains=find_domains(html=comment.html, author_url=comment.author_url, own_host=own_host),
        trace=_trace(comment),
        question=_question(comment),
    )


def _question(comment: engagement.Comment) -> Question | None:
    """That it asks something; what the house itself, or the article's author, asks is none to the newsroom."""
    is_ours = comment.from_newsroom or comment.badge == engagement.Badge.AUTHOR
    asked_at = comment.created_at
    is_over = asked_at <= timezone.now() - dt.timedelta(days=get_settings().question_days)
    return None if is_ours or is_over or not asks(comment.body) else Question(comment_id=comment.pk, asked_at=asked_at)


def _trace(comment: engagement.Comment) -> Trace | None:
    """The trace of a comment that no check brought one; none once its time is over."""
    try:
        submission = comment.submission
    except ObjectDoesNotExist:
        return None
    expires_at = comment.created_at + dt.timedelta(days=get_settings().payload_days)
    now = timezone.now()
    if submission.expires_at <= now or expires_at <= now:
        return None
    return Trace(
        comment_id=comment.pk,
        address=hash_address(submission.ip or ""),
        network=hash_network(submission.ip or ""),
        email=hash_email(comment.author_email),
        expires_at=expires_at,
    )
