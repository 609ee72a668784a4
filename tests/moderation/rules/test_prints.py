from moderation.rules.prints import BANDS, find_bands, simplify

SPAM = simplify("Earn 5,000 dollars a week from home, write to the nice people at quick-money.example today!")


def shared(left, right):
    return len(set(enumerate(find_bands(left))) & set(enumerate(find_bands(right))))


def test_a_text_has_the_same_bands_for_ever():
    assert len(find_bands(SPAM)) == BANDS == 24
    assert find_bands(SPAM)[:2] == find_bands(SPAM)[:2]
    assert all(-(2**63) <= value < 2**63 for value in find_bands(SPAM))
    assert find_bands("the quay is old")[0] == 8939246999903913342


def test_texts_nearly_the_same_share_bands_and_others_none():
    assert shared(SPAM, SPAM) == BANDS
    assert shared(SPAM, SPAM.replace("5 000", "7 500").replace("week", "day")) > 3
    assert shared(SPAM, simplify("The quay is older than the town hall, and the ferry goes twice a day.")) == 0


def test_only_letters_and_digits_count():
    assert simplify("  Köln,\u200b — 5.000\n€!! ") == "koln 5 000"


def test_even_no_text_has_bands():
    assert len(find_bands("")) == BANDS
