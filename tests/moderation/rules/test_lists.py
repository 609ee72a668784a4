"""What entries match, and what they leave alone."""

import pytest

from moderation.rules.lists import CompiledList, Text


def matches(entries, text, **where):
    compiled = CompiledList(name="list", kind="banned", entries=entries, **where)
    assert compiled.problems == ()
    return [text[hit.start : hit.end] for hit in compiled.find(Text(text))]


MATCHED = [
    # whole words
    ("ass", "You ass!", ["ass"]),
    ("idiot", "IDIOT, idiot's", ["IDIOT", "idiot"]),
    ("bad word", "a bad  word, **bad** word, bad\nword", ["bad  word", "bad** word", "bad\nword"]),
    ("e-mail", "e-mail, e mail", ["e-mail", "e mail"]),
    ("don't", "I don’t", ["don’t"]),
    ("c++", "C++ is", ["C++"]),
    ("1488", "in 1488 ships", ["1488"]),
    # stars
    ("idiot*", "idiots and idiotic idiot", ["idiots", "idiotic", "idiot"]),
    ("*wurst", "Bratwurst", ["Bratwurst"]),
    ("s*t", "shot set st", ["shot", "set", "st"]),
    ("bad wor*", "bad words", ["bad words"]),
    ("*a*b*c*", "xaxbxcx abc", ["xaxbxcx", "abc"]),
    # patterns, over the text as typed and as folded
    ("/(a+)+$/", "b aaa", ["aaa"]),
    ("/qu[ae]y/", "QUAY quey", ["QUAY", "quey"]),
    (r"/\bquay\b/", "quа\u200by", ["quа\u200by"]),
    ("/bc1[a-z0-9]{20,}/", "pay bc1q0123456789abcdefghij now", ["bc1q0123456789abcdefghij"]),
    (r"/(?-i)[A-Z]{5}/", "ferry FERRY", ["FERRY"]),
    (r"/ä.{2}er/", "der Ärger", ["Ärger"]),
    # marks, forms and letters that show nothing
    ("idiot", "ïdïöt i\u0307d\u0337i\u0301ot", ["ïdïöt", "i\u0307d\u0337i\u0301ot"]),
    ("idiot", "𝐢𝐝𝐢𝐨𝐭 ｉｄｉｏｔ ⓘⓓⓘⓞⓣ", ["𝐢𝐝𝐢𝐨𝐭", "ｉｄｉｏｔ", "ⓘⓓⓘⓞⓣ"]),
    ("idiot", "id\u00adi\u200bo\u2060t", ["id\u00adi\u200bo\u2060t"]),
    ("strasse", "Straße STRASSE", ["Straße", "STRASSE"]),
    ("lodz", "Łódź", ["Łódź"]),
    ("idiót", "idiot idiót IDIO\u0301T", ["idiót", "IDIO\u0301T"]),
    # letters that look like others
    ("spam", "There is ѕрам and sраm and ѕpam", ["ѕрам", "sраm", "ѕpam"]),
    ("сука", "сука cyka сyка", ["сука", "cyka", "сyка"]),
    ("viagra", "v1agra vi@gra V!AGRA viаgrа", ["v1agra", "vi@gra", "V!AGRA", "viаgrа"]),
    ("ass", "@ss a$$ as5", ["@ss", "a$$", "as5"]),
    ("kill", "k1ll ki11 KI1L", ["k1ll", "ki11", "KI1L"]),
    # drawn out and drawn apart, and Markdown inside
    ("idiot", "idiooooot iddddiot", ["idiooooot", "iddddiot"]),
    ("spam", "s p a m, s.p.a.m! S-P-A-M and s_p_a_m", ["s p a m", "s.p.a.m", "S-P-A-M", "s_p_a_m"]),
    ("spam", "I s p a m you", ["s p a m"]),
    ("spam", "s**pa**m", ["s**pa**m"]),
    # scripts without spaces, and signs
    ("死ね", "お前は死ねよ", ["死ね"]),
    ("ควาย", "ไอ้ควายโง่", ["ควาย"]),
    ("🖕", "to you 🖕🏿!", ["🖕"]),
    ("ass", "このassは", ["ass"]),
    # other scripts
    ("شتم", "هذا شَتم", ["شَتم"]),
    ("पागल", "तू पागल है", ["पागल"]),
    ("바보*", "이 바보야", ["바보야"]),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "text", "found"), MATCHED)
def test_what_an_entry_matches(entries, text, found):
    assert matches(entries, text) == found


LEFT_ALONE = [
    ("ass", "Assyria, class, as, A55, assassin"),
    ("cunt", "Scunthorpe"),
    ("cum", "cum3 document 2cum0"),
    ("sex", "Essex, Middlesex and S E"),
    ("ss", "the 5s, 55 and 5S"),
    ("ist", "1st"),
    ("fail", "fall"),
    ("bad word", "bad.\n\nword; bad ... word"),
    ("usa", "u.s. a"),
    ("bcd", "a b c d e f"),
    ("cop", "Мусор и сор на дороге"),
    ("cyka", "сука"),
    ("spam", "s p a  m"),
    ("idiot*", "myidiot"),
    ("c++", "c+ and c"),
    ("死ね", "死 ね"),
    ("パ", "ハ"),
    ("पागल", "पागलपन"),
    ("й", "и"),
]


@pytest.mark.parametrize(("entries", "text"), LEFT_ALONE)
def test_what_an_entry_leaves_alone(entries, text):
    assert matches(entries, text) == []


@pytest.mark.parametrize(
    ("language", "entry", "text", "found"),
    [
        pytest.param("de", "schwul", "schwul schwül", ["schwul"], id="ü is no u in German"),
        pytest.param("", "schwul", "schwul schwül", ["schwul", "schwül"], id="it is one where no language says so"),
        pytest.param("", "schwül", "schwul schwül", ["schwül"], id="an entry with a mark means it"),
        pytest.param(
            "de-at", "arschlöcher", "ARSCHLOECHER Arschlöcher", ["ARSCHLOECHER", "Arschlöcher"], id="ue for ü"
        ),
        pytest.param("de", "cafe", "Café", ["Café"], id="é is no letter of German"),
        pytest.param("es", "ano", "año ano áno", ["ano", "áno"], id="ñ is no n in Spanish"),
        pytest.param("ru", "мои", "мой мои", ["мои"], id="й is no и in Russian"),
        pytest.param("vi", "cân", "cấn can", ["cấn"], id="tones are marks, circumflexes are not"),
        pytest.param("tr", "sık", "SIK sık sik", ["SIK", "sık"], id="the small letter of I is ı in Turkish"),
        pytest.param("tr", "ilk", "İLK Ilk", ["İLK", "Ilk"], id="yet some keyboards have but one"),
        pytest.param("da", "fræk", "fraek fræk frak", ["fraek", "fræk"], id="ae for æ in Danish"),
    ],
)
def test_a_list_knows_the_letters_of_its_language(language, entry, text, found):
    assert matches(entry, text, language=language) == found


def test_lines_that_are_no_entries_match_nothing_and_stop_no_other():
    compiled = CompiledList(name="list", kind="banned", entries="/(/\n*\nquay")
    assert [problem.line for problem in compiled.problems] == [1, 2]
    assert [hit.entry for hit in compiled.find(Text("( * quay"))] == ["quay"]


def test_what_one_entry_matches_does_not_overlap_and_what_two_match_may():
    compiled = CompiledList(name="list", kind="banned", entries="bad*\nbad word")
    found = [(hit.entry, hit.start, hit.end) for hit in compiled.find(Text("bad words bad word"))]
    assert found == [("bad*", 0, 3), ("bad*", 10, 13), ("bad word", 10, 18)]


@pytest.mark.parametrize(
    ("language", "section", "applies"),
    [
        ("", "", True),
        ("en", "", True),
        ("EN", "Sport", True),
        ("en-GB", "", False),
        ("de", "", False),
        ("", "sport", True),
        ("", "Harbour", False),
    ],
)
def test_a_list_for_a_language_and_a_section(language, section, applies):
    compiled = CompiledList(name="list", kind="banned", language=language, section=section)
    assert compiled.applies(language="en_US", section="Sport") is applies


HOSTILE = {
    "one letter": "a" * 3_000,
    "letters apart": "a " * 1_500,
    "marks upon marks": "a" + "\u0337" * 2_999,
    "digits between": "a1" * 1_500,
    "symbols between": "a$" * 1_500,
    "two scripts": "аa" * 1_500,
    "Markdown between": "!a*" * 1_000,
    "nothing to see": "\u200b" * 3_000,
    "no spaces": "死" * 3_000,
    "lone surrogates": "\ud800" * 3_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_meets_hostile_entries(text):
    entries = "\n".join(
        ["aa*aa*aa*aa*ab", "a*a*a*a*a*b", "/(a+)+$/", "/(a|aa)+b/", "/(.*)*x/".replace("*)*", "+)+"), "死死死"]
    )
    compiled = CompiledList(name="list", kind="banned", entries=entries)
    assert compiled.problems == ()
    assert all(0 <= hit.start < hit.end <= len(text) for hit in compiled.find(Text(text)))
