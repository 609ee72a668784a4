"""The moderators' pages: the queue, where its forms are sent, how screening fares, and who did what."""

from django.urls import path

from moderation.web.views.deciding import decide_on
from moderation.web.views.emptying import empty
from moderation.web.views.health import show_health
from moderation.web.views.log import export_csv, export_json_lines, show_log
from moderation.web.views.metrics import show_metrics
from moderation.web.views.queue import show_queue
from moderation.web.views.undoing import take_back

app_name = "moderation"
urlpatterns = [
    path("", show_queue, name="queue"),
    path("health/", show_health, name="health"),
    path("log/", show_log, name="log"),
    path("log/log.csv", export_csv, name="log-csv"),
    path("log/log.jsonl", export_json_lines, name="log-jsonl"),
    path("metrics", show_metrics, name="metrics"),
    path("queues/<str:queue>/empty/", empty, name="empty"),
    path("comments/<int:comment_id>/decide/", decide_on, name="decide"),
    path("decisions/<int:decision_id>/undo/", take_back, name="undo"),
]
