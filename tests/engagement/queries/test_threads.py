import datetime as dt
import random

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import Comment, Reader, Visibility, respect_comment
from engagement.exceptions import BadCursor, CommentNotFound
from engagement.queries.cursors import encode_cursor
from engagement.queries.threads import SORTS, build_trees, load_page, load_replies, load_thread
from engagement.services.visibility import change_visibility
from tests.factories import DiscussionFactory, PendingCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, 0, tzinfo=dt.UTC)


@pytest.fixture
def discussion():
    return DiscussionFactory()


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def hide(*comments):
    for comment in comments:
        change_visibility(comment_id=comment.pk, to=Visibility.REJECTED)


def outline(nodes):
    """What stands where: bodies, nested as the nodes are."""
    return [(node.comment.body, outline(node.replies)) if node.replies else node.comment.body for node in nodes]


def walk(discussion, sort, limit=None, between=lambda: None):
    """Every page, one after the other, with ``between`` in between."""
    cursor, bodies = "", []
    while True:
        page = load_page(discussion=discussion, sort=sort, cursor=cursor, limit=limit)
        bodies.extend(node.comment.body for node in page.nodes)
        cursor = page.next_cursor
        if not cursor:
            return bodies
        between()


def fill(discussion, roots, *, replies=0):
    """Rows as the services would have left them, many at once."""
    number = Comment.objects.count()
    at = timezone.now()
    made = Comment.objects.bulk_create(
        row(discussion, f"filler {number + place}", published_at=at + dt.timedelta(seconds=place), last_seq=replies,
            reply_count=replies, child_count=replies)
        for place in range(roots)
    )  # fmt: skip
    Comment.objects.bulk_create(
        row(
            discussion,
            f"filler {number} reply {root.pk} {seq}",
            root=root,
            parent=root,
            depth=1,
            seq=seq,
            published_at=at,
        )
        for root in made
        for seq in range(1, replies + 1)
    )
    return made


def row(discussion, body, **values):
    return Comment(
        discussion_id=discussion.pk,
        body=body,
        html=body,
        render_version=1,
        idempotency_key=body,
        visibility=Visibility.PUBLISHED,
        in_thread=True,
        **values,
    )


def test_an_empty_discussion_has_one_empty_page(discussion):
    page = load_page(discussion=discussion)
    assert (list(page.nodes), page.next_cursor) == ([], "")


def test_only_what_has_its_place_stands_on_a_page(discussion):
    PublishedCommentFactory(discussion=discussion, body="published")
    PendingCommentFactory(discussion=discussion)
    for visibility in (Visibility.HELD, Visibility.SPAM, Visibility.REJECTED, Visibility.WITHDRAWN, Visibility.ERASED):
        PublishedCommentFactory(discussion=discussion, visibility=visibility)
    tombstone = PublishedCommentFactory(discussion=discussion, body="gone")
    PublishedCommentFactory(parent=tombstone, body="its reply")
    hide(tombstone)
    PublishedCommentFactory(body="elsewhere")
    assert outline(load_page(discussion=discussion, sort="oldest").nodes) == ["published", ("gone", ["its reply"])]


def test_roots_stand_in_the_order_asked_for_and_by_default_in_that_of_the_settings(discussion, clock):
    first = PublishedCommentFactory(discussion=discussion, body="first")
    clock.shift(1)
    second = PublishedCommentFactory(discussion=discussion, body="second")
    PublishedCommentFactory(discussion=discussion, body="third, at the same moment")
    for parent in (first, first, second):
        PublishedCommentFactory(parent=parent)
    assert walk(discussion, "newest") == ["third, at the same moment", "second", "first"]
    assert walk(discussion, "oldest") == ["first", "second", "third, at the same moment"]
    assert walk(discussion, "replies") == ["first", "second", "third, at the same moment"]
    assert walk(discussion, "") == walk(discussion, "newest")
    with override_settings(ENGAGEMENT={"DEFAULT_SORT": "oldest"}):
        assert walk(discussion, "") == walk(discussion, "oldest")


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_what_readers_respect_stands_first_and_makes_way_in_time(discussion, clock, limit):
    liked = PublishedCommentFactory(discussion=discussion, body="the first day's, respected by nine")
    PublishedCommentFactory(discussion=discussion, body="the first day's, by nobody")
    for number in range(9):
        respect_comment(comment_id=liked.pk, reader=Reader(token=f"0123456789abcdef{number}", ip=f"198.18.0.{number}"))
    clock.shift(23 * 3600)
    PublishedCommentFactory(discussion=discussion, body="the evening's, by nobody")
    before = walk(discussion, "top", limit)
    clock.shift(2 * 3600)
    PublishedCommentFactory(discussion=discussion, body="the next day's, by nobody")
    assert before == ["the first day's, respected by nine", "the evening's, by nobody", "the first day's, by nobody"]
    assert walk(discussion, "top", limit) == ["the next day's, by nobody", *before]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_pages_hold_every_root_once_also_where_many_are_of_one_moment(discussion, clock, sort, limit):
    chance = random.Random(limit)  # noqa: S311 - a fixed seed, so that failures repeat
    for number in range(13):
        root = PublishedCommentFactory(discussion=discussion, body=f"root {number}")
        for _ in range(chance.randrange(3)):
            PublishedCommentFactory(parent=root)
        clock.shift(chance.choice([0, 0, 1]))
    pages = walk(discussion, sort, limit)
    assert sorted(pages) == sorted(f"root {number}" for number in range(13))
    assert pages == walk(discussion, sort, 50)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("moment_goes_on", [True, False])
def test_pages_miss_and_repeat_nothing_while_others_post(discussion, clock, sort, moment_goes_on):
    for number in range(12):
        PublishedCommentFactory(discussion=discussion, body=f"there before {number}")
        clock.shift(moment_goes_on)
    posted = []

    def others_post():
        clock.shift(moment_goes_on)
        posted.append(PublishedCommentFactory(discussion=discussion, body=f"posted meanwhile {len(posted)}").body)

    bodies = walk(discussion, sort, 3, between=others_post)
    assert len(bodies) == len(set(bodies))
    assert {body for body in bodies if body.startswith("there")} == {f"there before {n}" for n in range(12)}
    assert len(posted) >= 3


def test_a_page_goes_on_where_its_last_comment_was_taken_back(discussion, clock):
    comments = []
    for number in range(6):
        comments.append(PublishedCommentFactory(discussion=discussion, body=f"n{number}"))
        clock.shift(1)
    cursor = load_page(discussion=discussion, sort="oldest", limit=3).next_cursor
    hide(comments[2])
    assert outline(load_page(discussion=discussion, sort="oldest", limit=3, cursor=cursor).nodes) == ["n3", "n4", "n5"]


@pytest.mark.parametrize(
    ("sort", "cursor"),
    [
        pytest.param("best", "", id="unknown order"),
        pytest.param("newest", "x", id="no cursor"),
        pytest.param("newest", encode_cursor("oldest", NOON, 1), id="another order's cursor"),
        pytest.param("newest", encode_cursor("newest", 1, 1), id="a number where a moment stands"),
        pytest.param("replies", encode_cursor("replies", NOON, 1), id="a moment where a number stands"),
    ],
)
def test_a_page_that_cannot_be_is_refused(discussion, sort, cursor):
    with pytest.raises(BadCursor):
        load_page(discussion=discussion, sort=sort, cursor=cursor)


def test_a_root_shows_its_first_replies_and_how_many_more_there_are(discussion):
    root = PublishedCommentFactory(discussion=discussion, body="root")
    for number in range(7):
        PublishedCommentFactory(parent=root, body=f"reply {number}")
    (node,) = load_page(discussion=discussion).nodes
    assert outline([node]) == [("root", [f"reply {number}" for number in range(5)])]
    assert node.more == 2


@pytest.mark.parametrize("replies_per_root", [0, 1, 3, 8])
def test_as_many_replies_are_shown_as_the_settings_say_whatever_holes_there_are(discussion, replies_per_root):
    """Every reply but each third is taken back, in two threads of different length."""
    kept = {}
    for name, count in (("short", 6), ("long", 24)):
        root = PublishedCommentFactory(discussion=discussion, body=name)
        replies = [PublishedCommentFactory(parent=root, body=f"{name} {number}") for number in range(count)]
        hide(*[reply for number, reply in enumerate(replies) if number % 3])
        kept[name] = [reply.body for number, reply in enumerate(replies) if not number % 3]
    with override_settings(ENGAGEMENT={"REPLIES_PER_ROOT": replies_per_root}):
        nodes = load_page(discussion=discussion, sort="oldest").nodes
    for node in nodes:
        expected = kept[node.comment.body]
        assert [reply.comment.body for reply in node.replies] == expected[:replies_per_root]
        assert node.more == len(expected[replies_per_root:])


def test_a_tombstone_among_the_replies_is_shown_and_not_counted_as_more(discussion):
    root = PublishedCommentFactory(discussion=discussion, body="root")
    tombstone = PublishedCommentFactory(parent=root, body="gone")
    PublishedCommentFactory(parent=tombstone, body="its reply")
    PublishedCommentFactory(parent=root, body="another")
    hide(tombstone)
    with override_settings(ENGAGEMENT={"REPLIES_PER_ROOT": 2}):
        (node,) = load_page(discussion=discussion).nodes
    assert outline([node]) == [("root", [("gone", ["its reply"])])]
    assert node.more == 1


def test_a_reply_published_between_the_two_queries_does_not_count_below_nothing():
    root = Comment(pk=1, reply_count=1, last_seq=2)
    replies = [
        Comment(pk=place, root=root, parent=root, depth=1, seq=place, visibility=Visibility.PUBLISHED)
        for place in (2, 3)
    ]
    (node,) = build_trees([root], replies, depth=3)
    assert node.more == 0


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        pytest.param(0, [("n0", ["n1", "n2", "n3", "n4", "na"])], id="flat"),
        pytest.param(1, [("n0", ["n1", "n2", "n3", "n4", "na"])], id="one level"),
        pytest.param(2, [("n0", [("n1", ["n2", "n3", "n4"]), "na"])], id="two levels"),
        pytest.param(3, [("n0", [("n1", [("n2", ["n3", "n4"])]), "na"])], id="three levels"),
        pytest.param(9, [("n0", [("n1", [("n2", [("n3", ["n4"])])]), "na"])], id="as deep as it is"),
    ],
)
def test_replies_are_nested_to_the_publishers_depth_and_deeper_ones_stand_flat(discussion, depth, expected):
    parent = PublishedCommentFactory(discussion=discussion, body="n0")
    root = parent
    for level in range(1, 5):
        parent = PublishedCommentFactory(parent=parent, body=f"n{level}")
    PublishedCommentFactory(parent=root, body="na")
    with override_settings(ENGAGEMENT={"REPLY_DEPTH": depth, "REPLIES_PER_ROOT": 9}):
        nodes = load_page(discussion=discussion).nodes
    assert outline(nodes) == expected


def chain_of(discussion, length):
    """A root and its reply and the reply to that and so on; each says its depth."""
    comments = [PublishedCommentFactory(discussion=discussion, body="n0")]
    while len(comments) < length:
        comments.append(PublishedCommentFactory(parent=comments[-1], body=f"n{len(comments)}"))
    return comments


def deep_chain(discussion, depth):
    """The root of a chain of replies, and its last."""
    (root,) = fill(discussion, 1)
    chain = [root]
    for seq in range(1, depth + 1):
        reply = row(discussion, f"deep {seq}", root=root, parent=chain[-1], depth=seq, seq=seq, published_at=NOON)
        reply.pk = root.pk + seq
        reply.child_count = int(seq < depth)
        chain.append(reply)
    Comment.objects.bulk_create(chain[1:])
    Comment.objects.filter(pk=root.pk).update(last_seq=depth, reply_count=depth, child_count=1)
    return root, chain[-1]


def answered(nodes):
    """What each reply that stands flat says it answers."""
    found = {}
    for node in nodes:
        found |= {node.comment.body: node.in_reply_to.body} if node.in_reply_to else {}
        found |= answered(node.replies)
    return found


def descendants(node):
    """Every reply below a node, with the node that it stands under."""
    for reply in node.replies:
        yield node, reply
        yield from descendants(reply)


def test_a_reply_that_stands_flat_says_what_it_answers(discussion):
    chain_of(discussion, 5)
    with override_settings(ENGAGEMENT={"REPLY_DEPTH": 2}):
        nodes = load_page(discussion=discussion).nodes
    assert outline(nodes) == [("n0", [("n1", ["n2", "n3", "n4"])])]
    assert answered(nodes) == {"n3": "n2", "n4": "n3"}


@pytest.mark.parametrize("seed", range(4))
def test_however_few_replies_a_root_shows_each_stands_under_what_it_answers(discussion, seed):
    chance = random.Random(seed)  # noqa: S311 - a fixed seed, so that failures repeat
    comments = [PublishedCommentFactory(discussion=discussion)]
    while len(comments) < 25:
        comments.append(PublishedCommentFactory(parent=chance.choice(comments)))
    hide(*chance.sample(comments[1:], 10))
    placed = Comment.objects.placed_replies().order_by("seq")
    for count in range(1, 12):
        with override_settings(ENGAGEMENT={"REPLIES_PER_ROOT": count, "REPLY_DEPTH": 99}):
            (root,) = load_page(discussion=discussion).nodes
        shown = list(descendants(root))
        assert all(reply.comment.parent_id == node.comment.pk for node, reply in shown)
        assert {reply.comment.pk for _node, reply in shown} == set(placed.values_list("pk", flat=True)[:count])


def test_a_thread_goes_on_from_page_to_page_and_holds_every_reply_once(discussion):
    root = PublishedCommentFactory(discussion=discussion)
    replies = [PublishedCommentFactory(parent=root, body=f"n{number}") for number in range(8)]
    hide(replies[0], replies[4])
    with override_settings(ENGAGEMENT={"REPLIES_PER_PAGE": 3}):
        first, cursor = load_replies(root=root)
        second, end = load_replies(root=root, cursor=cursor)
    assert [[reply.body for reply in page] for page in (first, second)] == [["n1", "n2", "n3"], ["n5", "n6", "n7"]]
    assert end == ""


@pytest.mark.parametrize("cursor", [encode_cursor("newest", NOON, 1), encode_cursor("seq", NOON, 1), "x"])
def test_a_thread_goes_on_only_from_its_own_cursors(discussion, cursor):
    root = PublishedCommentFactory(discussion=discussion)
    with pytest.raises(BadCursor):
        load_replies(root=root, cursor=cursor)


@pytest.mark.parametrize("target", range(10))
def test_a_thread_page_holds_the_comment_that_was_asked_for(discussion, target):
    chain = chain_of(discussion, 10)
    with override_settings(ENGAGEMENT={"REPLIES_PER_PAGE": 4, "REPLY_DEPTH": 99}):
        node, cursor = load_thread(comment_id=chain[target].pk)
    bodies = [node.comment.body]
    while node.replies:
        (node,) = node.replies
        bodies.append(node.comment.body)
    assert f"n{target}" in bodies
    assert bodies[0] == "n0"
    assert len(bodies) == 5
    assert bool(cursor) is (bodies[-1] != "n9")


def test_a_reply_whose_parent_is_on_an_earlier_page_says_what_it_answers(discussion):
    chain = chain_of(discussion, 10)
    with override_settings(ENGAGEMENT={"REPLIES_PER_PAGE": 4, "REPLY_DEPTH": 2}):
        node, _cursor = load_thread(comment_id=chain[8].pk)
    assert outline([node]) == [("n0", [("n5", ["n6", "n7", "n8"])])]
    assert answered([node]) == {"n5": "n4", "n7": "n6", "n8": "n7"}
    assert node.more == 0


@pytest.mark.parametrize("visibility", [v for v in Visibility if v != Visibility.PUBLISHED])
def test_a_comment_without_a_place_has_no_thread_page(discussion, visibility):
    comment = PublishedCommentFactory(discussion=discussion, visibility=visibility)
    with pytest.raises(CommentNotFound):
        load_thread(comment_id=comment.pk)


def test_a_tombstone_has_a_thread_page(discussion):
    root = PublishedCommentFactory(discussion=discussion, body="gone")
    PublishedCommentFactory(parent=root, body="its reply")
    hide(root)
    node, _cursor = load_thread(comment_id=root.pk)
    assert outline([node]) == [("gone", ["its reply"])]


def queries_of(load):
    with CaptureQueriesContext(connection) as captured:
        load()
    return len(captured)


@pytest.mark.parametrize("sort", SORTS)
def test_a_page_costs_the_same_queries_with_ten_comments_and_with_a_thousand(discussion, sort):
    fill(discussion, 2, replies=4)
    before = queries_of(lambda: load_page(discussion=discussion, sort=sort))
    fill(discussion, 100, replies=9)
    page = load_page(discussion=discussion, sort=sort)
    assert len(page.nodes) == 50
    assert page.next_cursor
    assert queries_of(lambda: load_page(discussion=discussion, sort=sort)) == before == 2
    assert queries_of(lambda: load_page(discussion=discussion, sort=sort, cursor=page.next_cursor)) == 2


def test_a_thread_costs_the_same_queries_however_deep_it_is(discussion):
    chain = chain_of(discussion, 10)
    shallow_root, shallow_end = chain[0], chain[-1]
    deep_root, deep_end = deep_chain(discussion, 2000)
    with override_settings(ENGAGEMENT={"REPLIES_PER_PAGE": 4}):
        before = queries_of(lambda: load_thread(comment_id=shallow_end.pk))
        assert queries_of(lambda: load_thread(comment_id=deep_end.pk)) == before == 3
        assert (
            queries_of(lambda: load_replies(root=shallow_root)) == queries_of(lambda: load_replies(root=deep_root)) == 1
        )


def test_a_reply_chain_two_thousand_deep_is_shown_whole(discussion):
    _root, end = deep_chain(discussion, 2000)
    with override_settings(ENGAGEMENT={"REPLIES_PER_PAGE": 2000}):
        node, cursor = load_thread(comment_id=end.pk)
    (first,) = node.replies
    (second,) = first.replies
    assert cursor == ""
    assert len(second.replies) == 1998
    assert answered([node])[f"deep {2000}"] == "deep 1999"


def plan_of(sql, params):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {sql}", params)
        return "\n".join(str(line[-1]) for line in cursor.fetchall())


def test_no_page_reads_a_whole_table_or_a_whole_index(discussion):
    """Both databases use a partial index only where the query itself says what the index says."""
    fill(discussion, 60, replies=2)
    (root, *_rest) = fill(discussion, 3, replies=8)
    asked = []

    def keep(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        for sort in SORTS:
            page = load_page(discussion=discussion, sort=sort)
            load_page(discussion=discussion, sort=sort, cursor=page.next_cursor)
        load_replies(root=root)
        load_replies(root=root, cursor=encode_cursor("seq", 2, 1))
        load_thread(comment_id=root.pk)
    assert len(asked) >= 16
    for sql, params in asked:
        plan = plan_of(sql, params)
        assert "SCAN" not in plan, plan
        assert "Seq Scan" not in plan, plan
