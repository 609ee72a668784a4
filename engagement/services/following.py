"""Following a discussion or a section by mail: asked for, confirmed by whoever reads the mail, stopped by one press."""

import datetime as dt
import secrets
from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from engagement.conf import get_settings
from engagement.exceptions import BadToken, DiscussionClosed, DiscussionNotFound, FollowingOff, InvalidFollow
from engagement.mail_hours import find_morning, find_weekly_morning
from engagement.models import DIGESTS, Discussion, Follow, FollowFrequency, FollowScope, Notice, NoticeState
from engagement.services.follow_wishes import FollowWish, clean_wish, fold_email
from engagement.services.limits import count_act, count_mail
from engagement.signals import announce, follow_asked

PAUSE = dt.timedelta(hours=1)
"""No address is asked twice about one discussion, or one section, within this time."""

STOPPED_FOR = dt.timedelta(days=30)
"""So long a follow that was stopped is kept, so that the links in its last mails still say what they do."""


def hears_of_replies(*, discussion_id: int, email: str) -> bool:
    """Whether an address is told of replies to its comments by mail anyway."""
    if not get_settings().follow:
        return False
    follows = Follow.objects.live().told_singly()
    return follows.filter(discussion_id=discussion_id, email_folded=fold_email(email)).exists()


@transaction.atomic
def ask_to_follow(*, discussion_id: int, wish: FollowWish, ip: str | None) -> bool:
    """Have an address asked whether it wants to follow; true where it follows already for sure: an account's own
    address, verified or confirmed before.

    Of a section, the discussion is one of many in it, and may be closed.

    Otherwise nothing tells the caller whether the address is known. The same wish again within an hour sends nothing,
    nor does one that is fulfilled already, nor one above the limit of mails to that address. Raises FollowingOff,
    InvalidFollow, PostingTooFast, DiscussionNotFound or DiscussionClosed; on each of them nothing is stored.
    """
    if not get_settings().follow:
        raise FollowingOff
    wish = clean_wish(wish)
    count_act(act="follow", ip=ip, limits=get_settings().follow_limits)
    discussion = Discussion.objects.filter(pk=discussion_id).first()
    if discussion is None:
        raise DiscussionNotFound(discussion_id)
    of_section = wish.scope == FollowScope.SECTION
    if of_section and not discussion.section:
        raise InvalidFollow({"scope": [_("This discussion is in no section.")]})
    if not of_section and not discussion.is_open:
        raise DiscussionClosed(discussion.key, opening=discussion.opening)
    is_sure = wish.user_id is not None and _is_known(wish.user_id, wish.email)
    may_ask = is_sure or count_mail(email=fold_email(wish.email), limits=get_settings().follow_mail_limits)
    if not may_ask:
        return False
    follow, created = _open(discussion, wish)
    if is_sure:
        Follow.objects.filter(pk=follow.pk).update(user_id=wish.user_id, language=wish.language[:35])
        _begin(follow, frequency=wish.frequency)
        return True
    is_news = not follow.is_live or follow.frequency != wish.frequency
    if created or (is_news and follow.asked_at <= timezone.now() - PAUSE):
        _ask(follow, wish)
    return False


@transaction.atomic
def confirm_follow(*, follow_id: int, nonce: str) -> Follow:
    """Begin to send mails, as whoever reads the address's mail wishes; twice is once.

    BadToken where the link is void: asked anew since, stopped, or deleted.
    """
    follow = find_asked(follow_id=follow_id, nonce=nonce, lock=True)
    if not follow.is_live or follow.frequency != follow.asked_frequency:
        _begin(follow, frequency=follow.asked_frequency)
    return follow


def find_asked(*, follow_id: int, nonce: str, lock: bool = False) -> Follow:
    """The follow that a link would confirm; BadToken where it is void."""
    rows = Follow.objects.select_for_update(of=("self",)) if lock else Follow.objects.all()
    follow = rows.select_related("discussion").filter(pk=follow_id).first()
    if follow is None or not constant_time_compare(follow.nonce, nonce):
        message = "void"
        raise BadToken(message)
    return follow


@transaction.atomic
def stop_follow(*, follow_id: int) -> bool:
    """Send no more mails of one follow; false where none would have come."""
    return bool(_stop(Follow.objects.filter(pk=follow_id)))


@transaction.atomic
def stop_all_follows(*, follow_id: int) -> int:
    """Send no more mails of any follow to that follow's address, nor questions; returns how many ended."""
    email = Follow.objects.filter(pk=follow_id).values_list("email_folded", flat=True).first()
    return _stop(Follow.objects.filter(email_folded=email)) if email else 0


@transaction.atomic
def erase_follows(*, email: str = "", user_id: int | None = None) -> int:
    """Delete every follow of an address, of an account, or of either; returns how many went."""
    whose = Q(pk__in=[])
    if email.strip():
        whose |= Q(email_folded=fold_email(email))
    if user_id is not None:
        whose |= Q(user_id=user_id)
    return erase_follows_by_id(follow_ids=list(Follow.objects.filter(whose).values_list("pk", flat=True)))


@transaction.atomic
def erase_follows_by_id(*, follow_ids: Collection[int]) -> int:
    """Delete these follows with what was noted for them; returns how many went."""
    _total, by_model = Follow.objects.filter(pk__in=follow_ids).delete()
    return by_model.get(Follow._meta.label, 0)


def _is_known(user_id: int, email: str) -> bool:
    """Whether the account's address is known to be theirs."""
    if get_settings().follow_accounts_verified:
        return True
    return Follow.objects.filter(user_id=user_id, email_folded=fold_email(email), confirmed_at__isnull=False).exists()


def _open(discussion: Discussion, wish: FollowWish) -> tuple[Follow, bool]:
    """The row of that wish, locked; made where there is none."""
    now = timezone.now()
    of_section = wish.scope == FollowScope.SECTION
    return Follow.objects.select_for_update().get_or_create(
        discussion=None if of_section else discussion,
        section=discussion.section if of_section else "",
        email_folded=fold_email(wish.email),
        scope=wish.scope,
        defaults={
            "email": wish.email,
            "user_id": wish.user_id,
            "language": wish.language[:35],
            "frequency": wish.frequency,
            "asked_frequency": wish.frequency,
            "nonce": _make_nonce(),
            "asked_at": now,
            "quiet_until": now,
            "expires_at": now + dt.timedelta(hours=get_settings().follow_confirm_hours),
        },
    )


def _ask(follow: Follow, wish: FollowWish) -> None:
    """Order the question, an hour after any other about this discussion or section to the same address."""
    now = timezone.now()
    others = Follow.objects.filter(
        Q(discussion_id=follow.discussion_id), section=follow.section, email_folded=follow.email_folded
    )
    asked = others.exclude(pk=follow.pk).filter(asked_at__gt=now - PAUSE, confirmed_at__isnull=True)
    latest = asked.order_by("-asked_at").values_list("asked_at", flat=True).first()
    ask_at = latest + PAUSE if latest else now
    until = ask_at + dt.timedelta(hours=get_settings().follow_confirm_hours)
    values: dict[str, object] = {
        "asked_frequency": wish.frequency,
        "asked_at": now,
        "ask_at": ask_at,
        "nonce": _make_nonce(),
        "expires_at": max(until, follow.expires_at),
    }
    if not follow.is_live:
        # Of one that gets mails nothing changes before they say so.
        values |= {"email": wish.email, "language": wish.language[:35], "user_id": wish.user_id}
    Follow.objects.filter(pk=follow.pk).update(**values)
    announce(follow_asked, sender=Follow, follow_id=follow.pk)


def _begin(follow: Follow, *, frequency: str) -> None:
    """Send mails from now on, so often."""
    now = timezone.now()
    values: dict[str, object] = {
        "frequency": frequency,
        "asked_frequency": frequency,
        "ask_at": None,
        "stopped_at": None,
        "expires_at": now + dt.timedelta(days=get_settings().follow_days),
    }
    if not follow.is_live:
        values["confirmed_at"] = now
    sums_up, summed_up = frequency in DIGESTS, follow.is_live and follow.frequency in DIGESTS
    if sums_up:
        values["next_at"] = find_next_digest(frequency, now)
        # What the comments were to be told by is told by the summary.
        Notice.objects.filter(follow=follow, state=NoticeState.WAITING).delete()
    elif summed_up:
        values["next_at"] = None
    if sums_up and not summed_up:
        values["told_until"] = now
    Follow.objects.filter(pk=follow.pk).update(**values)
    if follow.frequency != frequency and frequency == FollowFrequency.AT_ONCE:
        # What waits for the morning comes with the next mail.
        Follow.objects.filter(pk=follow.pk, next_at__isnull=False).update(next_at=F("quiet_until"))
    follow.refresh_from_db()


def find_next_digest(frequency: str, now: dt.datetime) -> dt.datetime:
    """When the next summary is due of who wants them so often."""
    return find_weekly_morning(now) if frequency == FollowFrequency.DIGEST_WEEKLY else find_morning(now)


def _stop(follows: QuerySet[Follow]) -> int:
    """Stop them; what they were to be told of is forgotten. Their links to confirm are void from here on."""
    now = timezone.now()
    ids = list(follows.select_for_update().filter(stopped_at__isnull=True).order_by("pk").values_list("pk", flat=True))
    Follow.objects.filter(pk__in=ids).update(
        stopped_at=now, next_at=None, ask_at=None, nonce=_make_nonce(), expires_at=now + STOPPED_FOR
    )
    Notice.objects.filter(follow__in=ids, state=NoticeState.WAITING).delete()
    return len(ids)


def _make_nonce() -> str:
    return secrets.token_urlsafe(16)
