"""What the API says of one comment to whoever decides on it. Personal data: for moderators alone."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.functional import Promise

from engagement.plumbing.writing import write_moment
from moderation.api import Card, Rights
from moderation.queries.authors import AuthorRecord
from moderation.queries.card import CaseLine, ContextItem, RevisionLine
from moderation.queries.marks import Mark
from moderation.queries.words import FindingLine
from moderation.rest.v1.card_shapes import (
    CardAuthorShape,
    CardShape,
    CaseShape,
    ContextShape,
    FindingShape,
    MarkShape,
    RevisionShape,
)
from moderation.rest.v1.links import link_to
from moderation.rest.v1.serializers import maybe_moment, show_line


def show_card(
    request: HttpRequest, card: Card, *, reasons: Sequence[tuple[str, str | Promise]], rights: Rights
) -> CardShape:
    """The card, with the reasons for which a comment may be rejected here, and the way back where it may be taken."""
    article = card.article
    undoable = card.undoable if rights.undo(card.undoable_of) else None
    return {
        "comment": card.comment_id,
        "visibility": card.visibility,
        "revision": card.revision,
        "waits_for_parent": card.waits_for_parent,
        "html": card.html,
        "body": card.body,
        "created_at": write_moment(card.created_at),
        "published_at": maybe_moment(card.published_at),
        "edited_at": maybe_moment(card.edited_at),
        "article": {
            "discussion": article.discussion_key,
            "title": article.title,
            "url": request.build_absolute_uri(article.url) if article.url else "",
            "section": article.section,
            "question": article.question,
        },
        "context": [_show_context(item) for item in card.context],
        "skipped": card.skipped,
        "replies_waiting": card.replies_waiting,
        "author": _show_author(card.author),
        "case": _show_case(card.case) if card.case else None,
        "findings": [_show_finding(line) for line in card.findings],
        "revisions": [_show_revision(line) for line in card.revisions],
        "history": [{**show_line(line), "undone": line.undone} for line in card.history],
        "undo_url": link_to(request, "undo", undoable) if undoable else None,
        "decisions_url": link_to(request, "decisions", card.comment_id),
        "reject_reasons": [{"code": code, "words": str(words)} for code, words in reasons],
    }


def _show_context(item: ContextItem) -> ContextShape:
    return {
        "comment": item.comment_id,
        "author": item.author_name,
        "excerpt": item.excerpt,
        "visibility": item.visibility,
        "created_at": write_moment(item.created_at),
    }


def _show_author(author: AuthorRecord) -> CardAuthorShape:
    return {
        "name": author.name,
        "is_guest": author.is_guest,
        "email": author.email,
        "url": author.url,
        "is_known": author.is_known,
        "comments": author.comments,
        "approved": author.approved,
        "rejected": author.rejected,
        "spam": author.spam,
        "first_seen_at": write_moment(author.first_seen_at),
        "address": author.ip,
        "address_until": maybe_moment(author.ip_until),
        "user_agent": author.user_agent,
    }


def _show_case(case: CaseLine) -> CaseShape:
    return {
        "queue": case.queue,
        "reasons": case.reasons,
        "opened_at": write_moment(case.opened_at),
        "decided_at": maybe_moment(case.decided_at),
    }


def _show_finding(line: FindingLine) -> FindingShape:
    return {
        "check": line.check,
        "saw": line.saw,
        "says": line.says.value,
        "revision": line.revision,
        "alike": line.alike,
        "at": write_moment(line.at),
        "marks": [_show_mark(mark) for mark in line.marks],
    }


def _show_revision(line: RevisionLine) -> RevisionShape:
    return {"revision": line.revision, "body": line.body, "replaced_at": write_moment(line.replaced_at)}


def _show_mark(mark: Mark) -> MarkShape:
    return {"number": mark.number, "what": mark.what, "note": mark.note, "spans": mark.spans, "host": mark.host}
