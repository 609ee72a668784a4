"""The readers' API, version 1."""

from django.urls import path, re_path

from engagement.rest.v1.views.comments import CommentView, RepliesView
from engagement.rest.v1.views.counts import CountsView
from engagement.rest.v1.views.discussion_comments import DiscussionCommentsView
from engagement.rest.v1.views.discussions import DiscussionsView, DiscussionView
from engagement.rest.v1.views.earnings import EarningsView
from engagement.rest.v1.views.follows import FollowsView
from engagement.rest.v1.views.reactions import ReactionView
from engagement.rest.v1.views.reference import DocsView, SchemaView
from engagement.rest.v1.views.session import SessionView
from engagement.rest.v1.views.stances import StanceView
from engagement.rest.v1.views.status import StatusView

app_name = "engagement-api"

_KEY = r"(?P<key>[-\w.:~@]+)"

urlpatterns = [
    path("discussions/", DiscussionsView.as_view(), name="discussions"),
    re_path(rf"^discussions/{_KEY}/$", DiscussionView.as_view(), name="discussion"),
    re_path(rf"^discussions/{_KEY}/comments/$", DiscussionCommentsView.as_view(), name="discussion-comments"),
    re_path(rf"^discussions/{_KEY}/follows/$", FollowsView.as_view(), name="discussion-follows"),
    re_path(rf"^discussions/{_KEY}/stance/$", StanceView.as_view(), name="discussion-stance"),
    path("comments/<int:pk>/", CommentView.as_view(), name="comment"),
    path("comments/<int:pk>/replies/", RepliesView.as_view(), name="replies"),
    path("comments/<int:pk>/reaction/", ReactionView.as_view(), name="reaction"),
    path("counts/", CountsView.as_view(), name="counts"),
    path("prompts/earnings/", EarningsView.as_view(), name="prompt-earnings"),
    path("session/", SessionView.as_view(), name="session"),
    path("status/", StatusView.as_view(), name="status"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
]
