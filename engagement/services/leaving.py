"""A reader of another site who wants nothing of theirs to stay here."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from engagement.models import Comment, ExternalIdentity, Visibility
from engagement.services.erasure import erase_comment
from engagement.services.following import erase_follows
from engagement.services.sessions import end_sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was erased of a reader."""

    comments: int
    follows: int
    accounts: int


def erase_reader(*, issuer: str, subject: str) -> Erased:
    """Erase whatever is known of a reader whom an issuer calls so: comments, respect, follows, and the account.

    In many short transactions, so that nobody waits long: run it again where it was stopped. Sessions end first.
    """
    identity = ExternalIdentity.objects.filter(issuer=issuer, subject=subject).first()
    if identity is None:
        return Erased(comments=0, follows=0, accounts=0)
    account_id: Any = identity.account_id
    end_sessions(account_id=account_id)
    written = Comment.objects.filter(author_id=account_id).exclude(visibility=Visibility.ERASED)
    comments = list(written.order_by("pk").values_list("pk", flat=True))
    for comment_id in comments:
        erase_comment(comment_id=comment_id)
    follows = erase_follows(user_id=account_id)
    # Its respect goes with it, counters and all: receivers listen to the deletion.
    _rows, by_model = get_user_model()._base_manager.filter(pk=account_id).delete()
    return Erased(comments=len(comments), follows=follows, accounts=by_model.get(get_user_model()._meta.label, 0))
