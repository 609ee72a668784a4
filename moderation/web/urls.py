"""The moderators' pages: the queue, and where its forms are sent."""

from django.urls import path

from moderation.web.views.deciding import decide_on
from moderation.web.views.queue import show_queue
from moderation.web.views.undoing import take_back

app_name = "moderation"
urlpatterns = [
    path("", show_queue, name="queue"),
    path("comments/<int:comment_id>/decide/", decide_on, name="decide"),
    path("decisions/<int:decision_id>/undo/", take_back, name="undo"),
]
