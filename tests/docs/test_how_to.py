"""The how-to guides, done word for word in the quickstart's project."""

import json
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, read_blocks
from tests.docs.newsroom import ARTICLE, CALL, QUESTION

pytestmark = pytest.mark.stack

HOW_TO = ROOT / "docs" / "how-to"
DEPLOY = read_blocks(HOW_TO / "deploy.md")
PROMPTS = read_blocks(HOW_TO / "prompts.md")

WORKER = "worker --concurrency 4 --queues celery,afterword.screening,afterword.feedback,afterword.maintenance"


@pytest.fixture(scope="module")
def deployed(newsroom):
    """A second settings module of the project, to which the guide to deployment was followed."""
    newsroom.run('python -m pip install "psycopg[binary]"')
    module = newsroom.folder / "newsroom" / "deployed.py"
    blocks = [block for block in DEPLOY if block.language == "python"]
    assert {block.task for block in blocks} == {("At the end of", "newsroom/settings.py")}
    module.write_text("\n".join(["from newsroom.settings import *", *(block.text for block in blocks)]))
    return {"DJANGO_SETTINGS_MODULE": "newsroom.deployed", "AKISMET_API_KEY": "fromtheenvironment"}


def test_the_settings_of_a_deployment_pass_the_checks(newsroom, deployed):
    assert newsroom.run("python manage.py check", **deployed) == "System check identified no issues (0 silenced).\n"


def test_the_key_comes_from_the_environment(newsroom, deployed):
    printed = newsroom.run(
        "python -c \"from django.conf import settings; print(settings.MODERATION['SPAM_CHECKER_OPTIONS']['key'])\"",
        **deployed,
    )

    assert printed == "fromtheenvironment\n"


@pytest.mark.parametrize(("command", "sign"), [(WORKER, "[queues]"), ("beat", "is starting")])
def test_the_processes_beside_the_web_server_start(newsroom, command, sign):
    line = f"celery -A newsroom {command}"
    assert [line in block.commands for block in DEPLOY].count(True) == 1

    with newsroom.working(line, sign=sign):
        pass


def test_what_expired_is_purged(newsroom):
    (block,) = [block for block in DEPLOY if "python manage.py purge_expired" in block.commands]

    newsroom.follow([block])


def test_prompts_are_synced_and_extracted_from_a_file(newsroom):
    (newsroom.folder / "article.html").write_text(ARTICLE["body"])

    newsroom.follow(block for block in PROMPTS if block.commands)

    (found,) = newsroom.said["python manage.py extract_prompt article.html"].splitlines()
    assert json.loads(found) == {"file": "article.html", "question": QUESTION, "call_to_action": CALL, "lead": ""}


def test_a_language_is_taught_by_one_file(newsroom):
    *blocks, printed = read_blocks(HOW_TO / "add-a-language.md")
    cues, article, command = blocks
    path = newsroom.run('python -c "import engagement.prompts; print(engagement.prompts.__path__[0])"').strip()
    assert cues.task == ("Create", "engagement/prompts/cues/nl.toml")
    Path(path, "cues", "nl.toml").write_text(cues.text)

    newsroom.follow([article, command])

    assert newsroom.said[command.commands[0]] == printed.text
