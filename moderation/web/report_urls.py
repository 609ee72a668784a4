"""The pages on which readers report comments. The publisher mounts them where readers are, usually at ``reports/``."""

from django.urls import path

from moderation.web.views.reporting import report, show_disagreed, show_reported

app_name = "moderation-reports"
urlpatterns = [
    path("<int:comment_id>/", report, name="report"),
    path("<int:comment_id>/thanks/", show_reported, name="reported"),
    path("<int:comment_id>/disagreed/", show_disagreed, name="disagreed"),
]
