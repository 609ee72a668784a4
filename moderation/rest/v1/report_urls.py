"""Readers' reports in the API, version 1; mounted beside the readers' API, at ``api/v1/``."""

from django.urls import path

from moderation.rest.v1.reports import ReportsView

app_name = "moderation-reports-api"
urlpatterns = [path("comments/<int:pk>/reports/", ReportsView.as_view(), name="reports")]
