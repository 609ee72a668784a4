"""The building blocks of the readers' templates: exact markup, no queries, and a stylesheet that knows them."""

import gzip
import re
from pathlib import Path

import lxml.html
import pytest
from django import forms
from django.template import engines

from engagement.text import Face, face

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates" / "engagement"
ELEMENTS = TEMPLATES / "elements"
STYLESHEET = ROOT / "engagement" / "static" / "engagement" / "afterword.css"


class Draft(forms.Form):
    body = forms.CharField(label="Your comment", widget=forms.Textarea, min_length=3, help_text="Plain <words>")
    author_email = forms.EmailField(label="E-mail")
    remember = forms.BooleanField(label="Remember me")
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self):
        if self.data.get("closed"):
            self.add_error(None, "This discussion is <closed>.")


def rendered(name, /, **context):
    return engines["django"].get_template(f"engagement/elements/{name}").render(context).strip()


def tree(name, /, **context):
    return lxml.html.fragment_fromstring(rendered(name, **context))


def described_by(element, whole):
    return [whole.get_element_by_id(name).text_content() for name in element.get("aria-describedby").split()]


@pytest.mark.parametrize(
    ("context", "classes"),
    [
        ({}, "aw-i"),
        ({"full": True}, "aw-i aw-i-full"),
        ({"flip": True}, "aw-i aw-flip"),
        ({"full": True, "flip": True}, "aw-i aw-i-full aw-flip"),
    ],
)
def test_an_icon_points_at_its_drawing_and_is_silent(context, classes):
    assert rendered("icon.html", name="reply", **context) == (
        f'<svg class="{classes}" aria-hidden="true"><use href="#aw-i-reply"/></svg>'
    )


def test_a_face_is_drawn_without_a_style():
    assert rendered("face.html", face=Face(color="#7c93ad", path="M0 0h12v12h-12z")) == (
        '<svg class="aw-face" viewBox="0 0 24 24" aria-hidden="true">'
        '<rect width="24" height="24" fill="#7c93ad" fill-opacity=".28"/>'
        '<path fill="#7c93ad" d="M0 0h12v12h-12z"/></svg>'
    )


def test_a_face_takes_what_the_text_package_draws():
    drawn = face(b"x")
    assert f'd="{drawn.path}"' in rendered("face.html", face=drawn)


def test_every_drawing_of_the_sprite_is_named_and_hidden():
    sprite = tree("sprite.html")
    assert sprite.get("class") == "aw-sprite"
    assert sprite.get("aria-hidden") == "true"
    names = [symbol.get("id") for symbol in sprite.iter("symbol")]
    assert len(names) == len(set(names)) == 16
    assert all(name.startswith("aw-i-") for name in names)


def test_every_icon_that_a_template_names_is_drawn():
    names = {symbol.get("id").removeprefix("aw-i-") for symbol in tree("sprite.html").iter("symbol")}
    used = re.compile(r"""elements/icon\.html["'] with [^%]*?\bname=["']([\w-]+)["']""")
    named = {name for path in TEMPLATES.rglob("*.html") for name in used.findall(path.read_text(encoding="utf-8"))}
    assert named - names == set()


def test_a_field_is_a_label_and_an_input():
    form = Draft()
    block = tree("field.html", field=form["author_email"], hint="never shown", third=True)
    assert block.get("class") == "aw-field aw-third"
    label, entry = block
    assert (label.tag, label.get("for"), label.text_content()) == ("label", "id_author_email", "E-mail never shown")
    assert (entry.tag, entry.get("id"), entry.get("aria-invalid"), entry.get("aria-describedby")) == (
        "input",
        "id_author_email",
        None,
        None,
    )


def test_a_field_keeps_what_was_typed_and_says_what_is_wrong_beside_it():
    form = Draft({"body": "<o", "author_email": "mara@"})
    block = tree("field.html", field=form["body"], quiet=True)
    label, entry, note, error = block
    assert label.get("class") == "aw-sr"
    assert entry.text.strip() == "<o"
    assert entry.get("aria-invalid") == "true"
    assert (note.get("class"), error.get("class")) == ("aw-note", "aw-error")
    assert described_by(entry, block) == [
        "Plain <words>",
        "Ensure this value has at least 3 characters (it has 2).",
    ]


def test_no_attribute_of_a_field_stands_twice():
    form = Draft({"body": "", "author_email": "", "remember": ""})
    for name in ("body", "author_email", "remember"):
        for tag in re.findall(r"<[a-z][^>]*>", rendered("field.html", field=form[name])):
            attributes = re.findall(r"\s([a-z-]+)(?==|\s|>)", re.sub(r'"[^"]*"', '""', tag))
            assert len(attributes) == len(set(attributes)), tag


def test_a_checkbox_stands_within_its_label():
    block = tree("field.html", field=Draft({})["remember"])
    label, error = block
    assert (block.get("class"), label.get("class")) == ("aw-row", "aw-check")
    assert label.text_content().strip() == "Remember me"
    assert described_by(label.find("input"), block) == [error.text_content()]


def test_a_field_may_be_followed_by_a_template_of_the_callers():
    block = tree("field.html", field=Draft()["author_email"], after="engagement/elements/icon.html", name="check")
    assert block[-1].tag == "svg"


def test_a_form_without_errors_has_no_summary():
    form = Draft({"body": "Words", "author_email": "a@b.example", "remember": "on"})
    assert rendered("errors.html", form=form) == ""
    assert rendered("errors.html", form=Draft()) == ""


def test_the_summary_says_that_nothing_is_lost_and_leads_to_each_field():
    summary = tree("errors.html", form=Draft({"body": "Ok", "author_email": "mara@", "remember": "on"}))
    assert (summary.get("class"), summary.get("role"), summary.get("tabindex")) == ("aw-alert", "alert", "-1")
    assert " ".join(summary.find("p").text_content().split()) == (
        "Not sent yet. 2 things need another look. What you wrote is still here."
    )
    assert [(link.get("href"), link.text) for link in summary.iter("a")] == [
        ("#id_body", "Your comment"),
        ("#id_author_email", "E-mail"),
    ]


def test_the_summary_names_what_belongs_to_no_field_that_is_seen():
    summary = tree(
        "errors.html", form=Draft({"body": "Words", "author_email": "a@b.example", "remember": "on", "closed": "1"})
    )
    assert "One thing needs another look." in summary.text_content()
    assert [item.text_content() for item in summary.iter("li")] == ["This discussion is <closed>."]

    summary = tree(
        "errors.html", form=Draft({"body": "Words", "author_email": "a@b.example", "remember": "on", "parent": "x"})
    )
    assert [item.text_content() for item in summary.iter("li")] == ["Enter a whole number."]
    assert list(summary.iter("a")) == []


def test_no_building_block_brings_a_style_or_a_script():
    for path in ELEMENTS.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|<script|\son[a-z]+=|\|safe", text), path.name


def test_the_stylesheet_is_small_and_asks_for_nothing():
    css = STYLESHEET.read_bytes()
    assert len(gzip.compress(css, 9, mtime=0)) <= 6 * 1024
    for word in (b"url(", b"@import", b"!important", b"@font-face"):
        assert word not in css


def test_the_stylesheet_knows_every_class_of_the_building_blocks():
    known = set(re.findall(r"\.(aw-[\w-]+)", STYLESHEET.read_text(encoding="utf-8")))
    for path in ELEMENTS.glob("*.html"):
        used = set(re.findall(r"(?<![#\w-])(aw(?:-[a-z0-9]+)+)(?![\w-]*\.)", path.read_text(encoding="utf-8")))
        assert {name for name in used if not name.startswith("aw-i-") or name == "aw-i-full"} <= known, path.name
