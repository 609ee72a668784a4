"""Where the demo's newsroom edits."""

from django.contrib import admin

from demo.articles.models import Article, Review


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Articles, newest first."""

    list_display = ("title", "section", "language", "status", "published_at")
    list_filter = ("status", "section", "language")
    search_fields = ("title", "body")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Reviews, newest first."""

    list_display = ("heading", "venue", "is_live", "printed_on")
    prepopulated_fields = {"slug": ("heading",)}
