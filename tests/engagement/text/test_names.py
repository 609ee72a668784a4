"""Names that a reader may take for the same have a look in common, and honest names have none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.text import find_look, find_sign, name_looks


def looks_of(*names):
    return frozenset().union(*map(name_looks, names))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("ingrid HALVORSEN", id="case"),
        pytest.param("lngrid Ha1vorsen", id="l, 1 and I"),
        pytest.param("Іngrіd Hаlvоrsеn", id="Cyrillic"),
        pytest.param("Ιngrid Ηalvorsen", id="Greek capitals"),
        pytest.param("Íngrïd Hālvorsën", id="marks"),
        pytest.param("I\u0301n\u0323grid Halvorsen", id="marks by themselves"),
        pytest.param("IngridHalvorsen", id="no space"),
        pytest.param("I.n.g.r.i.d - H_a_l_v_o_r_s_e_n", id="signs between"),
        pytest.param("In\u200bgrid\u2060 Hal\u00advorsen\u3164", id="what nobody sees"),
        pytest.param("\u202eIngrid Halvorsen\u202c", id="controls of direction"),
        pytest.param("Ｉｎｇｒｉｄ Ｈａｌｖｏｒｓｅｎ", id="width"),
        pytest.param("𝓘𝓷𝓰𝓻𝓲𝓭 𝕳𝖆𝖑𝖛𝖔𝖗𝖘𝖊𝖓", id="style"),
        pytest.param("ɪngrid Halv0rsen", id="small capital, nought"),
        pytest.param("🌻 Ingrid Halvorsen 🌻", id="pictures around it"),
    ],
)
def test_what_looks_like_a_name_has_a_look_in_common_with_it(other):
    assert name_looks(other) & name_looks("Ingrid Halvorsen")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moderator", "Rnoderator"),
        ("William", "VVilliam"),
        ("Ольга", "ОЛЬГА"),
        ("Søren", "Soren"),
        ("Straße", "STRASSE"),
        ("محمد", "مُحَمَّد"),
        ("Ada|", "Adal"),
    ],
)
def test_pairs_that_are_alike(one, other):
    assert name_looks(one) & name_looks(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hana", "Nana"),
        ("Hana", "Vana"),
        ("Ada", "Adam"),
        ("Yuri", "Uri"),
        ("राम", "रोम"),
        ("か", "が"),
        ("李雷", "李云"),
        ("Ольга", "Олеся"),
        ("ليلى", "نور"),
    ],
)
def test_names_of_different_people_are_different(one, other):
    assert not name_looks(one) & name_looks(other)


def test_what_holds_no_letter_has_no_look():
    assert name_looks("✔ ⚑ …") == frozenset()


def test_a_look_is_never_longer_than_the_table_takes():
    assert {len(look) for look in name_looks("\ufdfa" * 100)} == {300}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Tim (Newsroom)", "Newsroom"),
        ("Tim [Author]", "Author"),
        ("Tim – Aut\u200bhor", "Author"),
        ("Tim_author", "author"),
        ("AUTH0R", "AUTH0R"),
        ("Тim Αuthоr", "Αuthоr"),
        ("The Newsr00m", "Newsr00m"),
        ("N e w s r o o m", "N e w s r o o m"),
        ("News-Room", "News Room"),
        ("光明编辑部", "光明编辑部"),
        ("श्री संपादक", "संपादक"),
        ("Falstaff", ""),
        ("authority", ""),
        ("Ada Lovelace", ""),
        ("", ""),
    ],
)
def test_reserved_words_are_found_whole_however_they_are_parted(name, found):
    assert find_look(name, looks_of("Newsroom", "Author", "Staff", "编辑部", "संपादक")) == found


def test_where_nothing_is_reserved_nothing_is_found():
    assert find_look("Newsroom", frozenset()) == ""


@pytest.mark.parametrize("sign", ["✔", "☑", "⚑", "✓", "★", "⭐", "✅", "🛡", "🏅", "🅼", "🆅", "■", "●", "│", "🔵", "✒"])
def test_signs_that_pass_for_a_mark_are_found(sign):
    assert find_sign(f"Ingrid {sign}") == sign


@pytest.mark.parametrize(
    "name",
    [
        "Ingrid 🌻",
        "O'Neill",
        "Zoë-Marie (Berlin)",
        "Ада 😀",
        "Tim \U0001f1f3\U0001f1f4",
        "Sam \U0001f3f3\ufe0f\u200d\U0001f308",
        "李雷",
        "Anna·Maria",
    ],
)
def test_signs_of_everyday_names_are_none(name):
    assert find_sign(name) == ""


@given(st.text(max_size=100), st.text(max_size=30))
def test_any_text_has_at_most_two_looks_and_is_found_in_itself(name, other):
    looks = name_looks(name)
    assert len(looks) <= 2
    assert all(look for look in looks)
    find_look(other, looks)
