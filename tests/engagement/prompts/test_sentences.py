import pytest

from engagement.prompts.blocks import LINE_BREAK
from engagement.prompts.lexicon import lexicon_for
from engagement.prompts.sentences import clean, split


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("Wait... What?", ["Wait...", "What?"]),
        ("Wait… what?", ["Wait… what?"]),
        ("The U.S. is large. So is Canada.", ["The U.S. is large.", "So is Canada."]),
        ("He lives in the U.S. What about you?", ["He lives in the U.S.", "What about you?"]),
        ("The role of the U.S.is vital.", ["The role of the U.S.is vital."]),
        ("It opens daily.What do you think?", ["It opens daily.", "What do you think?"]),
        ("See Node.js and example.com today.", ["See Node.js and example.com today."]),
        ("Ask Dr. Moss, e.g. about Mrs. Hale.", ["Ask Dr. Moss, e.g. about Mrs. Hale."]),
        ("Ask Dr.Moss today.", ["Ask Dr.Moss today."]),
        ("Bring pens, paper etc. We bring tea.", ["Bring pens, paper etc.", "We bring tea."]),
        ("A book by J. R. Moss. Buy it.", ["A book by J. R. Moss.", "Buy it."]),
        ("Version 2.5 is out. Update now.", ["Version 2.5 is out.", "Update now."]),
        ("did you like it? let us know. thanks", ["did you like it?", "let us know.", "thanks"]),
        ("I work for Yahoo! in Dublin.", ["I work for Yahoo! in Dublin."]),
        ("Is it (really? yes.) true? Who knows.", ["Is it (really? yes.) true?", "Who knows."]),
        ("(Is it? It is.) Go on.", ["(Is it?", "It is.)", "Go on."]),
        ("“Will you come?” she asked. He did.", ["“Will you come?” she asked.", "He did."]),
        ('Ask "Why? How?" first. Then act.', ['Ask "Why? How?" first.', "Then act."]),
        ("Nice! 😃 What now?", ["Nice!", "What now?"]),
        ("💬 Tell us! 👇", ["Tell us!"]),
        ("No end here", ["No end here"]),
        (f"Happy baking{LINE_BREAK}Nora", ["Happy baking", "Nora"]),
        (f"a wrapped{LINE_BREAK}line", ["a wrapped line"]),
        ("Qu’en dis-tu ? Rien !", ["Qu’en dis-tu ?", "Rien !"]),
        ("本当？はい。", ["本当？はい。"]),
        ("???", []),
        ("", []),
    ],
)
def test_text_is_cut_into_sentences(text, sentences):
    assert [sentence.text for sentence in split(text, lexicon_for("en").sentence_rules)] == sentences


@pytest.mark.parametrize(
    ("language", "text"), [("de", "Das gilt z. B. für Dr. Moss. Und ihr?"), ("es", "El Sr. Moss vive. ¿Y tú?")]
)
def test_a_languages_abbreviations_end_no_sentence(language, text):
    assert len(split(text, lexicon_for(language).sentence_rules)) == 2


def test_sentences_touch_and_leave_nothing_out():
    text = " 💬 One.  Two!\u2028 ... Three? ??"
    sentences = split(text, lexicon_for("en").sentence_rules)
    assert [sentence.text for sentence in sentences] == ["One.", "Two!", "Three?"]
    assert sentences[0].start == 0
    assert [sentence.end for sentence in sentences] == [*(sentence.start for sentence in sentences[1:]), len(text)]


def test_what_is_quoted_is_not_the_sentences_own():
    (sentence,) = split("Tell us when you said “what now?” last.", lexicon_for("en").sentence_rules)
    assert sentence.own == "Tell us when you said , last."


def test_text_is_shown_without_what_nobody_sees():
    assert clean(" a\u00a0\n b\0\u200b\u00ad\ud800c\ufeff ") == "a bc"
