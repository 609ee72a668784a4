"""The URLs of a publisher who serves readers by their own front end and mounts the API alone, at another place."""

from django.urls import include, path

urlpatterns = [path("talk/v1/", include("engagement.rest.v1.urls"))]
