"""Validators for pages that show a discussion, for our own pages and for a publisher's article view.

A publisher's view gives them to Django's ``condition``::

    @condition(
        etag_func=lambda request, pk: article_etag(get_article(pk), request.GET.urlencode()),
        last_modified_func=lambda request, pk: article_last_modified(get_article(pk)),
    )
    def article(request, pk): ...

That fits a page that is the same for every reader. Whatever else the page shows goes into ``extra``.
"""

import datetime as dt

from django.db.models import Model

from engagement import hosts
from engagement.pages.subjects import Subject, subject_of
from engagement.pages.versions import version_of


def article_etag(obj: Model, *extra: object) -> str | None:
    """A weak ETag of a page that shows the object and its discussion; none where readers may not see it.

    It changes with the article's own values, with everything that readers see of the discussion, with templates,
    settings and language, and with ``extra``.
    """
    subject = subject_of(obj)
    if subject is None:
        return None
    article = hosts.host_of(obj).read(obj)
    return subject_etag(subject, "engagement/section.html", repr(article), *map(str, extra))


def article_last_modified(obj: Model) -> dt.datetime | None:
    """When the object or its discussion changed last, as far as that is known; to the second, so ETags know better."""
    subject = subject_of(obj)
    if subject is None:
        return None
    article = hosts.host_of(obj).read(obj)
    moments = (article.modified_at, article.published_at, subject_last_modified(subject))
    return max((moment for moment in moments if moment), default=None)


def subject_etag(subject: Subject, template: str, *extra: str) -> str:
    """A weak ETag of a page that the template shows of a subject."""
    return f'W/"{version_of(subject, template, *extra)}"'


def subject_last_modified(subject: Subject) -> dt.datetime | None:
    """When what readers see of the discussion changed last; none where it was never synced."""
    return subject.discussion.seen_at if subject.discussion else None
