"""Which of the publisher's models carry discussions: all that Afterword has to be told."""

from demo.articles.models import Article, Review
from demo.people import accounts_of
from engagement.api import register_host

register_host(
    Article,
    section="section",
    authors="author",
    author_accounts=lambda article: accounts_of(article.author),
    language="language",
    published_at="published_at",
    modified_at="updated_at",
)
register_host(
    Review,
    key="slug",
    body="text",
    title="heading",
    is_public="is_live",
    section=lambda _review: "Reviews",
    authors="critic",
    published_at="printed_on",
)
