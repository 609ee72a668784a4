"""One page whose whole discussion django-comments-xtd shows, and its JSON."""

from django.contrib.sites.models import Site
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path
from django.views.decorators.http import require_safe


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The tree, as the tutorial's template shows it."""
    template = Template("{% load comments comments_xtd %}{% render_xtdcomment_tree for site %}")
    return HttpResponse(template.render(RequestContext(request, {"site": Site.objects.get()})))


urlpatterns = [path("page/", page), path("comments/", include("django_comments_xtd.urls"))]
