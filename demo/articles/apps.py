"""The publisher's content as Django sees it."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Articles and reviews of the demo's paper."""

    name = "demo.articles"
    label = "articles"
