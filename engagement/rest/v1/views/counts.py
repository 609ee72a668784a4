"""Counts for a list of articles, in one request."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from engagement.plumbing.problems import BadParameter
from engagement.queries.counts import count_for_keys
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.caching import answer_as_is
from engagement.rest.v1.operations import discussions as described
from engagement.rest.v1.shapes import CountsByKeyShape

_MOST = 100


class CountsView(ApiView):
    """How many comments the discussions of a list have."""

    operations = {"GET": described.COUNT}
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> HttpResponse:
        """The counts of the keys asked for; none of what cannot be read here now."""
        keys = request.query_params.getlist("key")
        if not 0 < len(keys) <= _MOST:
            raise BadParameter("key", _("Give from 1 to %(most)d keys.") % {"most": _MOST})
        shape: CountsByKeyShape = {"counts": dict(count_for_keys(list(dict.fromkeys(keys))))}
        return answer_as_is(request, shape)
