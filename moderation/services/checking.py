"""The checks of our own on one comment: what they need to know is looked up, then all of them run."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.queries.author_facts import load_author_facts
from moderation.queries.sanctions import find_marks_of, find_sanction, load_marks_in_force
from moderation.queries.spam_prints import find_alike
from moderation.queries.word_lists import load_word_lists
from moderation.rules.base import Limits, Report, Subject
from moderation.rules.lists import CompiledList
from moderation.rules.running import run_all
from moderation.services.lately import read_lately


def run_checks(record: engagement.CommentRecord, *, lists: Sequence[CompiledList] | None = None) -> tuple[Report, ...]:
    """Run every check on a comment, and report of each; by the word lists in use, or by other ``lists``.

    A constant number of queries. A check that breaks reports that, and no more.
    """
    subject = build_subject(record, lists=load_word_lists() if lists is None else lists)
    return run_all(subject, read_limits())


def build_subject(record: engagement.CommentRecord, *, lists: Sequence[CompiledList]) -> Subject:
    """A comment with what is known of its author, for the checks."""
    ip = record.submission.ip or ""
    facts = load_author_facts(record)
    return Subject(
        body=record.body,
        html=record.html,
        language=record.language,
        section=record.section,
        site=(urlsplit(record.article_url).hostname or "").removeprefix("www."),
        author_name=record.author_name,
        author_email=record.author_email,
        author_url=record.author_url,
        is_guest=record.author_id is None,
        form_seconds=record.submission.form_seconds,
        honeypot=record.submission.honeypot,
        published=facts.published,
        decided_of_late=facts.decided_of_late,
        rejected_of_late=facts.rejected_of_late,
        is_sanctioned=_is_sanctioned(author_id=record.author_id, email=record.author_email, ip=ip),
        alike=find_alike(comment_id=record.comment_id, body=record.body, least_length=get_settings().duplicate_length),
        lists=tuple(lists),
    )


def _is_sanctioned(*, author_id: int | None, email: str, ip: str) -> bool:
    """Whether a sanction is in force against an author; where none names any of their marks, nothing is read."""
    named = read_lately("marks under sanction", load_marks_in_force)
    if named is not None and named.isdisjoint(find_marks_of(author_id=author_id, email=email, ip=ip).items()):
        return False
    return bool(find_sanction(author_id=author_id, email=email, ip=ip))


def read_limits() -> Limits:
    """What the checks measure by, as the settings say."""
    settings = get_settings()
    return Limits(
        max_links=settings.max_links,
        fastest_form_seconds=settings.fastest_form_seconds,
        record_least=settings.record_least,
        record_share=settings.record_share,
        duplicate_length=settings.duplicate_length,
        duplicate_similarity=settings.duplicate_similarity,
        trusted_after=settings.trusted_after,
    )
