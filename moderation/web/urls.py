"""The moderators' pages: the queue, where its forms are sent, how screening fares, and who did what."""

from django.urls import path

from moderation.web.views import bulk
from moderation.web.views.acting import act_on
from moderation.web.views.ahead import show_ahead
from moderation.web.views.claiming import claim
from moderation.web.views.deciding import decide_on
from moderation.web.views.digest import choose_digest, open_card, stop
from moderation.web.views.emptying import empty
from moderation.web.views.figures import download_figures, show_figures
from moderation.web.views.health import show_health
from moderation.web.views.keys import edit_keys
from moderation.web.views.log import export_csv, export_json_lines, show_log
from moderation.web.views.looking import look
from moderation.web.views.metrics import show_metrics
from moderation.web.views.news import show_news
from moderation.web.views.questions import show_questions
from moderation.web.views.queue import show_queue
from moderation.web.views.sanctioning import lift, sanction, show_sanctions
from moderation.web.views.saved_views import add_view, change, remove
from moderation.web.views.undoing import take_back
from moderation.web.views.waves import show_wave, show_waves, undo_wave

app_name = "moderation"
urlpatterns = [
    path("", show_queue, name="queue"),
    path("health/", show_health, name="health"),
    path("log/", show_log, name="log"),
    path("log/log.csv", export_csv, name="log-csv"),
    path("log/log.jsonl", export_json_lines, name="log-jsonl"),
    path("figures/", show_figures, name="figures"),
    path("figures/<slug:table>.csv", download_figures, name="figures_csv"),
    path("questions/", show_questions, name="questions"),
    path("digest/", choose_digest, name="digest"),
    path("digest/open/<str:token>/", open_card, name="digest_open"),
    path("digest/stop/<str:token>/", stop, name="digest_stop"),
    path("keys/", edit_keys, name="keys"),
    path("metrics", show_metrics, name="metrics"),
    path("news/", show_news, name="news"),
    path("looked-at/", look, name="look"),
    path("views/", add_view, name="views"),
    path("views/<int:view_id>/", change, name="view"),
    path("views/<int:view_id>/delete/", remove, name="delete-view"),
    path("queues/<str:queue>/empty/", empty, name="empty"),
    path("comments/<int:comment_id>/act/", act_on, name="act"),
    path("comments/<int:comment_id>/ahead/", show_ahead, name="ahead"),
    path("comments/<int:comment_id>/claim/", claim, name="claim"),
    path("bulk/", bulk.show_runs, name="bulk_runs"),
    path("bulk/prepare/", bulk.prepare, name="bulk_prepare"),
    path("bulk/<int:run_id>/", bulk.show_bulk, name="bulk"),
    path("bulk/<int:run_id>/confirm/", bulk.confirm, name="bulk_confirm"),
    path("bulk/<int:run_id>/stop/", bulk.stop, name="bulk_stop"),
    path("bulk/<int:run_id>/undo/", bulk.take_back, name="bulk_undo"),
    path("comments/<int:comment_id>/decide/", decide_on, name="decide"),
    path("comments/<int:comment_id>/sanction/", sanction, name="sanction"),
    path("sanctions/", show_sanctions, name="sanctions"),
    path("sanctions/<int:sanction_id>/lift/", lift, name="lift"),
    path("decisions/<int:decision_id>/undo/", take_back, name="undo"),
    path("waves/", show_waves, name="waves"),
    path("waves/undo/", undo_wave, name="undo_wave"),
    path("waves/<str:kind>/<str:key>/", show_wave, name="wave"),
]
