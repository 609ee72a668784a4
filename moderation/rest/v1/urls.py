"""The moderators' API, version 1; it may be mounted beside the readers'."""

from django.urls import path

from moderation.rest.v1.views.cases import CasesView, CaseView
from moderation.rest.v1.views.decisions import DecisionsView, UndoView

app_name = "moderation-api"

urlpatterns = [
    path("moderation/cases/", CasesView.as_view(), name="cases"),
    path("moderation/cases/<int:comment_id>/", CaseView.as_view(), name="case"),
    path("moderation/comments/<int:comment_id>/decisions/", DecisionsView.as_view(), name="decisions"),
    path("moderation/decisions/<int:decision_id>/undo/", UndoView.as_view(), name="undo"),
]
