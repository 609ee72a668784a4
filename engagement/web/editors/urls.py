"""The editors' pages."""

from django.urls import path

from engagement.web.editors.views import download_earnings, show_earnings, show_experiments, show_prompt

app_name = "engagement-editors"
urlpatterns = [
    path("", show_earnings, name="earnings"),
    path("earnings.csv", download_earnings, name="earnings_csv"),
    path("experiments/", show_experiments, name="experiments"),
    path("prompts/<int:prompt_id>/", show_prompt, name="prompt"),
]
