"""The readers' pages."""

from django.urls import path, register_converter

from engagement.origins import across_origins
from engagement.web.changing import edit_mine, edit_own, own, withdraw_mine, withdraw_own
from engagement.web.converters import KeyConverter
from engagement.web.discussions import discussion, fragment
from engagement.web.embed import embed, embed_count, embed_more
from engagement.web.feeds import feed
from engagement.web.follow_links import confirm, stop, stop_all, void
from engagement.web.follows import asked, follow
from engagement.web.identity import me
from engagement.web.measuring import measure
from engagement.web.news import version
from engagement.web.own import mine, no_such_comment
from engagement.web.posting import post, preview
from engagement.web.privacy import privacy
from engagement.web.respect import respect, respected
from engagement.web.stances import stance
from engagement.web.threads import comment

register_converter(KeyConverter, "afterword_key")

app_name = "engagement"
urlpatterns = [
    # First what is asked for most: each that is tried in vain takes its time.
    path("d/<afterword_key:key>/version/", across_origins(version, "GET", "HEAD"), name="version"),
    path("d/<afterword_key:key>/fragment/", across_origins(fragment, "GET", "HEAD"), name="fragment"),
    path("d/<afterword_key:key>/", discussion, name="discussion"),
    path("d/<afterword_key:key>/comments/", across_origins(post, "POST"), name="post"),
    path("d/<afterword_key:key>/comments/preview/", across_origins(preview, "POST"), name="preview"),
    path("d/<afterword_key:key>/stance/", across_origins(stance, "GET", "HEAD", "POST"), name="stance"),
    path("d/<afterword_key:key>/feed/", feed, name="feed"),
    path("d/<afterword_key:key>/follow/", follow, name="follow"),
    path("d/<afterword_key:key>/follow/asked/", asked, name="follow-asked"),
    path("follow/confirm/<str:token>/", confirm, name="follow-confirm"),
    path("follow/stop/<str:token>/", stop, name="follow-stop"),
    path("follow/stop-all/<str:token>/", stop_all, name="follow-stop-all"),
    path("follow/void/", void, name="follow-void"),
    path("c/<int:pk>/", comment, name="comment"),
    path("c/<int:pk>/respect/", across_origins(respect, "POST"), name="respect"),
    path("respected/", across_origins(respected, "GET", "HEAD"), name="respected"),
    path("mine/", no_such_comment, name="no-such-comment"),
    path("mine/<str:token>/", across_origins(mine, "GET", "HEAD"), name="mine"),
    path("mine/<str:token>/edit/", across_origins(edit_mine, "GET", "HEAD", "POST"), name="edit-mine"),
    path("mine/<str:token>/withdraw/", across_origins(withdraw_mine, "GET", "HEAD", "POST"), name="withdraw-mine"),
    path("c/<int:pk>/own/", own, name="own"),
    path("c/<int:pk>/own/edit/", edit_own, name="edit-own"),
    path("c/<int:pk>/own/withdraw/", withdraw_own, name="withdraw-own"),
    path("me/", across_origins(me, "GET", "HEAD"), name="me"),
    path("privacy/", privacy, name="privacy"),
    path("measure/", across_origins(measure, "POST"), name="measure"),
    path("embed.js", embed, name="embed"),
    path("embed-more.js", embed_more, name="embed-more"),
    path("embed-count.js", embed_count, name="embed-count"),
]
