"""Cases: a queue page by page, and one comment with all that a moderator needs to decide."""

from rest_framework.request import Request
from rest_framework.response import Response

from engagement.plumbing.writing import next_link
from moderation.api import Rights, Sections, find_sections, load_card, load_queue, queue_counts
from moderation.conf import get_settings
from moderation.queries.queue import count_cases
from moderation.rest.v1.base import ModeratorView
from moderation.rest.v1.cards import show_card
from moderation.rest.v1.operations import cases as described
from moderation.rest.v1.reading import WishedList, read_list
from moderation.rest.v1.serializers import show_item

MOST_COUNTED = 1000
"""How far what matches a filter is counted."""


class CasesView(ModeratorView):
    """The cases of a queue."""

    operations = {"GET": described.LIST}

    def get(self, request: Request) -> Response:
        """One page, in the queue's order."""
        wished = read_list(request)
        sections = find_sections(request.user)
        cursor = request.query_params.get("cursor", "")
        page = load_queue(
            queue=wished.queue, order=wished.order, matching=wished.matching, cursor=cursor, sections=sections
        )
        return Response(
            {
                "queue": wished.queue,
                "total": _count(wished, sections),
                "results": [show_item(request, item) for item in page.items],
                "next": next_link(request, page.next_cursor, *wished.pairs),
            }
        )


def _count(wished: WishedList, sections: Sections) -> int | None:
    """How many comments the list has, exactly; none where there are more than are counted."""
    if not wished.matching:
        return queue_counts(sections)[wished.queue]
    count = count_cases(queue=wished.queue, matching=wished.matching, most=MOST_COUNTED + 1, sections=sections)
    return count if count <= MOST_COUNTED else None


class CaseView(ModeratorView):
    """One comment, whether or not it waits."""

    operations = {"GET": described.READ}

    def get(self, request: Request, comment_id: int) -> Response:
        """The card."""
        card = load_card(comment_id, sections=find_sections(request.user))
        rights = Rights.of(request.user)
        return Response(show_card(request, card, reasons=get_settings().reject_reasons, rights=rights))
