"""The README's quickstart, word for word, in an empty project."""

import socket
import time
from contextlib import contextmanager

import pytest

from tests.docs.markdown import ROOT, read_blocks
from tests.docs.newsroom import CALL, QUESTION, SERVER, post, read, sign_in, visit
from tests.stack import wait_until

pytestmark = pytest.mark.stack

QUICKSTART = read_blocks(ROOT / "README.md", section="Add it to your site")
WORKER = "celery -A newsroom worker --beat"


def test_every_block_of_the_quickstart_says_what_to_do_with_it():
    assert [block.sentence for block in QUICKSTART if not block.commands and not block.task] == []
    assert [block.commands[-1] for block in QUICKSTART[-2:]] == [SERVER, WORKER]


def test_the_akismet_key_is_named_once_for_the_reader_to_replace():
    assert "".join(block.text for block in QUICKSTART).count('"your-akismet-key"') == 1


def test_the_apps_come_from_the_wheel_and_not_from_this_repository(newsroom):
    printed = newsroom.run('python -c "import engagement, moderation; print(engagement.__file__, moderation.__file__)"')

    installed = str(newsroom.folder.parent / "venv" / "lib")
    assert [path.startswith(installed) for path in printed.split()] == [True, True]


def test_the_environment_has_nothing_of_this_one_that_the_quickstart_did_not_install(newsroom):
    printed = newsroom.run(
        "python -c \"from importlib.util import find_spec; print([find_spec(n) for n in ('csp', 'demo', 'pytest')])\""
    )

    assert printed == "[None, None, None]\n"


def test_check_finds_nothing_to_object_to(newsroom):
    assert newsroom.said["python manage.py check"] == "System check identified no issues (0 silenced).\n"


def test_the_article_shows_its_closing_question_at_the_head_and_a_form(site):
    with visit(site) as client:
        page = read(client, "/articles/1/")
        stylesheet = client.get(page.xpath("//link[@rel='stylesheet']/@href")[0])

    section = page.get_element_by_id("discussion")
    assert words(section.xpath(".//header//h2")[0]) == QUESTION
    assert words(section.xpath(".//header//*[@class='aw-cta']")[0]) == CALL
    form = section.forms[0]
    assert {"body", "author_name", "author_email", "author_url"} <= set(form.fields)
    assert "This site uses Akismet to reduce spam. Learn how your comment data is processed." in words(form)
    assert (stylesheet.status_code, stylesheet.headers["Content-Type"]) == (200, "text/css")


def test_a_guests_comment_waits_for_its_author_alone_until_the_worker_had_it_checked(newsroom, site, standin):
    body = "I park round the corner already, and would carry the watering can."
    with visit(site) as client, visit(site) as somebody:
        answer = post(client, body=body, author_name="Wilma Reet")
        own = client.get(answer.headers["Location"]).text
        seen_by_all = somebody.get("/articles/1/").text
        with newsroom.working(WORKER, sign="[queues]"):
            wait_until(lambda: body in somebody.get("/articles/1/").text, seconds=60, what="published")

    assert answer.status_code == 303
    assert body in own
    assert "Waiting." in own
    assert body not in seen_by_all
    assert [check.fields["comment_author"] for check in standin.checks()] == [["Wilma Reet"]]


def test_a_moderator_signs_in_with_the_admins_account(site):
    with visit(site) as client:
        sent_to = client.get("/moderation/").headers["Location"]
        sign_in(client)
        queue = client.get("/moderation/")

    assert sent_to == "/admin/login/?next=/moderation/"
    assert queue.status_code == 200


@pytest.mark.parametrize(
    ("broker", "listens"),
    [
        pytest.param("redis", False, id="Redis is gone"),
        pytest.param("redis", True, id="Redis hangs"),
        pytest.param("amqp", True, id="RabbitMQ hangs"),
    ],
)
def test_a_post_is_answered_within_a_second_with_the_broker_down(newsroom, broker, listens):
    took = []
    with (
        silent_port(listens=listens) as port,
        newsroom.serving(CELERY_BROKER_URL=f"{broker}://127.0.0.1:{port}/0") as url,
        visit(url) as client,
    ):
        for number in range(2):
            body = f"The {broker} broker is down, and I am heard all the same: {listens}, {number}."
            began = time.monotonic()
            answer = post(client, body=body, author_name="Ole")
            took.append(time.monotonic() - began)
            assert answer.status_code == 303
        own = client.get(answer.headers["Location"]).text

    assert body in own
    assert min(took) < 1, took


@contextmanager
def silent_port(*, listens):
    """A port of this machine at which nobody listens, or one where somebody does and never says a word."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        if listens:
            taken.listen()
        yield taken.getsockname()[1]


def words(element):
    """The text of an element, with white space as a browser shows it."""
    return " ".join(element.text_content().split())
