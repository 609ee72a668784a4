import pytest

from engagement.prompts.markup import decode, read_attributes, scan


def pieces(source):
    return [(piece.token.name, piece.name, source[piece.start : piece.end]) for piece in scan(source)]


def test_source_is_cut_into_tags_and_text():
    assert pieces('a<P CLASS="x>y">b</p >') == [
        ("TEXT", "", "a"),
        ("START", "p", '<P CLASS="x>y">'),
        ("TEXT", "", "b"),
        ("END", "p", "</p >"),
    ]


@pytest.mark.parametrize(
    ("source", "comment"),
    [
        ("<!-- a <p> b -->x", "<!-- a <p> b -->"),
        ("<!DOCTYPE html>x", "<!DOCTYPE html>"),
        ("<?php echo 1 ?>x", "<?php echo 1 ?>"),
        ("<script>if (a<b) '</p>'</script >x", "<script>if (a<b) '</p>'</script >"),
        ("<STYLE>p::after{}</style>x", "<STYLE>p::after{}</style>"),
        ("<svg><path/></svg>x", "<svg><path/></svg>"),
        ("<noscript><img></noscript>x", "<noscript><img></noscript>"),
    ],
)
def test_what_is_no_text_is_one_piece(source, comment):
    assert [text for kind, _, text in pieces(source)] == [comment, "x"]
    assert pieces(source)[0][0] == "COMMENT"


@pytest.mark.parametrize("source", ["<!-- a", "<a href='x", '<a b="', "<a b", "<!a", "</p"])
def test_what_never_closes_takes_the_rest(source):
    assert pieces("x" + source) == [("TEXT", "", "x"), ("COMMENT", "", source)]


def test_an_unseen_element_that_never_closes_hides_nothing():
    assert pieces("<button>x<button>y") == [
        ("START", "button", "<button>"),
        ("TEXT", "", "x"),
        ("START", "button", "<button>"),
        ("TEXT", "", "y"),
    ]


@pytest.mark.parametrize("source", ["a < b", "a <3 b", "<", "<>", "a<", "&lt;p>"])
def test_a_sign_that_begins_no_tag_is_text(source):
    assert {kind for kind, _, _ in pieces(source)} == {"TEXT"}


@pytest.mark.parametrize(
    ("attributes", "read"),
    [
        (" a=\"1\" B='2' c=3 d", {"a": "1", "b": "2", "c": "3", "d": ""}),
        (' a = "x&amp;y" a="z"', {"a": "x&y"}),
        (' title="a "quoted" word"', {"title": "a ", "quoted": "", "word": ""}),
        ("/", {}),
        ("", {}),
    ],
)
def test_attributes_are_read(attributes, read):
    assert read_attributes(attributes) == read


def test_references_are_resolved_where_they_stand():
    assert list(decode("a&amp;b &nope; &#8217;&nbsp&", 0, 27)) == [
        ("a", 0, 1),
        ("&", 1, 6),
        ("b &nope; ", 6, 15),
        ("’", 15, 22),
        ("\u00a0", 22, 27),
    ]
