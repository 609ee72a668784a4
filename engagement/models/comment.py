"""A comment: what a reader wrote, where it stands in its thread, and whether it shows."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.models.badge import Badge


class Visibility(models.TextChoices):
    """Whether a comment shows. One field, changed through one door: ``engagement.services.visibility``."""

    PENDING = "pending", _("waiting to be checked")
    PUBLISHED = "published", _("published")
    HELD = "held", _("waiting for a moderator")
    SPAM = "spam", _("spam")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn by its author")
    ERASED = "erased", _("erased")


class CommentQuerySet(models.QuerySet["Comment"]):
    """Filters that more than one reader of the table needs."""

    def published(self) -> Self:
        """What everybody may read."""
        return self.filter(visibility=Visibility.PUBLISHED)

    def in_thread(self) -> Self:
        """What has its place in the thread: published, or a tombstone that published replies hang on."""
        return self.filter(in_thread=True)

    def placed_replies(self) -> Self:
        """Replies that have their place, for reading by ``seq``: only with a bound on it does the partial index on
        (root, seq) answer.
        """
        return self.in_thread().filter(seq__gt=0)

    def roots(self) -> Self:
        """Answers to the prompt. By depth, because ``parent IS NULL`` leads SQLite's planner to the wrong index."""
        return self.filter(depth=0)


class Comment(models.Model):
    """Personal data: name, e-mail, URL, account and the text itself; erased through ``erase_comment``, which keeps the
    row. Only spam is deleted with its row, through ``delete_spam``.

    Thread: ``root`` with an append-only ``seq`` given at first publication; every prefix of a thread by ``seq`` is a
    tree, because a reply is published only after its parent. ``parent`` and ``depth`` say how it nests; ``depth`` is
    the true one.

    Outbox: a row with ``next_attempt_at`` is itself the order to check it, then or later: a pending one always has it,
    one published unchecked or edited since may. ``attempts`` and ``leased_until`` say how often and by whom, so nothing
    rests on a message arriving. ``cleared_at`` marks a pending reply that passed and waits for its parent to be
    published.

    ``respect_count`` counts its ``Reaction`` rows, and ``score`` follows from it and ``published_at``
    (``engagement.services.scores``): both change through ``services.reactions`` alone once it is published.

    What the house adds, ``featured_at``, ``locked_at`` and ``redacted_at``, changes through ``services.marks`` and
    ``services.redaction``; nobody answers a locked comment, nor what hangs under it. ``badge`` is what the author was
    to the article when they wrote, and changes through ``services.badges``. ``stance`` is the one that the author of a
    root had chosen when posting, and stays as it was.
    """

    Visibility = Visibility

    discussion = models.ForeignKey(
        "afterword_engagement.Discussion",
        on_delete=models.PROTECT,
        related_name="comments",
        verbose_name=_("discussion"),
    )
    wording = models.ForeignKey(
        "afterword_engagement.Wording",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("wording answered"),
    )
    stance = models.ForeignKey(
        "afterword_engagement.Stance",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stance"),
        db_index=False,
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("in reply to")
    )
    root = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="thread",
        verbose_name=_("root"),
        db_index=False,
    )
    depth = models.PositiveIntegerField(_("depth"), default=0)
    seq = models.PositiveIntegerField(_("place in the thread"), null=True, blank=True)
    last_seq = models.PositiveIntegerField(_("last place given"), default=0, help_text=_("On roots."))
    reply_count = models.PositiveIntegerField(_("published replies in the thread"), default=0, help_text=_("On roots."))
    child_count = models.PositiveIntegerField(_("direct replies that have a place"), default=0)
    respect_count = models.PositiveIntegerField(_("readers who respect it"), default=0)
    score = models.IntegerField(_("place by respect and age"), default=0, help_text=_("On roots that were published."))
    in_thread = models.BooleanField(_("has a place in the thread"), default=False)

    visibility = models.CharField(_("visibility"), max_length=10, choices=Visibility, default=Visibility.PENDING)
    revision = models.PositiveIntegerField(_("revision"), default=1)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    author_name = models.CharField(_("name"), max_length=100, blank=True, default="")
    author_email = models.EmailField(_("e-mail"), blank=True, default="")
    author_url = models.CharField(_("website"), max_length=300, blank=True, default="")
    body = models.TextField(_("text as typed"))
    html = models.TextField(_("text as shown"), editable=False)
    render_version = models.PositiveSmallIntegerField(_("version of the renderer"), editable=False)

    idempotency_key = models.CharField(_("idempotency key"), max_length=100, unique=True, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    published_at = models.DateTimeField(_("first published"), null=True, blank=True)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)

    featured_at = models.DateTimeField(_("featured"), null=True, blank=True)
    locked_at = models.DateTimeField(_("takes no more replies, nor does what hangs under it"), null=True, blank=True)
    redacted_at = models.DateTimeField(_("edited by a moderator"), null=True, blank=True)
    from_newsroom = models.BooleanField(_("speaks for the newsroom"), default=False)
    badge = models.CharField(_("badge"), max_length=10, choices=Badge, blank=True, default="")
    badge_label = models.CharField(
        _("words of the badge"), max_length=100, blank=True, default="", help_text=_("Of experts.")
    )

    cleared_at = models.DateTimeField(_("passed, waits for its parent since"), null=True, blank=True)
    next_attempt_at = models.DateTimeField(_("next attempt to check"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts to check"), default=0)
    leased_until = models.DateTimeField(_("being checked until"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="afterword_comment_visibility_known"
            ),
            models.CheckConstraint(
                condition=Q(depth=0, parent__isnull=True, root__isnull=True)
                | Q(depth__gt=0, parent__isnull=False, root__isnull=False),
                name="afterword_comment_root_or_reply",
            ),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.PUBLISHED) | Q(published_at__isnull=False, in_thread=True),
                name="afterword_comment_published_has_place",
            ),
            models.CheckConstraint(
                condition=Q(in_thread=False) | Q(depth=0) | Q(seq__isnull=False),
                name="afterword_comment_reply_in_thread_has_seq",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True) | Q(visibility=Visibility.PENDING),
                name="afterword_comment_cleared_is_pending",
            ),
            models.CheckConstraint(
                condition=Q(badge__in=["", Badge.AUTHOR], badge_label="")
                | (Q(badge=Badge.EXPERT) & ~Q(badge_label="")),
                name="afterword_comment_badge_known",
            ),
            models.UniqueConstraint(
                fields=["root", "seq"], condition=Q(seq__isnull=False), name="afterword_comment_seq_once"
            ),
        ]
        indexes = [
            models.Index(
                F("discussion"),
                F("published_at").desc(),
                F("id").desc(),
                condition=Q(depth=0, in_thread=True),
                name="afterword_roots_by_date",
            ),
            models.Index(
                F("discussion"),
                F("reply_count").desc(),
                F("id").desc(),
                condition=Q(depth=0, in_thread=True),
                name="afterword_roots_by_replies",
            ),
            models.Index(
                F("discussion"),
                F("score").desc(),
                F("id").desc(),
                condition=Q(depth=0, in_thread=True),
                name="afterword_roots_by_score",
            ),
            # The best answers at the head of the discussion: featured, then respected, of each stance.
            models.Index(
                F("discussion"),
                F("featured_at").desc(),
                F("id").desc(),
                condition=Q(depth=0, in_thread=True, featured_at__isnull=False),
                name="afterword_roots_featured",
            ),
            models.Index(
                F("discussion"),
                F("stance"),
                F("respect_count").desc(),
                F("id").desc(),
                condition=Q(depth=0, in_thread=True, respect_count__gt=0),
                name="afterword_roots_by_respect",
            ),
            # The feed: the newest of a discussion, roots and replies alike.
            models.Index(
                F("discussion"),
                F("published_at").desc(),
                F("id").desc(),
                condition=Q(visibility=Visibility.PUBLISHED),
                name="afterword_published_by_date",
            ),
            models.Index(
                fields=["next_attempt_at"], condition=Q(next_attempt_at__isnull=False), name="afterword_comments_due"
            ),
            # The backlog: what waits to be checked, oldest first.
            models.Index(
                fields=["created_at"], condition=Q(visibility=Visibility.PENDING), name="afterword_comments_pending"
            ),
            models.Index(fields=["id"], condition=Q(visibility=Visibility.HELD), name="afterword_comments_held"),
            # What is to be deleted when its time is over.
            models.Index(
                fields=["created_at"], condition=Q(visibility=Visibility.SPAM), name="afterword_comments_spam"
            ),
            # What everything that was kept about them must be gone for.
            models.Index(fields=["id"], condition=Q(visibility=Visibility.ERASED), name="afterword_comments_erased"),
            # The branches of a thread that take no more replies.
            models.Index(fields=["root"], condition=Q(locked_at__isnull=False), name="afterword_comments_locked"),
            # For the database itself, which looks for replies whenever a comment is deleted.
            models.Index(fields=["root"], condition=Q(root__isnull=False), name="afterword_comments_of_root"),
            models.Index(fields=["author_email"], condition=Q(author__isnull=True), name="afterword_comments_of_guest"),
            models.Index(fields=["author_name"], name="afterword_comments_of_name"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"
