"""The publisher's own pages. They are the same for everyone, so that a cache may keep them."""

from hashlib import sha256

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from demo.articles.models import Article, Review
from demo.environment import BASE_DIR
from engagement.web.conditional import article_etag

_LOOK = sha256(
    b"".join(path.read_bytes() for path in sorted((BASE_DIR / "demo" / "templates" / "demo").glob("*.html")))
).hexdigest()
"""What the publisher's own templates look like: part of the ETag, which else would outlive a new look."""

may_be_kept = cache_control(public=True, max_age=0, must_revalidate=True)


@require_safe
@may_be_kept
def show_index(request: HttpRequest) -> HttpResponse:
    """List what can be read."""
    articles = Article.objects.filter(status=Article.Status.PUBLISHED, published_at__lte=timezone.now())
    return render(request, "demo/index.html", {"articles": articles, "reviews": Review.objects.filter(is_live=True)})


def _tag_article(request: HttpRequest, slug: str) -> str | None:
    return _tag(request, Article.objects.filter(slug=slug).first())


def _tag_review(request: HttpRequest, slug: str) -> str | None:
    return _tag(request, Review.objects.filter(slug=slug).first())


def _tag(request: HttpRequest, obj: Model | None) -> str | None:
    return article_etag(obj, request.GET.urlencode(), _LOOK) if obj else None


@require_safe
@may_be_kept
@condition(etag_func=_tag_article)
def show_article(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an article and its discussion, in its own language; drafts and embargoed articles are not there."""
    article = get_object_or_404(Article, slug=slug)
    if not article.is_public:
        raise Http404
    with translation.override(article.language):
        return render(request, "demo/article.html", {"article": article})


@require_safe
@may_be_kept
@condition(etag_func=_tag_review)
def show_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a review and its discussion."""
    review = get_object_or_404(Review, slug=slug, is_live=True)
    return render(request, "demo/review.html", {"review": review})
