"""The stance that whoever asks took in a discussion, and how all readers split, for those who may know."""

from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from engagement.exceptions import StanceRefused
from engagement.models import Discussion
from engagement.plumbing.bodies import read_object
from engagement.plumbing.problems import CACHE_PRIVATE
from engagement.queries.discussions import get_public_discussion
from engagement.queries.stances import load_split
from engagement.requests import assert_same_site, client_address
from engagement.rest.v1.authentication import SessionTokenAuthentication
from engagement.rest.v1.base import ApiView
from engagement.rest.v1.operations import stances as described
from engagement.rest.v1.shapes import SplitShape
from engagement.rest.v1.views.reactions import GUEST_HEADER
from engagement.services.reactions import Reader
from engagement.services.stance_choices import choose_stance, find_choice, withdraw_choice


class StanceView(ApiView):
    """The one stance of whoever asks: nobody reads another's."""

    operations = {"GET": described.READ, "PUT": described.TAKE, "DELETE": described.TAKE_BACK}
    authentication_classes = (SessionTokenAuthentication, SessionAuthentication)
    permission_classes = (AllowAny,)

    def get(self, request: Request, key: str) -> Response:
        """What was chosen, and how readers split."""
        return _tell(get_public_discussion(key), _reader(request))

    def put(self, request: Request, key: str) -> Response:
        """Choose, or choose another one; done before, it changes nothing."""
        reader = _reader(request)
        if reader.user_id is None:
            assert_same_site(request)
        discussion = get_public_discussion(key)
        stance_id = read_object(request).get("stance")
        if type(stance_id) is not int:
            raise StanceRefused(code="unknown", message=_("This stance is not offered, or not any more."))
        choose_stance(discussion_id=discussion.pk, stance_id=stance_id, reader=reader)
        return _tell(discussion, reader)

    def delete(self, request: Request, key: str) -> Response:
        """Have no stance any more; where that is so already, it changes nothing."""
        reader = _reader(request)
        if reader.user_id is None:
            assert_same_site(request)
        discussion = get_public_discussion(key)
        withdraw_choice(discussion_id=discussion.pk, reader=reader)
        return _tell(discussion, reader)


def _reader(request: Request) -> Reader:
    # Nobody where the publisher's REST_FRAMEWORK says so.
    account = request.user.pk if request.user and request.user.is_authenticated else None
    token = request.headers.get(GUEST_HEADER, "")
    return Reader(user_id=account, token=token, ip=client_address(request))


def _tell(discussion: Discussion, reader: Reader) -> Response:
    chosen = find_choice(discussion_id=discussion.pk, reader=reader)
    shape: SplitShape = {"stance": chosen, "readers": None, "split": None}
    if chosen is not None or not discussion.is_open:
        split = load_split(discussion)
        shape["readers"] = split.total
        shape["split"] = [{"stance": known.id, "label": known.label, "readers": count} for known, count in split.counts]
    return Response(shape, headers={"Cache-Control": CACHE_PRIVATE})
