"""The publisher's site: its own pages, and where Afterword is mounted."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from demo.articles.views import show_article, show_index, show_review
from demo.elsewhere.views import make_token, show_page
from demo.reaching import ask_broker
from demo.signing_in import SignIn
from moderation.web.views.status import show_status

urlpatterns = [
    path("", show_index, name="index"),
    path("articles/<slug:slug>/", show_article, name="article"),
    path("reviews/<slug:slug>/", show_review, name="review"),
    path("elsewhere/", show_page, name="elsewhere"),
    path("elsewhere/token/", make_token, name="elsewhere-token"),
    path("discussions/", include("engagement.web.urls")),
    path("engagement/", include("engagement.web.editors.urls")),
    path("api/v1/", include("engagement.rest.v1.urls")),
    path("api/v1/", include("moderation.rest.v1.urls")),
    path("api/v1/", include("moderation.rest.v1.report_urls")),
    path("reports/", include("moderation.web.report_urls")),
    path("moderation/", include("moderation.web.urls")),
    path("accounts/login/", SignIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(template_name="demo/signed_out.html"), name="logout"),
    path("admin/", admin.site.urls),
    path("healthz", show_status, {"ask_broker": ask_broker}, name="healthz"),
    path("favicon.ico", RedirectView.as_view(url=static("demo/icon.svg"), permanent=True)),
]
