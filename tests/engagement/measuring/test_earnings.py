"""What prompts earned: exact on a past made by hand, the same as counting naively, at five queries."""

import datetime as dt
import random
from collections import defaultdict
from statistics import mean, median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.models import Comment, PromptTally, Wording
from engagement.queries.earned import Asked, Earned, Grouping
from engagement.queries.earnings import earnings
from tests.engagement.measuring.past import day, make_comment, make_wording
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

MARCH = {"first": dt.date(2026, 3, 1), "last": dt.date(2026, 3, 31)}


@pytest.fixture(autouse=True)
def summer(time_machine):
    """So late that it is known of every answer whether its author came back."""
    time_machine.move_to("2026-07-01T12:00:00+00:00", tick=False)


def tally(wording, number, **counts):
    for kind, told in counts.items():
        PromptTally.objects.create(wording=wording, day=day(number).date(), kind=kind, count=told)


def test_nothing_was_earned_where_nothing_happened():
    assert earnings(Asked(**MARCH)) == {None: Earned()}
    assert earnings(Asked(**MARCH, by=Grouping.SECTION)) == {}
    empty = Earned()
    assert [empty.start_rate, empty.stance_rate, empty.completion, empty.per_thousand_seen] == [None] * 4
    assert [empty.approval_rate, empty.spam_share, empty.return_rate] == [None] * 3


def test_a_past_made_by_hand_counts_exactly():
    ada, ben = UserFactory(username="ada"), UserFactory(username="ben")
    wording = make_wording(created=day(1, 8), article_published=day(1, 10))
    other = make_wording(created=day(1))
    make_comment(other, at=day(1, 9), author=ben)
    tally(wording, 1, rendered=600, seen=300, stance=40, started=20)
    tally(wording, 31, rendered=400, seen=200)
    tally(wording, 32, seen=999)
    tally(other, 1, seen=777)

    first = make_comment(wording, at=day(1, 13), author=ada, featured_at=day(2))
    second = make_comment(wording, at=day(2), author=ben)
    make_comment(wording, at=day(2, 14), author=ben)
    make_comment(wording, at=day(3), author_email="cleo@example.org", visibility="withdrawn", was_published=True)
    make_comment(wording, at=day(3), author_email="")
    make_comment(wording, at=day(3), author_email="spam@example.org", visibility="spam", was_published=True)
    make_comment(wording, at=day(3), author_email="spam@example.org", visibility="spam")
    make_comment(wording, at=day(4), visibility="held")
    make_comment(wording, at=day(4), visibility="rejected")
    make_comment(wording, at=day(5), visibility="pending")
    make_comment(wording, at=day(5), visibility="erased", was_published=True)
    make_comment(wording, at=day(5), visibility="withdrawn")
    make_comment(wording, at=day(1, 11), from_newsroom=True)
    make_comment(wording, at=day(1, 11), badge="author", author=UserFactory())
    make_comment(wording, at=day(32), author=ada)

    reply = make_comment(parent=first, at=day(1, 14), author=ben)
    make_comment(parent=reply, at=day(1, 16), from_newsroom=True)
    make_comment(parent=first, at=day(1, 15), from_newsroom=True)
    make_comment(parent=second, at=day(2, 18), badge="author", author=UserFactory())
    make_comment(parent=second, at=day(2, 13), from_newsroom=True, visibility="held")

    found = earnings(Asked(**MARCH, wordings=(wording.pk,)))[None]
    assert found == Earned(
        rendered=1000,
        seen=500,
        stance=40,
        started=20,
        submitted=12,
        published=5,
        spam=2,
        held=1,
        rejected=1,
        pending=1,
        replied=2,
        featured=1,
        replies=4,
        mean_depth=0.6,
        max_depth=2,
        authors=3,
        strangers=1,
        first_timers=2,
        returnable=3,
        returning=0,
        first_answer=dt.timedelta(hours=3),
        newsroom_replied=2,
        first_newsroom_reply=dt.timedelta(hours=4),
    )
    assert (found.start_rate, found.stance_rate, found.completion) == (20 / 500, 40 / 500, 12 / 20)
    assert (found.per_thousand_seen, found.approval_rate, found.spam_share) == (10, 5 / 10, 2 / 12)
    assert found.return_rate == 0


@pytest.mark.parametrize(
    ("hours", "returned"),
    [(23, 0), (24, 1), (28 * 24 - 1, 1), (28 * 24, 0)],
    ids=["the same day", "a day later", "on the last day", "after 28 days"],
)
@pytest.mark.parametrize("who", ["account", "guest"])
def test_who_writes_again_within_28_days_came_back(hours, returned, who):
    author = {"author": UserFactory()} if who == "account" else {"author_email": "cleo@example.org"}
    wording, elsewhere = make_wording(created=day(1)), make_wording(created=day(1))
    make_comment(wording, at=day(2), **author)
    make_comment(elsewhere, at=day(2) + dt.timedelta(hours=hours), **author)
    found = earnings(Asked(**MARCH, wordings=(wording.pk,)))[None]
    assert (found.authors, found.first_timers, found.returnable, found.returning) == (1, 1, 1, returned)


def test_spam_is_no_return_and_makes_nobody_known():
    wording, elsewhere = make_wording(created=day(1)), make_wording(created=day(1))
    for at in (day(1), day(8)):
        make_comment(elsewhere, at=at, author_email="cleo@example.org", visibility="spam", was_published=True)
    make_comment(wording, at=day(2), author_email="cleo@example.org")
    found = earnings(Asked(**MARCH, wordings=(wording.pk,)))[None]
    assert (found.authors, found.first_timers, found.returning) == (1, 1, 0)


def test_an_account_is_not_the_guest_with_its_address():
    ada = UserFactory(username="ada")
    wording, elsewhere = make_wording(created=day(1)), make_wording(created=day(1))
    make_comment(wording, at=day(2), author=ada, author_email="ada@example.org")
    make_comment(elsewhere, at=day(4), author_email="ada@example.org")
    assert earnings(Asked(**MARCH, wordings=(wording.pk,)))[None].returning == 0


def test_of_authors_whose_28_days_are_not_over_nothing_is_said(time_machine):
    wording = make_wording(created=day(1))
    time_machine.move_to(day(20), tick=False)
    make_comment(wording, at=day(2), author_email="cleo@example.org")
    make_comment(wording, at=day(9), author_email="cleo@example.org")
    found = earnings(Asked(**MARCH))[None]
    assert (found.authors, found.returnable, found.returning, found.return_rate) == (1, 0, 0, None)


def test_the_first_answer_counts_in_the_range_in_which_it_came():
    wording = make_wording(created=day(1))
    make_comment(wording, at=day(2))
    make_comment(wording, at=day(40))
    late = Asked(first=day(35).date(), last=day(45).date())
    assert earnings(late)[None].first_answer is None
    assert earnings(Asked(**MARCH))[None].first_answer == dt.timedelta(days=1)


def test_days_are_those_of_the_site(settings):
    settings.TIME_ZONE = "Australia/Sydney"
    wording = make_wording(created=day(1))
    make_comment(wording, at=day(1, 12, 59))
    make_comment(wording, at=day(1, 13))
    second = earnings(Asked(first=dt.date(2026, 3, 2), last=dt.date(2026, 3, 2)))
    assert second[None].submitted == 1


# Counting naively


AUTHORS = 9
STYLES = ["", "closed", "short", "open"]


def fill(seed):
    """Random prompts in a few sections, with random comments of a few people over two months."""
    chance = random.Random(seed)  # noqa: S311  Nothing is secret here.
    people = [{"author": UserFactory()} for _person in range(AUTHORS // 2)]
    people += [{"author_email": f"guest{number}@example.org"} for number in range(AUTHORS // 2)] + [{}]
    wordings = []
    for number in range(6):
        section, published = chance.choice(["Harbour", "Town", ""]), chance.choice([None, day(3, 5)])
        style = STYLES[number % len(STYLES)]
        wording = make_wording(created=day(1), section=section, style=style, article_published=published)
        wordings.append(wording)
        if number % 2:
            wordings.append(make_wording(wording.prompt, source="editor", style="short", created=day(5)))
    roots = []
    for _comment in range(160):
        at = day(chance.randint(1, 60), chance.randint(0, 23), chance.randint(0, 59))
        fate = {
            "visibility": chance.choice(
                ["published"] * 6 + ["spam", "held", "rejected", "pending", "withdrawn", "erased"]
            )
        }
        if fate["visibility"] in {"spam", "withdrawn", "erased"}:
            fate["was_published"] = chance.random() < 0.5
        who = dict(chance.choice(people))
        who |= chance.choice([{}] * 6 + [{"from_newsroom": True}, {"badge": "author"}])
        if roots and chance.random() < 0.5:
            parent = chance.choice(roots)
            later = parent.created_at + dt.timedelta(minutes=chance.randint(1, 3000))
            roots.append(make_comment(parent=parent, at=later, **fate, **who))
        else:
            featured = {"featured_at": day(9)} if chance.random() < 0.2 else {}
            roots.append(make_comment(chance.choice(wordings), at=at, **fate, **who, **featured))
    for wording in wordings:
        for number in range(1, 60, 7):
            tally(
                wording, number, **{kind: chance.randint(1, 99) for kind in ("rendered", "seen", "started", "stance")}
            )


def well(comment):
    return comment.visibility == "published" or (comment.visibility == "withdrawn" and comment.published_at is not None)


def house(comment):
    return comment.from_newsroom or comment.badge == "author"


def who(comment):
    return comment.author_id or comment.author_email or None


def count_naively(group_of, *, first, last, keep=lambda wording: True):
    """The same figures, one comment after the other."""
    everything = list(
        Comment.objects.select_related("wording__prompt__discussion", "root__wording__prompt__discussion")
    )
    begins, ends = day(1, 0) + (first - day(1).date()), day(1, 0) + (last - day(1).date()) + dt.timedelta(days=1)
    groups = defaultdict(list)
    for comment in everything:
        if comment.wording and keep(comment.wording) and not house(comment) and begins <= comment.created_at < ends:
            groups[group_of(comment.wording)].append(comment)
    tallies = defaultdict(lambda: defaultdict(int))
    for row in PromptTally.objects.select_related("wording__prompt__discussion"):
        if keep(row.wording) and first <= row.day <= last:
            tallies[group_of(row.wording)][row.kind] += row.count
    firsts, replies = defaultdict(list), defaultdict(list)
    for wording in Wording.objects.select_related("prompt__discussion"):
        at = min((c.created_at for c in everything if c.wording == wording and well(c) and not house(c)), default=None)
        if keep(wording) and at and begins <= at < ends:
            published = wording.prompt.discussion.article_published_at
            since = max(wording.created_at, published or wording.created_at)
            firsts[group_of(wording)].append(max(at - since, dt.timedelta(0)))
    for group, comments in groups.items():
        for comment in filter(well, comments):
            times = [c.created_at for c in everything if c.root == comment and c.visibility == "published" and house(c)]
            if times:
                replies[group].append(max(min(times) - comment.created_at, dt.timedelta(0)))
    return {
        group: count_group(groups[group], everything, tallies[group], firsts[group], replies[group])
        for group in {*groups, *tallies, *firsts}
    }


def count_group(comments, everything, told, firsts, replies):
    good = [comment for comment in comments if well(comment)]
    threads = [[c for c in everything if c.root == root and c.visibility == "published"] for root in good]
    depths = [max((c.depth for c in thread), default=0) for thread in threads]
    authors = {who(comment) for comment in good} - {None}
    a_day, four_weeks = dt.timedelta(days=1), dt.timedelta(days=28)

    def theirs(comment):
        return [other for other in everything if well(other) and who(comment) and who(other) == who(comment)]

    new = {who(c) for c in good if not any(other.created_at < c.created_at for other in theirs(c))} - {None}
    back = {who(c) for c in good if any(a_day <= other.created_at - c.created_at < four_weeks for other in theirs(c))}
    states = {state: sum(c.visibility == state for c in comments) for state in ("spam", "held", "rejected", "pending")}
    return Earned(
        **told,
        **states,
        submitted=len(comments),
        published=len(good),
        replied=sum(bool(thread) for thread in threads),
        featured=sum(c.featured_at is not None for c in good),
        replies=sum(map(len, threads)),
        mean_depth=mean(depths) if depths else 0,
        max_depth=max(depths, default=0),
        authors=len(authors),
        strangers=sum(who(c) is None for c in good),
        first_timers=len(new),
        returnable=len(authors),
        returning=len(back),
        first_answer=median(firsts) if firsts else None,
        newsroom_replied=len(replies),
        first_newsroom_reply=median(replies) if replies else None,
    )


def rounded(found):
    return {
        group: {**{f: getattr(e, f) for f in e.__slots__}, "mean_depth": round(e.mean_depth, 9)}
        for group, e in found.items()
    }


GROUPS = {
    None: lambda wording: None,
    Grouping.WORDING: lambda wording: wording.pk,
    Grouping.PROMPT: lambda wording: wording.prompt_id,
    Grouping.SOURCE: lambda wording: wording.source,
    Grouping.SECTION: lambda wording: wording.prompt.discussion.section,
    Grouping.STYLE: lambda wording: wording.style,
}


@pytest.mark.parametrize("seed", range(3))
def test_random_pasts_count_as_they_do_naively(seed):
    fill(seed)
    for by, group_of in GROUPS.items():
        for days in ((1, 60), (8, 30)):
            first, last = day(days[0]).date(), day(days[1]).date()
            found = earnings(Asked(first=first, last=last, by=by))
            assert rounded(found) == rounded(count_naively(group_of, first=first, last=last)), by


def test_what_is_left_out_by_a_filter_counts_nowhere():
    fill(7)
    some = list(Wording.objects.order_by("pk"))
    first, last = day(1).date(), day(60).date()
    prompt = some[1].prompt_id
    for narrowed, keep in (
        ({"wordings": (some[0].pk, some[2].pk)}, lambda wording: wording in (some[0], some[2])),
        ({"prompts": (prompt,)}, lambda wording: wording.prompt_id == prompt),
        ({"source": "editor"}, lambda wording: wording.source == "editor"),
        ({"section": "Town"}, lambda wording: wording.prompt.discussion.section == "Town"),
        ({"section": ""}, lambda wording: wording.prompt.discussion.section == ""),
        ({"style": "short"}, lambda wording: wording.style == "short"),
        ({"style": ""}, lambda wording: wording.style == ""),
        (
            {"style": "short", "source": "editor", "section": "Town"},
            lambda wording: (wording.source, wording.prompt.discussion.section) == ("editor", "Town"),
        ),
    ):
        found = earnings(Asked(first=first, last=last, **narrowed))
        assert rounded(found) == rounded(count_naively(lambda wording: None, first=first, last=last, keep=keep))
        assert found


@pytest.mark.parametrize("by", GROUPS)
def test_it_is_five_queries_whatever_there_is(by):
    with CaptureQueriesContext(connection) as empty:
        earnings(Asked(**MARCH, by=by))
    fill(1)
    with CaptureQueriesContext(connection) as full:
        earnings(Asked(**MARCH, by=by))
    assert (len(empty), len(full)) == (5, 5)
