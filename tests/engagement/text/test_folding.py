"""Texts that a reader takes for the same fold to the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.text import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param(" The\r\n\tQuay ", "the quay", id="case and space"),
        pytest.param("STRASSE Straße", "strasse strasse", id="ß is ss"),
        pytest.param("Ｆｕｌｌ　ｗｉｄｔｈ", "full width", id="width"),
        pytest.param("𝔾othic ﬁ ²", "gothic fi 2", id="style"),
        pytest.param("cafe\u0301 café", "café café", id="marks, composed or not"),
        pytest.param("q\u200bu\u00ada\u2060y\ufeff \u3164", "quay", id="what nobody sees"),
        pytest.param("a\u2028b\u00a0c", "a b c", id="other kinds of space"),
        pytest.param("ΣΊΣΥΦΟΣ Σίσυφος", "σίσυφοσ σίσυφοσ", id="a sigma at the end"),
        pytest.param("👩‍🚒!", "👩🚒!", id="emoji"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_case_width_style_and_space_do_not_tell_texts_apart(text, folded):
    assert fold(text) == folded


@given(st.text(st.characters(codec=None)))
def test_what_is_folded_stays_as_it_is(text):
    assert fold(fold(text)) == fold(text)
