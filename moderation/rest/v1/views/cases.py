"""Cases: a queue page by page, and one comment with all that a moderator needs to decide."""

from rest_framework.request import Request
from rest_framework.response import Response

from engagement.plumbing.writing import next_link
from moderation.api import load_card, load_queue, queue_counts
from moderation.conf import get_settings
from moderation.rest.v1.base import ModeratorView
from moderation.rest.v1.cards import show_card
from moderation.rest.v1.reading import read_filters
from moderation.rest.v1.serializers import show_item


class CasesView(ModeratorView):
    """The cases of a queue."""

    def get(self, request: Request) -> Response:
        """One page, in the queue's order."""
        filters = read_filters(request)
        page = load_queue(**filters, cursor=request.query_params.get("cursor", ""))
        return Response(
            {
                "queue": filters["queue"],
                "total": queue_counts().get(filters["queue"]),
                "results": [show_item(request, item) for item in page.items],
                "next": next_link(request, page.next_cursor, **filters),
            }
        )


class CaseView(ModeratorView):
    """One comment, whether or not it waits."""

    def get(self, request: Request, comment_id: int) -> Response:
        """The card."""
        return Response(show_card(request, load_card(comment_id), reasons=get_settings().reject_reasons))
