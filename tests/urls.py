"""The URLs of the tests' publisher; moderation's only where it is installed."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/login/", LoginView.as_view(template_name="admin/login.html"), name="login"),
    path("discussions/", include("engagement.web.urls")),
    path("engagement/", include("engagement.web.editors.urls")),
    path("api/v1/", include("engagement.rest.v1.urls")),
]

if settings.AFTERWORD_MODERATION:
    urlpatterns += [
        path("moderation/", include("moderation.web.urls")),
        path("reports/", include("moderation.web.report_urls")),
        path("api/v1/", include("moderation.rest.v1.urls")),
        path("api/v1/", include("moderation.rest.v1.report_urls")),
    ]
