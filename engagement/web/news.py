"""What open pages ask again and again: which version of a discussion there is, and which comments are its newest."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from engagement.conf import get_settings
from engagement.exceptions import DiscussionNotFound
from engagement.models import Discussion
from engagement.pages.kept import VERSIONS
from engagement.queries.discussions import read_discussion
from engagement.queries.news import load_newest


@require_safe
def version(request: HttpRequest, key: str) -> HttpResponseBase:
    """The version, the number of comments and the newest of them as ``[id, root or 0, milliseconds since 1970]``.

    The same for everyone and a few hundred bytes: a cache in front answers for seconds, so that all readers together
    cost one look in that time.
    """
    try:
        discussion = read_discussion(key)
    except DiscussionNotFound:
        raise Http404 from None
    etag = f'W/"{discussion.pk or 0}-{discussion.version}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_tell(discussion), content_type="application/json")
    # Both together no longer than a page waits: what it is given is never older than what it has.
    seconds = max(get_settings().live_seconds // 2, 1)
    patch_cache_control(response, public=True, max_age=seconds, s_maxage=seconds, stale_while_revalidate=seconds)
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    return response


def _tell(discussion: Discussion) -> str:
    """The answer, made once for each version."""
    name = f"{discussion.pk}:{discussion.version}"
    told = VERSIONS.recall(name)
    if told is None:
        newest = [[comment.pk, comment.root_id, comment.published] for comment in load_newest(discussion)]
        answer = {"version": discussion.version, "count": discussion.comment_count, "newest": newest}
        told = json.dumps(answer, separators=(",", ":"))
        VERSIONS.keep(name, told)
    return told
