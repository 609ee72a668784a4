"""An author who comes to change their comment: how they are known, and what is known of their comment so far."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from engagement.exceptions import BadToken, CommentNotFound, DiscussionNotFound, EngagementError
from engagement.models import Comment
from engagement.pages.subjects import Subject, subject_of_discussion
from engagement.queries.prompts import with_prompt
from engagement.requests import assert_same_site, has_valid_token
from engagement.web.own import find_by_token, find_written

NO_SUCH = (BadToken, CommentNotFound, DiscussionNotFound)
"""There is no comment for whoever asks."""


class UnconfirmedSender(EngagementError):
    """A signed-in author's post came without the token of a page that was shown to them."""


@dataclass(slots=True, kw_only=True)
class Visit:
    """An author who wants to change their comment: how they are known, and what is known so far."""

    request: HttpRequest
    url: str
    """Their own page, under which their other pages lie."""
    find: Callable[[], Comment]
    by_account: bool
    comment: Comment | None = None
    subject: Subject | None = None
    data: QueryDict = field(default_factory=QueryDict)

    def look_around(self) -> Comment:
        """Find the comment and its article; one of ``NO_SUCH`` where there is none for whoever asks."""
        comment = self.find()
        if comment.visibility == Comment.Visibility.ERASED:
            raise CommentNotFound(comment.pk)
        self.subject = subject_of_discussion(with_prompt().get(pk=comment.discussion_id))
        self.comment = comment
        return comment

    def assert_genuine(self) -> None:
        """ForeignOrigin, or UnconfirmedSender, unless a page of ours sent the form."""
        if self.by_account and not has_valid_token(self.request):
            raise UnconfirmedSender
        if not self.by_account:
            assert_same_site(self.request)


@sensitive_variables("token")
def visit_by_token(request: HttpRequest, token: str) -> Visit:
    """Of whoever holds that token."""
    url = reverse("engagement:mine", args=[token])
    return Visit(request=request, url=url, find=lambda: find_by_token(token), by_account=False)


def visit_by_account(request: HttpRequest, pk: int) -> Visit:
    """Of whoever is signed in; only the account that wrote the comment finds it."""

    def find() -> Comment:
        user = getattr(request, "user", None)
        comment = find_written(pk)
        if user is None or not user.is_authenticated or comment.author_id != user.pk:
            raise CommentNotFound(pk)
        return comment

    return Visit(request=request, url=reverse("engagement:own", args=[pk]), find=find, by_account=True)
