"""Which of the publisher's models carry discussions; found by name, as admin.py is."""

from engagement.api import register_host
from tests.articles.models import Article, Review

register_host(
    Article,
    section="section",
    authors="authors",
    tags=lambda article: article.tags.split(),
    language="language",
    published_at="published_at",
    modified_at="modified_at",
)
register_host(
    Review, body="text", title="name", url=lambda review: f"/reviews/{review.slug}/", is_public="is_live", key="slug"
)
