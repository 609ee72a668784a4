"""The readers' pages."""

from django.urls import path, register_converter

from engagement.web.converters import KeyConverter
from engagement.web.discussions import discussion, fragment
from engagement.web.feeds import feed
from engagement.web.identity import me
from engagement.web.news import version
from engagement.web.own import mine, no_such_comment
from engagement.web.posting import post, preview
from engagement.web.privacy import privacy
from engagement.web.threads import comment

register_converter(KeyConverter, "afterword_key")

app_name = "engagement"
urlpatterns = [
    path("d/<afterword_key:key>/", discussion, name="discussion"),
    path("d/<afterword_key:key>/comments/", post, name="post"),
    path("d/<afterword_key:key>/comments/preview/", preview, name="preview"),
    path("d/<afterword_key:key>/version/", version, name="version"),
    path("d/<afterword_key:key>/fragment/", fragment, name="fragment"),
    path("d/<afterword_key:key>/feed/", feed, name="feed"),
    path("c/<int:pk>/", comment, name="comment"),
    path("mine/", no_such_comment, name="no-such-comment"),
    path("mine/<str:token>/", mine, name="mine"),
    path("me/", me, name="me"),
    path("privacy/", privacy, name="privacy"),
]
