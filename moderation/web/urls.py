"""The moderators' pages: the queue, where its forms are sent, and how screening fares."""

from django.urls import path

from moderation.web.views.deciding import decide_on
from moderation.web.views.emptying import empty
from moderation.web.views.health import show_health
from moderation.web.views.metrics import show_metrics
from moderation.web.views.queue import show_queue
from moderation.web.views.sanctioning import lift, sanction, show_sanctions
from moderation.web.views.undoing import take_back

app_name = "moderation"
urlpatterns = [
    path("", show_queue, name="queue"),
    path("health/", show_health, name="health"),
    path("metrics", show_metrics, name="metrics"),
    path("queues/<str:queue>/empty/", empty, name="empty"),
    path("comments/<int:comment_id>/decide/", decide_on, name="decide"),
    path("comments/<int:comment_id>/sanction/", sanction, name="sanction"),
    path("sanctions/", show_sanctions, name="sanctions"),
    path("sanctions/<int:sanction_id>/lift/", lift, name="lift"),
    path("decisions/<int:decision_id>/undo/", take_back, name="undo"),
]
