"""The scripts for pages of other sites: small, whole, at addresses that never change."""

import gzip
import re
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import include, path

from engagement.pages.scripts import count_script, embed_script, more_script, squeeze, stamp_of

FOLDER = Path(__file__).parents[3] / "engagement" / "static" / "engagement"
PARTS = {"respect", "afterword", "form", "marks", "reading", "own", "preview", "live", "places"}

urlpatterns = [path("discussions/", include("engagement.web.urls"))]


def embed():
    return embed_script("/api/v1/discussions/", "/api/v1/session/")


def weight(script):
    return len(gzip.compress(script.encode(), 9, mtime=0))


def test_what_is_loaded_before_the_first_click_and_all_that_is_ever_loaded_is_small():
    assert weight(embed()) <= 10_000
    assert weight(embed()) + weight(more_script()) <= 16_000
    bare = weight(embed())
    with override_settings(ENGAGEMENT={"MEASURE": True}):
        assert weight(embed()) - bare <= 500
        assert weight(embed()) <= 10_000
        assert weight(embed()) + weight(more_script()) <= 16_000
    assert weight(count_script("/api/v1/counts/")) <= 1_000


@pytest.mark.parametrize("script", sorted(FOLDER.glob("*.js")), ids=lambda path: path.name)
def test_no_line_of_a_template_would_lose_its_indentation(script):
    assert not [line for line in script.read_text().splitlines() if line.count("`") % 2]


def test_both_bring_every_part_once_and_start_none_by_themselves():
    both = embed() + more_script()
    assert both.count("parts.push(start);") == len(PARTS)
    assert "document.querySelectorAll" not in both
    # What measures comes along where it is wanted; experiments stand on our own pages, and the advice is the editors'.
    alone = {"embed", "reader", "count", "measure", "experiment", "advice"}
    assert {path.stem for path in FOLDER.glob("*.js")} == PARTS | alone
    assert "awMeasure" not in both
    assert not re.search(r"^\s*//|^export (?!const parts=)|^import ", both, re.MULTILINE)


@pytest.mark.parametrize(
    ("line", "squeezed"),
    [
        ("const { a, b } = c ?? {};", "let{a,b}=c??{};"),
        ("for (const a of b) if (a instanceof B) delete a.b;", "for(let a of b)if(a instanceof B)delete a.b;"),
        ("a = b + +c - -d + e;", "a=b+ +c- -d+e;"),
        (
            'say("two  words", `a ${b + c} d`, \'<i class="d">\');',
            'say("two  words",`a ${b + c} d`,\'<i class="d">\');',
        ),
        ("const A = /^# (a|b) [/ ]$/; b / c / d;", "let A=/^# (a|b) [/ ]$/;b/c/d;"),
        ("async *$a() {}", "async*$a(){}"),
    ],
)
def test_spaces_that_say_nothing_are_left_out(line, squeezed):
    assert squeeze(line) == squeezed


def test_what_measures_comes_along_where_it_is_wanted(settings):
    settings.ENGAGEMENT = {"MEASURE": True}
    assert embed().count("parts.push(start);") == 5
    assert "awMeasure" in embed()


@pytest.mark.parametrize("name", ["embed.js", "embed-more.js", "embed-count.js"])
def test_any_page_may_load_them_and_a_new_version_comes_within_minutes(client, name):
    response = client.get(f"/discussions/{name}")

    assert response.status_code == 200
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cache-Control"] == "public, max-age=300, stale-while-revalidate=86400"
    assert not response.cookies
    assert "Vary" not in response

    again = client.get(f"/discussions/{name}", HTTP_IF_NONE_MATCH=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    assert client.post(f"/discussions/{name}").status_code == 405


def test_the_second_script_is_asked_for_by_its_stamp_and_then_kept(client):
    stamp = stamp_of(more_script())
    first = client.get("/discussions/embed.js").content.decode()
    api = 'OPENING="/api/v1/discussions/",SESSION="/api/v1/session/"'
    assert first.startswith(f'const MORE="embed-more.js?v={stamp}",{api},parts=[];\n')

    assert client.get(f"/discussions/embed-more.js?v={stamp}")["Cache-Control"] == "public, max-age=31536000, immutable"
    other = client.get("/discussions/embed-more.js?v=of-before")
    assert (other.status_code, other["Cache-Control"]) == (200, "public, max-age=300, stale-while-revalidate=86400")


def test_counts_are_asked_for_where_the_api_stands(client):
    assert client.get("/discussions/embed-count.js").content.decode().startswith('const COUNTS="/api/v1/counts/";\n')
    with override_settings(ROOT_URLCONF=__name__):
        assert client.get("/discussions/embed-count.js").status_code == 404
        alone = client.get("/discussions/embed.js")
        assert alone.status_code == 200
        assert ',OPENING="",SESSION="",' in alone.content.decode()


def test_the_template_says_what_the_element_reads(client, discussion):
    """The element looks for these in the fragment, whatever a publisher put in place of the rest."""
    html = client.get(f"/discussions/d/{discussion.key}/fragment/").content.decode()
    assert re.search(r'<link rel="stylesheet" href="[^"]+/afterword[^"]*\.css">', html)
    assert (
        '<script type="module" src="/static/engagement/respect.js" data-aw-respected="/discussions/respected/">' in html
    )
    assert f'data-aw="{discussion.key}"' in html
