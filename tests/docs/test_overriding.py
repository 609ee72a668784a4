"""A template, a style and a word, each overridden alone, in a project that has installed the wheel."""

import io
import shutil

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from playwright.sync_api import sync_playwright

from tests.chromium import chromium_arguments, find_chromium
from tests.docs.markdown import ROOT, read_blocks
from tests.docs.newsroom import read, visit

pytestmark = pytest.mark.stack

PAGE = ROOT / "docs" / "how-to" / "templates.md"
BLOCKS = read_blocks(PAGE)
COMPILE = "python manage.py compilemessages"


@pytest.fixture(scope="module")
def overriding(newsroom):
    """The address of the project with what the guide creates; its settings stand in a module of their own."""
    module = newsroom.folder / "newsroom" / "overriding.py"
    settings = [block for block in BLOCKS if block.task == ("At the end of", "newsroom/settings.py")]
    assert len(settings) == 2
    module.write_text("\n".join(["from newsroom.settings import *", *(block.text for block in settings)]))
    newsroom.follow(block for block in BLOCKS if block.task and block.task[0] == "Create")
    compile_messages(newsroom, DJANGO_SETTINGS_MODULE="newsroom.overriding")
    with newsroom.serving(DJANGO_SETTINGS_MODULE="newsroom.overriding") as url:
        yield url


def compile_messages(newsroom, **variables):
    """As the guide does it; where GNU gettext is not installed, Babel stands in for it."""
    assert [COMPILE in block.commands for block in BLOCKS].count(True) == 1
    if shutil.which("msgfmt"):
        newsroom.run(COMPILE, **variables)
        return
    for path in (newsroom.folder / "locale").rglob("*.po"):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read_po(io.BytesIO(path.read_bytes())))


def words_of(page, name):
    """What the elements of a class say, each on one line."""
    return [" ".join(element.text_content().split()) for element in page.find_class(name)]


def test_without_them_the_wheels_own_show(site):
    with visit(site) as client:
        page = read(client, "/articles/1/")

    assert page.get_element_by_id("aw-leave").text_content() == "Leave a comment"
    assert words_of(page.get_element_by_id("discussion"), "aw-note")[0] == "At most 3000 characters"


def test_a_template_takes_the_place_of_ours(overriding):
    with visit(overriding) as client:
        page = read(client, "/articles/1/")

    notes = words_of(page.get_element_by_id("discussion"), "aw-note")
    assert notes[:2] == ["Speak about the matter, not about each other.", "At most 3000 characters"]
    assert "Formatting" not in page.get_element_by_id("discussion").forms[0].text_content()


def test_a_word_takes_the_place_of_ours(overriding):
    with visit(overriding) as client:
        page = read(client, "/articles/1/")

    assert page.get_element_by_id("aw-leave").text_content() == "Join the conversation"
    assert words_of(page, "aw-btn-go") == ["Post comment"]


@pytest.mark.browser
def test_a_style_takes_the_place_of_ours(overriding):
    (block,) = [block for block in BLOCKS if block.language == "css"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=chromium_arguments())
        page = chromium.new_page()
        page.goto(f"{overriding}/articles/1/")
        before = look_of(page)
        page.add_style_tag(content=block.text)
        after = look_of(page)
        chromium.close()

    assert after == ("rgb(138, 21, 56)", "Georgia, serif")
    assert before[0] != after[0]
    assert before[1] != after[1]


def look_of(page):
    """The colour of the form's button, and the type of its heading."""
    return tuple(
        page.eval_on_selector(selector, f"element => getComputedStyle(element).{name}")
        for selector, name in ((".aw-btn-go", "backgroundColor"), ("#aw-leave", "fontFamily"))
    )
