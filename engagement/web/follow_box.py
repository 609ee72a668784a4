"""The box in the comment form: whoever comments may hear of replies by mail."""

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engagement.exceptions import EngagementError, InvalidComment
from engagement.forms import CommentForm
from engagement.models import Comment, FollowFrequency, FollowScope
from engagement.requests import client_address
from engagement.services.drafts import AuthorData
from engagement.services.follow_wishes import FollowWish
from engagement.services.following import ask_to_follow

_log = logging.getLogger(__name__)


def assert_has_address(author: AuthorData, form: CommentForm) -> None:
    """InvalidComment where somebody ticked the box and has no address, before anything is stored."""
    if not form.cleaned_data.get("follow_replies") or author.email.strip():
        return
    if form.guest:
        raise InvalidComment({"author_email": [_("Please give an e-mail address, so that replies can reach you.")]})
    raise InvalidComment({"follow_replies": [_("Your account has no e-mail address, so replies cannot reach you.")]})


def follow_replies(request: HttpRequest, form: CommentForm, comment: Comment) -> None:
    """Have the author's address asked, where the box was ticked. The comment is stored, whatever becomes of this."""
    if not form.cleaned_data.get("follow_replies") or not comment.author_email:
        return
    wish = FollowWish(
        email=comment.author_email,
        scope=FollowScope.REPLIES,
        frequency=FollowFrequency.AT_ONCE,
        language=get_language() or "",
        user_id=comment.author_id,
    )
    try:
        ask_to_follow(discussion_id=comment.discussion_id, wish=wish, ip=client_address(request))
    except (EngagementError, OperationalError, InterfaceError) as error:
        # Without its words, which may hold the address.
        _log.warning("nobody was asked whether they want to hear of replies: %s", type(error).__name__)
