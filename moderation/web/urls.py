"""The moderators' pages: the queue, where its forms are sent, and how screening fares."""

from django.urls import path

from moderation.web.views import bulk
from moderation.web.views.deciding import decide_on
from moderation.web.views.emptying import empty
from moderation.web.views.health import show_health
from moderation.web.views.metrics import show_metrics
from moderation.web.views.queue import show_queue
from moderation.web.views.undoing import take_back

app_name = "moderation"
urlpatterns = [
    path("", show_queue, name="queue"),
    path("health/", show_health, name="health"),
    path("metrics", show_metrics, name="metrics"),
    path("queues/<str:queue>/empty/", empty, name="empty"),
    path("bulk/", bulk.show_runs, name="bulk_runs"),
    path("bulk/prepare/", bulk.prepare, name="bulk_prepare"),
    path("bulk/<int:run_id>/", bulk.show_bulk, name="bulk"),
    path("bulk/<int:run_id>/confirm/", bulk.confirm, name="bulk_confirm"),
    path("bulk/<int:run_id>/stop/", bulk.stop, name="bulk_stop"),
    path("bulk/<int:run_id>/undo/", bulk.take_back, name="bulk_undo"),
    path("comments/<int:comment_id>/decide/", decide_on, name="decide"),
    path("decisions/<int:decision_id>/undo/", take_back, name="undo"),
]
