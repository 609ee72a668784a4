import pytest

from moderation.spam.alert_codes import describe_alert

PAGE = "https://akismet.com/developers/detailed-docs/errors/akismet-error-"
KNOWN = [
    "10001",
    "10003",
    "10005",
    "10006",
    "10007",
    "10009",
    "10010",
    "10011",
    "10402",
    "10403",
    "10404",
    "10501",
    "10502",
    "10504",
    "10508",
    "10516",
    "30001",
]
NOTHING_CHECKED = {"10006", "10009", "10402", "10403", "10404"}


@pytest.mark.parametrize("code", KNOWN)
def test_each_known_code_is_said_in_plain_words_with_its_page(code):
    told = describe_alert(code, "as Akismet has it")
    assert (told.code, told.message, told.url) == (code, "as Akismet has it", f"{PAGE}{code}")
    assert told.meaning.endswith(".")
    assert told.meaning != describe_alert("99999").meaning
    assert ("nothing is checked" in told.meaning) == (code in NOTHING_CHECKED)


def test_no_two_codes_mean_the_same():
    assert len({describe_alert(code).meaning for code in KNOWN}) == len(KNOWN)


def test_an_unknown_code_says_so_and_has_its_page_all_the_same():
    told = describe_alert("99999", "Something new.")
    assert (told.message, told.url) == ("Something new.", f"{PAGE}99999")
    assert told.meaning == "Akismet says something about the account that this release does not know."


@pytest.mark.parametrize("code", ["", "x", "1/../2", "１０５０１"])
def test_what_is_no_number_has_no_page(code):
    assert describe_alert(code).url == ""
