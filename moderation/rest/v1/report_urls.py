"""Readers' reports in the API, version 1; mounted beside the readers' API, at ``api/v1/``."""

from django.urls import path

from engagement.origins import across_origins
from moderation.rest.v1.reports import ReportsView

app_name = "moderation-reports-api"
urlpatterns = [path("comments/<int:pk>/reports/", across_origins(ReportsView.as_view(), "POST"), name="reports")]
