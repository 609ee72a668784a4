"""What prompts earned, for editors."""

from collections.abc import Hashable, Mapping
from typing import ClassVar, cast
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from engagement.models import WordingSource, WordingStyle
from engagement.plumbing.problems import CACHE_PRIVATE, BadParameter
from engagement.queries.day_ranges import DayRange, judge_days, last_days
from engagement.queries.earned import Asked, Earned, Grouping
from engagement.queries.earned_names import name_groups
from engagement.queries.earnings import earnings
from engagement.rest.v1.authentication import EditorSession
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.earned import EarningsShape, show_earned
from engagement.rest.v1.operations import earnings as described
from engagement.rest.v1.permissions import MaySeeEarnings
from engagement.text.characters import FORBIDDEN

_DAYS = 28
"""Where no days are given."""

_KEPT = {"by", "section", "source", "style", "from", "to"}
"""What the next page is asked for with, as it was given."""


class EarningsView(ApiView):
    """The figures of the editors' page."""

    operations = {"GET": described.READ}
    authentication_classes = (EditorSession,)
    permission_classes = (MaySeeEarnings,)
    methods_of_pages: ClassVar[tuple[str, ...]] = ()

    def get(self, request: Request) -> Response:
        """A page of the groups that are asked for, the newest prompts and wordings first."""
        days, by, page = _read_days(request), _read_by(request), _read_page(request)
        asked = Asked(
            first=days.first,
            last=days.last,
            by=by,
            section=_read_section(request),
            source=_read_source(request),
            style=_read_style(request),
        )
        found = earnings(asked)
        groups = _order(found)
        begins = (page - 1) * described.PAGE_SIZE
        shown = groups[begins : begins + described.PAGE_SIZE]
        names = name_groups(by, shown) if by else {}
        answer = {
            "from": f"{days.first}",
            "to": f"{days.last}",
            "total": len(groups),
            "next": _link_next(request, page) if begins + described.PAGE_SIZE < len(groups) else None,
            "results": [show_earned(group, names.get(group), found[group]) for group in shown],
        }
        headers = {"Cache-Control": CACHE_PRIVATE, "X-Robots-Tag": "noindex"}
        return Response(cast("EarningsShape", answer), headers=headers)


def _order(found: Mapping[Hashable, Earned]) -> list[Hashable]:
    """Numbers from the newest on, words by the alphabet."""
    numbers = sorted((group for group in found if isinstance(group, int)), reverse=True)
    words = sorted(group for group in found if isinstance(group, str))
    return [*numbers, *words, *(group for group in found if group is None)]


def _read_days(request: Request) -> DayRange:
    given = request.query_params
    if "from" not in given and "to" not in given:
        return last_days(_DAYS)
    judged = judge_days(given.get("from", ""), given.get("to", ""))
    if not isinstance(judged, DayRange):
        raise BadParameter(*next(iter(judged.items())))
    return judged


def _read_by(request: Request) -> Grouping | None:
    given = request.query_params.get("by")
    if given is None:
        return None
    if given not in set(Grouping):
        raise BadParameter("by", _("One of: %(names)s.") % {"names": ", ".join(Grouping)})
    return Grouping(given)


def _read_section(request: Request) -> str | None:
    given = request.query_params.get("section")
    if given is not None and len(given) > described.LONGEST_SECTION:
        raise BadParameter("section", _("At most %(most)d characters.") % {"most": described.LONGEST_SECTION})
    # No section is called what no database stores.
    return None if given is None else FORBIDDEN.sub("\ufffd", given)


def _read_source(request: Request) -> WordingSource | None:
    given = request.query_params.get("source")
    if given is None:
        return None
    if given not in WordingSource.values:
        raise BadParameter("source", _("One of: %(names)s.") % {"names": ", ".join(WordingSource.values)})
    return WordingSource(given)


def _read_style(request: Request) -> str | None:
    given = request.query_params.get("style")
    if given and given not in WordingStyle.values:
        raise BadParameter("style", _("Empty, or one of: %(names)s.") % {"names": ", ".join(WordingStyle.values)})
    return given


def _read_page(request: Request) -> int:
    given = request.query_params.get("page", "1")
    whole = given.isascii() and given.isdigit() and len(given) <= described.MOST_DIGITS
    if not whole or given.startswith("0"):
        raise BadParameter("page", _("A number from 1 on."))
    return int(given)


def _link_next(request: Request, page: int) -> str:
    kept = {name: value for name, value in request.query_params.items() if name in _KEPT}
    return request.build_absolute_uri(f"{request.path}?{urlencode({**kept, 'page': page + 1})}")
