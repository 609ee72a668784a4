"""What the documentation names is there: commands, links, settings, modules, files, properties."""

import os
import re
import subprocess
import tomllib
from pkgutil import resolve_name

import pytest
from django.core.management import get_commands

from engagement.conf import EngagementSettings
from moderation.conf import ModerationSettings
from tests.docs.markdown import ROOT, documents, read_blocks, read_links, read_prose

DOCUMENTS = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in documents()]
BLOCKS = [block for path in documents() for block in read_blocks(path)]

QUICKSTART = "tests/docs/conftest.py::newsroom"
HOW_TO = "tests/docs/test_how_to.py"
BY_HAND = "by hand: it asks a package index"

RUN_BY = {
    "make setup": ".ci/run",
    "make check": ".ci/run",
    "make test": ".ci/run",
    "make demo": "tests/docs/test_documents.py::test_make_demo_runs_what_the_tests_of_the_demo_run",
    "make faults": "tests/faults/test_options.py::test_make_faults_runs_the_harness",
    "make lock": BY_HAND,
    "make messages": "tests/architecture/test_messages.py::test_collecting_them_anew_changes_nothing",
    'python -m pip install django-afterword "celery[redis]"': QUICKSTART,
    "django-admin startproject newsroom .": QUICKSTART,
    "python manage.py startapp articles": QUICKSTART,
    "python manage.py makemigrations articles": QUICKSTART,
    "python manage.py migrate": QUICKSTART,
    "python manage.py check": QUICKSTART,
    "python manage.py createsuperuser": QUICKSTART,
    "python manage.py runserver": "tests/docs/newsroom.py::serving",
    "celery -A newsroom worker --beat": (
        "tests/docs/test_quickstart.py"
        "::test_a_guests_comment_waits_for_its_author_alone_until_the_worker_had_it_checked"
    ),
    'python -m pip install "psycopg[binary]"': f"{HOW_TO}::deployed",
    (
        "celery -A newsroom worker --concurrency 4"
        " --queues celery,afterword.screening,afterword.feedback,afterword.maintenance"
    ): f"{HOW_TO}::test_the_processes_beside_the_web_server_start",
    "celery -A newsroom beat": f"{HOW_TO}::test_the_processes_beside_the_web_server_start",
    "python manage.py purge_expired": f"{HOW_TO}::test_what_expired_is_purged",
    "python manage.py sync_prompts": f"{HOW_TO}::test_prompts_are_synced_and_extracted_from_a_file",
    "python manage.py extract_prompt --language nl artikel.html": f"{HOW_TO}::test_a_language_is_taught_by_one_file",
    "python -m tests.architecture.settings_page": (
        "tests/architecture/test_settings_documented.py::test_the_page_of_settings_says_what_the_code_says"
    ),
    "python -m tests.contract.document": (
        "tests/contract/test_document.py::test_the_committed_document_is_what_the_code_says"
    ),
    'python -m pip install "django-afterword[schema]"': BY_HAND,
    "curl https://news.example.org/api/v1/schema/ -o afterword.json": (
        "tests/contract/test_document.py::test_it_is_the_committed_document"
    ),
    "python manage.py reseal_payloads": (
        "tests/moderation/services/test_resealing.py::test_the_command_says_what_it_did"
    ),
    "python manage.py reindex": (
        "tests/moderation/services/test_indexing.py::test_reindex_writes_everything_anew_and_says_how_much"
    ),
    "python manage.py rehearse --set links.many=refuse": (
        "tests/moderation/management/test_rehearse.py::test_the_report_tells_counts_agreement_sections_and_examples"
    ),
    "python manage.py publisher_token create cms": (
        "tests/engagement/management/test_publisher_token.py::test_a_token_is_printed_once_and_works"
    ),
    "python manage.py sso_check token.txt": (
        "tests/engagement/management/test_sso_check.py::test_a_good_token_stays_unused"
    ),
    "python manage.py erase_reader 4711": (
        "tests/engagement/management/test_sso_check.py::test_a_reader_is_erased_by_the_number_that_the_publisher_has"
    ),
    "python manage.py compilemessages": "tests/docs/test_overriding.py::overriding",
    "python manage.py extract_prompt article.html": f"{HOW_TO}::test_prompts_are_synced_and_extracted_from_a_file",
}
"""Where each command of the documentation is run."""

PROGRAMS = ("make ", "python ", "celery ", "django-admin ")


def test_every_command_is_run_somewhere_and_every_row_of_the_table_is_needed():
    assert commands() == set(RUN_BY)


@pytest.mark.parametrize("place", sorted(set(RUN_BY.values()) - {BY_HAND}))
def test_the_place_that_runs_a_command_is_there(place):
    path, _, name = place.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")

    assert f"def {name}(" in text if name else all(line in text for line in run_by_file(path))


def test_make_demo_runs_what_the_tests_of_the_demo_run():
    # Also where make itself runs the tests, and would make this one its child.
    variables = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", "--dry-run", "demo"], cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "exec .venv/bin/python -m demo"
    assert '[sys.executable, "-m", "demo"]' in (ROOT / "tests" / "stack.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS)
def test_links_lead_somewhere(path):
    broken = []
    for link in read_links(path):
        target, _, anchor = link.partition("#")
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        found = (path.parent / target).resolve() if target else path
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS)
def test_the_commands_of_manage_py_exist(path):
    named = set(re.findall(r"manage\.py (\w+)", path.read_text(encoding="utf-8")))

    assert named - set(get_commands()) == set()


@pytest.mark.parametrize("path", DOCUMENTS)
def test_the_settings_exist(path):
    text = path.read_text(encoding="utf-8")
    for setting, kind in (("ENGAGEMENT", EngagementSettings), ("MODERATION", ModerationSettings)):
        named = set(re.findall(rf"{setting}(?:\[| = \{{)\"([A-Z_]+)\"", text))
        assert named - {name.upper() for name in kind.__dataclass_fields__} == set()


@pytest.mark.parametrize("path", DOCUMENTS)
def test_modules_functions_and_classes_can_be_imported_by_the_names_given(path):
    named = re.findall(r"`((?:engagement|moderation)(?:\.\w+)+)(?:\(\))?`", read_prose(path))

    for name in named:
        resolve_name(name)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_files_of_the_project_are_where_they_are_said_to_be(path):
    named = re.findall(
        r"`((?:docs|engagement|moderation|templates|tests|demo|benchmarks|\.ci)/[\w./-]*)`", read_prose(path)
    )

    created = {block.task[1] for block in read_blocks(path) if block.task}
    assert [name for name in named if name not in created and not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    "block", [pytest.param(block, id=f"{block.document}: {block.sentence[:40]}") for block in BLOCKS]
)
def test_python_blocks_compile_and_html_blocks_keep_to_a_strict_policy(block):
    if block.language == "python":
        compile(block.text, block.document, "exec")
    if block.language == "html":
        assert re.findall(r"<style|style=|\son\w+=|javascript:|<script(?![^>]*src=)", block.text) == []


def test_the_custom_properties_that_are_called_public_are_the_stylesheets():
    text = (ROOT / "docs" / "how-to" / "templates.md").read_text(encoding="utf-8")
    stylesheet = (ROOT / "engagement" / "static" / "engagement" / "afterword.css").read_text(encoding="utf-8")

    named = set(re.findall(r"--aw-[\w-]+", text))
    assert len(named) > 5
    assert {name for name in named if f"var({name}" not in stylesheet} == set()


def test_every_page_is_named_in_the_index():
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / link).resolve() for link in read_links(index)}

    assert set((ROOT / "docs").rglob("*.md")) - linked - {index} == set()


def test_the_changelog_has_a_heading_for_the_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert headings[0] == version


def commands():
    """Every command that the documentation tells to type: in console blocks, and in passing."""
    typed = {command.partition("  #")[0].rstrip() for block in BLOCKS for command in block.commands}
    passing = {code for path in documents() for code in re.findall(r"`([^`\n]+)`", read_prose(path))}
    return typed | {code for code in passing if code.startswith(PROGRAMS)}


def run_by_file(path):
    """The commands for which the table names a whole file."""
    return [command for command, place in RUN_BY.items() if place == path]


def anchors(path):
    """The anchors that a page's headings get."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
