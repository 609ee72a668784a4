import pytest

from engagement.text import plain_text, render


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        pytest.param("The *old* quay\nstays", "The old quay\nstays", id="a line end"),
        pytest.param("One.\n\nTwo.", "One.\nTwo.", id="paragraphs"),
        pytest.param("- a\n- b", "a\nb", id="a list"),
        pytest.param("> quoted\n\nanswer", "quoted\nanswer", id="a quotation"),
        pytest.param("1 < 2 & 3 > 2", "1 < 2 & 3 > 2", id="signs"),
        pytest.param("<script>alert(1)</script>", "<script>alert(1)</script>", id="typed markup is text"),
        pytest.param("[here](https://example.org/?a=1&b=%3E)", "here", id="a link"),
        pytest.param("`a\n  b`", "a   b", id="code"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_text_is_what_a_reader_sees(typed, text):
    assert plain_text(render(typed)) == text
