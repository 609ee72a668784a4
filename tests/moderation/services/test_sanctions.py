"""Sanctions: imposed because of a comment, on its author alone, and lifted."""

import datetime as dt

import pytest
from django.utils import timezone

from engagement.api import CommentNotFound, Discussion
from moderation.exceptions import InvalidSanction, SanctionNotFound
from moderation.hashing import hash_address, hash_domain, hash_email, hash_network
from moderation.models import Change, Sanction
from moderation.queries.sanctions import find_sanction, find_standing
from moderation.services.sanctions import impose_sanction, lift_sanction
from moderation.services.tracing import keep_trace
from tests.factories import CommentFactory, UserFactory
from tests.moderation.factories import ModeratorFactory

IP = "198.51.100.7"


@pytest.fixture
def comment(db):
    return CommentFactory(user=UserFactory(email="ann@example.org"), ip=IP)


def impose(comment, moderator, **wish):
    wish = {"kind": "refuse", "marks": ["account"], "days": 7, **wish}
    return impose_sanction(comment_id=comment.pk, moderator_id=moderator.pk, **wish)


def refuse(comment, moderator, **wish):
    with pytest.raises(InvalidSanction) as refused:
        impose(comment, moderator, **wish)
    assert not Sanction.objects.exists()
    return refused.value.field, refused.value.message


@pytest.mark.parametrize(
    ("mark", "values"),
    [
        ("account", {}),
        ("email", {"email": hash_email("ann@example.org")}),
        ("address", {"address": hash_address(IP)}),
        ("network", {"network": hash_network(IP)}),
    ],
)
def test_a_sanction_names_the_author_by_the_marks_asked_for_and_by_no_other(comment, moderator, mark, values):
    before = timezone.now()
    sanction = impose(comment, moderator, marks=[mark], note=" Third warning. ")
    sanction.refresh_from_db()
    stored = {name: getattr(sanction, name) for name in ("email", "address", "network") if getattr(sanction, name)}
    assert stored == values
    assert sanction.author_id == (comment.author_id if mark == "account" else None)
    assert (sanction.kind, sanction.note, sanction.moderator, sanction.comment) == (
        "refuse",
        "Third warning.",
        moderator,
        comment,
    )
    assert before <= sanction.starts_at <= timezone.now()
    assert sanction.ends_at - sanction.starts_at == dt.timedelta(days=7)
    assert sanction.lifted_at is None


def test_several_marks_make_one_sanction(comment, moderator):
    impose(comment, moderator, marks=["account", "network"])
    assert Sanction.objects.count() == 1
    assert find_sanction(author_id=comment.author_id, email="", ip="") == "refuse"
    assert find_sanction(author_id=None, email="", ip="198.51.100.99") == "refuse"


def test_the_same_twice_is_one(comment, moderator):
    first = impose(comment, moderator)
    assert impose(comment, ModeratorFactory()) == first
    assert impose(comment, moderator, days=3) == first
    assert Sanction.objects.count() == 1


def test_a_longer_one_and_a_milder_one_are_others(comment, moderator):
    impose(comment, moderator)
    impose(comment, moderator, days=30)
    impose(comment, moderator, kind="hold")
    impose(comment, moderator, marks=["email"])
    assert Sanction.objects.count() == 4


def test_after_it_was_lifted_it_can_be_imposed_again(comment, moderator):
    first = impose(comment, moderator)
    lift_sanction(sanction_id=first.pk)
    assert impose(comment, moderator) != first


@pytest.mark.parametrize(
    ("wish", "field", "message"),
    [
        ({"kind": "banish"}, "kind", "Allowed are: hold, refuse, ban."),
        ({"marks": []}, "marks", "Allowed are: account, email, address, network, domain."),
        ({"marks": ["account", "face"]}, "marks", "Allowed are: account, email, address, network, domain."),
        ({"days": 0}, "days", "From 1 to 3650 days are allowed."),
        ({"days": 3651}, "days", "From 1 to 3650 days are allowed."),
        ({"note": "x" * 501}, "note", "At most 500 characters are allowed here."),
        ({"note": "x\x00"}, "note", "The note has characters that cannot be stored."),
        ({"note": "\ud800"}, "note", "The note has characters that cannot be stored."),
    ],
)
def test_what_cannot_be_imposed_is_refused_at_its_field(comment, moderator, wish, field, message):
    assert refuse(comment, moderator, **wish) == (field, message)


def test_what_is_not_known_of_a_comment_cannot_mark_its_author(moderator):
    guest = CommentFactory(author_email="", ip=None)
    assert refuse(guest, moderator, marks=["account", "email"]) == (
        "marks",
        "These are not known of the comment, or not any more: the account and the e-mail address.",
    )
    assert refuse(guest, moderator, marks=["address"]) == (
        "marks",
        "This is not known of the comment, or not any more: the address.",
    )


@pytest.mark.django_db
def test_a_comment_that_is_not_there_is_nobodys(moderator):
    with pytest.raises(CommentNotFound):
        impose_sanction(comment_id=404, kind="hold", marks=["email"], days=1, moderator_id=moderator.pk)


@pytest.mark.parametrize("mark", ["account", "email", "address", "network"])
def test_whoever_may_moderate_is_spared_by_every_mark(moderator, mark):
    own = CommentFactory(user=ModeratorFactory(), ip=IP)
    assert refuse(own, moderator, marks=[mark]) == ("marks", "Whoever wrote this may moderate.")


@pytest.mark.parametrize(
    ("mark", "neighbour", "words"),
    [("address", IP, "the address"), ("network", "198.51.100.99", "the network around the address")],
)
def test_where_a_moderator_wrote_from_is_spared(comment, moderator, mark, neighbour, words):
    own = CommentFactory(user=moderator, ip=neighbour)
    keep_trace(comment_id=own.pk, ip=neighbour, email="")
    assert refuse(comment, moderator, marks=["account", mark]) == (
        "marks",
        f"Somebody who may moderate has written from there: {words} is theirs too.",
    )
    assert impose(comment, moderator, marks=["account"]).author_id == comment.author_id


def test_readers_who_share_an_address_spare_nobody(comment, moderator):
    other = CommentFactory(user=UserFactory(), ip=IP)
    keep_trace(comment_id=other.pk, ip=IP, email="")
    assert impose(comment, moderator, marks=["address"]).address == hash_address(IP)


def test_lifting_ends_it_now_and_once(comment, moderator):
    sanction = impose(comment, moderator)
    lifted = lift_sanction(sanction_id=sanction.pk)
    assert lifted.lifted_at is not None
    assert find_sanction(author_id=comment.author_id, email="", ip="") == ""
    assert lift_sanction(sanction_id=sanction.pk).lifted_at == lifted.lifted_at


def test_what_is_over_is_not_lifted(comment, moderator):
    sanction = impose(comment, moderator)
    Sanction.objects.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    assert lift_sanction(sanction_id=sanction.pk).lifted_at is None


@pytest.mark.django_db
def test_lifting_what_is_not_there_is_told():
    with pytest.raises(SanctionNotFound):
        lift_sanction(sanction_id=404)


def test_two_moderators_at_once_impose_one(race):
    comment = CommentFactory(user=UserFactory(), ip=IP)
    moderator = ModeratorFactory()
    outcomes = race(*[lambda: impose(comment, moderator)] * 2)
    assert Sanction.objects.count() == 1
    assert {sanction.pk for sanction in outcomes} == {Sanction.objects.get().pk}
    assert Discussion.objects.count() == 1


def test_a_ban_may_have_no_end_and_nothing_else_may(comment, moderator):
    ban = impose(comment, moderator, kind="ban", days=None, reason="hatred")
    assert (ban.ends_at, ban.reason) == (None, "hatred")
    assert impose(comment, moderator, kind="ban", days=None) == ban
    assert impose(comment, moderator, kind="ban", days=9) == ban
    standing = find_standing(author_id=comment.author_id, email="", ip="")
    assert (standing.kind, standing.ends_at, standing.reason) == ("ban", None, "hatred")
    for kind in ("hold", "refuse"):
        with pytest.raises(InvalidSanction) as refused:
            impose(comment, moderator, kind=kind, days=None)
        assert refused.value.field == "days"


def test_a_domain_is_known_again_whoever_writes_from_it_unless_it_is_everybodys(comment, moderator):
    sanction = impose(comment, moderator, marks=["domain"])
    assert sanction.domain == hash_domain("example.org")
    assert find_sanction(author_id=None, email="bob@Example.org", ip="") == "refuse"
    assert find_sanction(author_id=None, email="bob@example.net", ip="") == ""
    other = CommentFactory(author_email="bob@gmail.com")
    with pytest.raises(InvalidSanction) as refused:
        impose(other, moderator, marks=["domain"])
    assert refused.value.message == "Anybody may have an address of this domain."
    assert Sanction.objects.count() == 1


def test_a_reason_that_is_not_known_is_refused(comment, moderator):
    assert refuse(comment, moderator, reason="mood") == ("reason", "This reason is not known here.")


def test_every_change_is_written_down_once_and_names_nobody(comment, moderator):
    colleague = ModeratorFactory()
    sanction = impose(comment, moderator, reason="spam", note="Third warning.")
    impose(comment, moderator)
    lift_sanction(sanction_id=sanction.pk, moderator_id=colleague.pk, note="Said sorry.")
    lift_sanction(sanction_id=sanction.pk, moderator_id=colleague.pk)
    imposed, lifted = Change.objects.order_by("pk")
    values = {"kind": "refuse", "reason": "spam", "marks": ["account"], "ends_at": sanction.ends_at.isoformat()}
    assert (imposed.action, imposed.key, imposed.moderator, imposed.note) == (
        "add",
        str(sanction.pk),
        moderator,
        "Third warning.",
    )
    assert (imposed.before, imposed.after) == (None, values)
    assert (lifted.action, lifted.moderator, lifted.note) == ("remove", colleague, "Said sorry.")
    assert (lifted.before, lifted.after) == (values, None)
    sanction.delete()
    assert list(Change.objects.values_list("key", flat=True)) == [imposed.key] * 2


def test_of_several_the_strictest_that_lasts_longest_counts(comment, moderator):
    impose(comment, moderator, kind="hold", days=99)
    impose(comment, moderator, days=3, reason="spam")
    assert find_standing(author_id=comment.author_id, email="", ip="").reason == "spam"
    impose(comment, moderator, days=30, reason="hatred")
    assert find_standing(author_id=comment.author_id, email="", ip="").reason == "hatred"
