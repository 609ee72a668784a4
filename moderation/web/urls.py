"""The moderators' pages: the queue, where its forms are sent, and how screening fares."""

from django.urls import path

from moderation.web.views.deciding import decide_on
from moderation.web.views.emptying import empty
from moderation.web.views.health import show_health
from moderation.web.views.metrics import show_metrics
from moderation.web.views.queue import show_queue
from moderation.web.views.undoing import take_back
from moderation.web.views.waves import show_wave, show_waves, undo_wave

app_name = "moderation"
urlpatterns = [
    path("", show_queue, name="queue"),
    path("health/", show_health, name="health"),
    path("metrics", show_metrics, name="metrics"),
    path("queues/<str:queue>/empty/", empty, name="empty"),
    path("comments/<int:comment_id>/decide/", decide_on, name="decide"),
    path("decisions/<int:decision_id>/undo/", take_back, name="undo"),
    path("waves/", show_waves, name="waves"),
    path("waves/undo/", undo_wave, name="undo_wave"),
    path("waves/<str:kind>/<str:key>/", show_wave, name="wave"),
]
