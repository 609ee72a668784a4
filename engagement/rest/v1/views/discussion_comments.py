"""The comments of a discussion: read page by page, and written."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from engagement.conf import get_settings
from engagement.models import Discussion
from engagement.plumbing.problems import CACHE_PRIVATE, BadParameter
from engagement.queries.cursors import decode_cursor
from engagement.queries.discussions import assert_public, read_discussion
from engagement.queries.threads import SORTS, load_page
from engagement.requests import assert_same_site, author_from, submission_from
from engagement.rest.v1.authentication import SessionTokenAuthentication
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.bodies import read_new_comment
from engagement.rest.v1.caching import answer_public
from engagement.rest.v1.links import link_to
from engagement.rest.v1.operations import comments as described
from engagement.rest.v1.serializers import PageShape, show_page, show_posted
from engagement.services.discussions import find_or_open_discussion
from engagement.services.posting import post_comment
from engagement.tokens import make_author_token


class DiscussionCommentsView(ApiView):
    """The comments of one discussion. Reading asks for no session, so that the answer is everybody's; writing does."""

    operations = {"GET": described.LIST, "POST": described.POST}
    permission_classes = (AllowAny,)

    def get_authenticators(self) -> list[BaseAuthentication]:
        """A reader's session, or the publisher's with its CSRF token, for writing; nothing for reading."""
        if self.request.method != "POST":
            return []
        return [SessionTokenAuthentication(), SessionAuthentication()]

    def get(self, request: Request, key: str) -> HttpResponse:
        """One page of roots, each with its first replies."""
        discussion = read_discussion(key)
        sort = _read_sort(request)
        cursor = request.query_params.get("cursor", "")
        if cursor:
            decode_cursor(cursor, sort, SORTS[sort][2])
        return answer_public(request, discussion, lambda: _show_page(request, discussion, sort, cursor))

    def post(self, request: Request, key: str) -> Response:
        """Store a comment: 201, or 200 where it was stored before under the same idempotency key."""
        if request.successful_authenticator is None:
            assert_same_site(request)
        discussion = find_or_open_discussion(key=key)
        assert_public(discussion)
        new = read_new_comment(request)
        posted = post_comment(
            discussion_id=discussion.pk,
            body=new.body,
            author=author_from(request, new.fields),
            parent_id=new.parent_id,
            submission=submission_from(request, new.fields),
            idempotency_key=new.idempotency_key,
            stance_id=new.stance_id,
            wording_id=new.wording_id,
        )
        token = make_author_token(posted.comment.pk)
        headers = {"Cache-Control": CACHE_PRIVATE, "Location": link_to(request, "comment", pk=posted.comment.pk)}
        shape = show_posted(request, discussion, posted.comment, token=token)
        return Response(shape, status=201 if posted.created else 200, headers=headers)


def _read_sort(request: Request) -> str:
    sort = request.query_params.get("sort", "") or get_settings().default_sort
    if sort not in SORTS:
        raise BadParameter("sort", _("Allowed are: %(names)s.") % {"names": ", ".join(SORTS)})
    return sort


def _show_page(request: Request, discussion: Discussion, sort: str, cursor: str) -> PageShape:
    return show_page(request, discussion, load_page(discussion=discussion, sort=sort, cursor=cursor), sort=sort)
