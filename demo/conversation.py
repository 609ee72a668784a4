"""The demo's first comments, posted and decided on through the apps' own front doors."""

from django.contrib.auth.models import User
from django.db.models import Model

from demo.articles.models import Article, Review
from demo.articles.stories import Said, read_comments
from engagement import api as engagement
from moderation import api as moderation

_ACTIONS = {"publish": moderation.Action.APPROVE, "hold": moderation.Action.HOLD}
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def hold_conversation(moderator: User) -> int:
    """Post what readers said and is not there yet; returns how many comments are new.

    What can be answered must be published, and the spam checker is not asked before a worker runs: so the moderator
    decides, as on any other comment, and the demo fakes no verdict. What has no wish is left to the worker.
    """
    posted: dict[str, engagement.Posted] = {}
    for said in read_comments():
        if said.answers and said.answers not in posted:
            continue
        try:
            posted[said.id] = _post(said, parent=posted.get(said.answers))
        except engagement.EngagementError:
            # Its discussion was closed since, or it or what it answers was taken away: then it stays away.
            continue
        if posted[said.id].created and said.wish:
            _decide(posted[said.id].comment, said.wish, moderator)
            if said.featured:
                engagement.feature_comment(comment_id=posted[said.id].comment.pk, featured=True)
    return sum(each.created for each in posted.values())


def _post(said: Said, *, parent: engagement.Posted | None) -> engagement.Posted:
    discussion = engagement.sync_discussion(obj=_find(said.on))
    stances = discussion.prompt.stances.filter(label=said.stance)
    return engagement.post_comment(
        discussion_id=discussion.pk,
        body=said.body,
        author=_author(said),
        parent_id=parent.comment.pk if parent else None,
        submission=engagement.SubmissionData(ip=said.ip, user_agent=_BROWSER),
        idempotency_key=f"demo-seed:{said.id}",
        stance_id=stances.values_list("pk", flat=True).first(),
    )


def _author(said: Said) -> engagement.AuthorData:
    if not said.account:
        return engagement.AuthorData(name=said.name, email=said.email)
    user = User.objects.get(username=said.account)
    return engagement.AuthorData(user_id=user.pk, name=user.get_full_name(), email=user.email)


def _decide(comment: engagement.Comment, wish: str, moderator: User) -> None:
    moderation.decide(
        comment_id=comment.pk,
        action=_ACTIONS[wish],
        moderator_id=moderator.pk,
        seen_visibility=comment.visibility,
        revision=comment.revision,
        note="Came with the demo.",
    )


def _find(slug: str) -> Model:
    return Article.objects.filter(slug=slug).first() or Review.objects.get(slug=slug)
