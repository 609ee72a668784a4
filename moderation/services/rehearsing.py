"""Rehearsing: what another policy, or other word lists, would make of comments already decided. Nothing is written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from engagement import api as engagement
from engagement.api import Visibility
from moderation.models import ANSWERS, Action, Actor, Decision, Finding, FindingVerdict
from moderation.queries.policy import Policy
from moderation.rules.base import Limits, Subject
from moderation.rules.lists import CompiledList
from moderation.rules.outcomes import Outcome
from moderation.rules.policy import Judgement, judge
from moderation.rules.signals import CHECKER
from moderation.rules.words import check_words
from moderation.services.checking import read_limits

EXCERPT = 120
"""Characters of a comment that are told."""

_BATCH = 500
_WORDS = "words"
_OF_COMMENTS = ("body", "revision", "discussion__key", "discussion__section", "discussion__language")
_OF_FINDINGS = ("comment_id", "check_name", "revision", "verdict", "signals")
_OF_DECISIONS = ("comment_id", "actor", "action", "revision", "undoes_id")
_OUTCOMES = {
    Action.APPROVE: Outcome.PUBLISH,
    Action.NOT_SPAM: Outcome.PUBLISH,
    Action.HOLD: Outcome.HOLD,
    Action.SPAM: Outcome.SPAM,
    Action.REJECT: Outcome.REFUSE,
}
_Row = TypeVar("_Row", Finding, Decision)
_VERDICTS = (Action.APPROVE, Action.NOT_SPAM, Action.SPAM, Action.REJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which of the comments already decided: all, or those of a time and a place."""

    since: datetime | None = None
    """Written then or later."""
    until: datetime | None = None
    """Written before."""
    section: str = ""
    discussion_key: str = ""
    limit: int | None = None
    """The newest so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """What is compared: policy and word lists as they are, and as they would be."""

    policy: Policy
    lists: Sequence[CompiledList]
    changed_policy: Policy
    changed_lists: Sequence[CompiledList]

    @property
    def rereads(self) -> bool:
        """Whether the lists differ, so that the texts are compared with both anew."""
        return list(self.lists) != list(self.changed_lists)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Rehearsed:
    """One comment: what today's policy makes of it, and what the changed one would."""

    comment_id: int
    section: str
    before: Judgement
    after: Judgement
    then: str
    """The outcome that was decided at the time by the policy; empty where there was none."""
    moderators: str
    """The action of the newest standing decision of a moderator on this text: ``approve``, ``not_spam``, ``spam`` or
    ``reject``; empty where there is none.
    """
    is_checked: bool
    """Whether its checks are known; if not, it was judged by its words alone."""
    words: tuple[str, ...]
    """What the changed lists find in it."""
    body: str

    @property
    def excerpt(self) -> str:
        """The beginning, without markup."""
        return engagement.excerpt(self.body, length=EXCERPT)

    def __repr__(self) -> str:
        """Tell nothing of the text."""
        return f"<Rehearsed comment {self.comment_id}>"


def find_decided(selection: Selection) -> QuerySet[engagement.Comment]:
    """The comments that the policy or a moderator decided on, the newest first; not those erased."""
    decided = Decision.objects.on_visibility().filter(
        comment_id=OuterRef("pk"), actor__in=(Actor.POLICY, Actor.MODERATOR)
    )
    comments = engagement.Comment.objects.filter(Exists(decided)).exclude(visibility=Visibility.ERASED)
    if selection.since:
        comments = comments.filter(created_at__gte=selection.since)
    if selection.until:
        comments = comments.filter(created_at__lt=selection.until)
    if selection.section:
        comments = comments.filter(discussion__section=selection.section)
    if selection.discussion_key:
        comments = comments.filter(discussion__key=selection.discussion_key)
    return comments.order_by("-pk")


def rehearse(*, selection: Selection, play: Play) -> Iterator[Rehearsed | None]:
    """Judge each comment twice; none for one whose checks are not known, unless its words can be judged.

    What needs the past, such as the spam checker's verdict, is taken from the findings of the time; words are looked
    for anew where lists differ. Three queries a batch, and memory for one batch, however many comments there are.
    """
    limits = read_limits()
    for batch in _batches(find_decided(selection), selection.limit):
        ids = [comment.pk for comment in batch]
        findings = _group(Finding.objects.filter(comment_id__in=ids).order_by("id").only(*_OF_FINDINGS))
        decisions = _group(
            Decision.objects.on_visibility().filter(comment_id__in=ids).order_by("id").only(*_OF_DECISIONS)
        )
        for comment in batch:
            yield _rehearse_one(comment, findings[comment.pk], decisions[comment.pk], play, limits)


def _batches(comments: QuerySet[engagement.Comment], limit: int | None) -> Iterator[list[engagement.Comment]]:
    """The comments, a batch at a time, each from where the one before ended."""
    left, last = limit, None
    while left is None or left > 0:
        size = _BATCH if left is None else min(left, _BATCH)
        rest = comments if last is None else comments.filter(pk__lt=last)
        batch = list(rest.select_related("discussion").only(*_OF_COMMENTS)[:size])
        if not batch:
            return
        yield batch
        last = batch[-1].pk
        left = None if left is None else left - len(batch)


def _group(rows: Iterable[_Row]) -> Mapping[int, list[_Row]]:
    grouped: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        grouped[row.comment_id].append(row)
    return grouped


def _rehearse_one(
    comment: engagement.Comment,
    findings: Sequence[Finding],
    decisions: Sequence[Decision],
    play: Play,
    limits: Limits,
) -> Rehearsed | None:
    by_check = _find_signals(comment, findings)
    if not by_check and not play.rereads:
        return None
    signals = [signal for check, found in by_check.items() if check != _WORDS for signal in found]
    words = words_after = tuple(by_check.get(_WORDS, ()))
    matched: tuple[str, ...] = ()
    if play.rereads:
        words, _matched = _read_words(comment, play.lists, limits)
        words_after, matched = _read_words(comment, play.changed_lists, limits)
    place = {"section": comment.discussion.section, "discussion_key": comment.discussion.key}
    return Rehearsed(
        comment_id=comment.pk,
        section=comment.discussion.section,
        before=judge([*signals, *words], play.policy.table(**place)),
        after=judge([*signals, *words_after], play.changed_policy.table(**place)),
        then=_find_then(comment, decisions),
        moderators=_find_verdict(comment, decisions),
        is_checked=bool(by_check),
        words=matched,
        body=comment.body,
    )


def _find_signals(comment: engagement.Comment, findings: Sequence[Finding]) -> Mapping[str, Sequence[str]]:
    """The signals of the text as it stands, by check: of each check the last that it said. An error says nothing."""
    signals: dict[str, Sequence[str]] = {}
    for finding in findings:
        if finding.revision != comment.revision or finding.verdict == FindingVerdict.ERROR:
            continue
        check = CHECKER if finding.verdict in ANSWERS else finding.check_name
        # Findings of before there was a policy have a verdict alone.
        is_spam = finding.verdict in (FindingVerdict.SPAM, FindingVerdict.DISCARD)
        signals[check] = finding.signals or ([f"{CHECKER}.{finding.verdict}"] if is_spam else [])
    return signals


def _read_words(
    comment: engagement.Comment, lists: Sequence[CompiledList], limits: Limits
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The signals of the words, and the words themselves."""
    discussion = comment.discussion
    subject = Subject(
        body=comment.body,
        html="",
        author_name=comment.author_name,
        language=discussion.language,
        section=discussion.section,
        lists=tuple(lists),
    )
    report = check_words(subject, limits)
    return report.signals, tuple(dict.fromkeys(match["word"] for match in report.saw["matches"]))


def _find_then(comment: engagement.Comment, decisions: Sequence[Decision]) -> str:
    """What the policy decided on the text as it stands, the last time."""
    made = [row for row in decisions if row.actor == Actor.POLICY and row.revision == comment.revision]
    return _OUTCOMES[Action(made[-1].action)].value if made and made[-1].action in _OUTCOMES else ""


def _find_verdict(comment: engagement.Comment, decisions: Sequence[Decision]) -> str:
    """What a moderator decided on the text as it stands, the last time that was not undone. To hold is no verdict."""
    undone = {row.undoes_id for row in decisions}
    standing = [
        row for row in decisions if row.actor == Actor.MODERATOR and row.action != Action.UNDO and row.pk not in undone
    ]
    if not standing or standing[-1].revision != comment.revision or standing[-1].action not in _VERDICTS:
        return ""
    return standing[-1].action
