"""Everything that must hold of a thread, counted by hand from its rows."""

from collections import defaultdict

from engagement.api import Comment, Discussion, Visibility
from engagement.models import Reaction
from engagement.services.recount import recount
from engagement.services.scores import score_of


def assert_everything_counts():
    """Every counter is what its rows say, and every prefix of a thread by place is a tree."""
    comments = {comment.pk: comment for comment in Comment.objects.all()}
    children = defaultdict(list)
    threads = defaultdict(list)
    for comment in comments.values():
        children[comment.parent_id].append(comment)
        threads[comment.root_id].append(comment)
    for comment in comments.values():
        placed_children = [child for child in children[comment.pk] if child.in_thread]
        published = comment.visibility == Visibility.PUBLISHED
        replies = threads[comment.pk]
        places = [reply.seq for reply in replies if reply.seq is not None]
        assert comment.child_count == len(placed_children), comment
        assert comment.in_thread == (published or bool(placed_children)), comment
        assert comment.reply_count == sum(reply.visibility == Visibility.PUBLISHED for reply in replies), comment
        assert comment.last_seq == max(places, default=0), comment
        assert comment.respect_count == Reaction.objects.filter(comment=comment).count(), comment
        has_score = comment.root_id is None and comment.published_at is not None
        assert comment.score == (score_of(comment.published_at, comment.respect_count) if has_score else 0), comment
        assert sorted(places) == list(range(1, len(places) + 1)), comment
        if comment.seq is not None and comment.parent_id != comment.root_id:
            assert comments[comment.parent_id].seq < comment.seq, "a prefix of the thread is no tree"
        if comment.cleared_at:
            assert comments[comment.parent_id].visibility != Visibility.PUBLISHED, "it waits for a parent that is there"
    for discussion in Discussion.objects.all():
        shown = [
            c for c in comments.values() if c.discussion_id == discussion.pk and c.visibility == Visibility.PUBLISHED
        ]
        assert discussion.comment_count == len(shown)
    assert list(recount(repair=False)) == []
