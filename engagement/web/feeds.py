"""A discussion as an Atom feed: the newest comments that everybody may read."""

import re
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.languages import speaking
from engagement.models import Comment
from engagement.pages.comments import permalink, shown_name
from engagement.pages.subjects import Subject
from engagement.text import plain_line
from engagement.web.aliases import redirect_from_alias
from engagement.web.conditional import subject_etag, subject_last_modified
from engagement.web.discussions import get_subject_or_404
from engagement.web.shared import mark_shared

_LENGTH = 50

# What XML 1.0 has no place for (2.2, Characters), and a comment may hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponseBase:
    """The newest comments of a discussion, newest first."""
    subject = get_subject_or_404(key)
    if moved := redirect_from_alias(request, subject, key):
        return moved
    modified = subject_last_modified(subject)
    stamp = int(modified.timestamp()) if modified else None
    with speaking(subject.language):
        etag = subject_etag(subject, "engagement/comment.html", request.build_absolute_uri())
        response = get_conditional_response(request, etag=etag, last_modified=stamp)
        if response is None:
            atom = _build(request, subject, _newest(subject))
            response = HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)
    return mark_shared(response, etag=etag, stamp=stamp)


def _newest(subject: Subject) -> Iterable[Comment]:
    if subject.discussion is None:
        return ()
    return Comment.objects.published().filter(discussion=subject.discussion).order_by("-published_at", "-pk")[:_LENGTH]


def _build(request: HttpRequest, subject: Subject, comments: Iterable[Comment]) -> Atom1Feed:
    page = request.build_absolute_uri(reverse("engagement:discussion", args=[subject.key]))
    atom = Atom1Feed(
        title=_("Comments on %(title)s") % {"title": plain_line(subject.title)},
        link=page,
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(request.path),
        feed_guid=page,
    )
    for comment in comments:
        link = request.build_absolute_uri(permalink(comment.pk))
        name = plain_line(shown_name(comment))
        atom.add_item(
            title=_("%(name)s on %(title)s") % {"name": name, "title": plain_line(subject.title)},
            link=link,
            unique_id=link,
            description=_NOT_IN_XML.sub("\ufffd", comment.html),
            author_name=name,
            pubdate=comment.published_at,
            updateddate=comment.edited_at or comment.published_at,
        )
    return atom
