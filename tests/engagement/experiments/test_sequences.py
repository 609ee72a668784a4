"""Confidence sequences: what they promise, and that they keep it."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.experiments.sequences import Interval, log_evidence, narrowness, share_interval

STEP = 2.0**-39
COUNTS = st.integers(0, 5000)


def test_the_evidence_is_that_of_two_betas():
    # B(3, 2) / B(1, 1) / (.5 ** 3) with a flat mixture: 2 hits and 1 miss.
    assert math.exp(log_evidence(2, 1, share=0.5, prior=1)) == pytest.approx((1 / 12) / 0.5**3)


def test_evidence_against_what_cannot_be_is_without_end():
    assert log_evidence(1, 0, share=0.0, prior=1) == math.inf
    assert log_evidence(0, 1, share=1.0, prior=1) == math.inf


@given(hits=st.integers(0, 8), share=st.floats(0.01, 0.99), prior=st.floats(0.5, 50))
def test_on_average_the_true_share_gathers_no_evidence(hits, share, prior):
    """The mean over all outcomes is 1 after every number of throws, as of a martingale that starts there."""
    throws = hits
    mean = math.fsum(
        math.comb(throws, k)
        * share**k
        * (1 - share) ** (throws - k)
        * math.exp(log_evidence(k, throws - k, share=share, prior=prior))
        for k in range(throws + 1)
    )
    assert mean == pytest.approx(1)


def test_without_a_throw_everything_is_possible():
    assert share_interval(0, 0, prior=5, alpha=0.05) == Interval(0, 1)


@given(hits=COUNTS, misses=COUNTS, prior=st.floats(0.5, 500))
def test_an_interval_holds_what_is_likeliest_and_its_ends_are_where_the_evidence_is_full(hits, misses, prior):
    found = share_interval(hits, misses, prior=prior, alpha=0.05)
    if not hits + misses:
        return
    assert found.low <= hits / (hits + misses) <= found.high
    # Full at the end, and not yet one step of the search further in.
    for end, inwards in ((found.low, STEP), (found.high, -STEP)):
        if end not in {0.0, 1.0}:
            assert log_evidence(hits, misses, share=end, prior=prior) >= math.log(20) - 1e-6
            assert log_evidence(hits, misses, share=end + inwards, prior=prior) <= math.log(20) + 1e-6


@given(hits=COUNTS, misses=COUNTS)
def test_turned_round_it_is_its_own_mirror(hits, misses):
    one, two = (share_interval(*pair, prior=20, alpha=0.05) for pair in ((hits, misses), (misses, hits)))
    assert (one.low, one.high) == (pytest.approx(1 - two.high, abs=1e-9), pytest.approx(1 - two.low, abs=1e-9))


def test_the_parameter_for_a_time_tells_a_share_from_one_half_with_the_fewest_hits():
    best = narrowness(1000, 0.05)
    needed = {}
    for prior in (best / 4, best, best * 4):
        proven = (k for k in range(500, 1000) if log_evidence(k, 1000 - k, share=0.5, prior=prior) >= math.log(20))
        needed[prior] = next(proven)
    assert list(needed.values()) == [550, 548, 552]


@pytest.mark.parametrize("share", [0.5, 0.3, 0.9])
def test_looking_after_every_throw_loses_the_truth_no_oftener_than_promised(share):
    """Five hundred streams with a fixed seed: at most one in ten may lose it, and an interval that is right at one
    moment alone would lose it in far more.
    """
    throw = random.Random(1)  # noqa: S311 - dice
    lost, lost_by_one_look = 0, 0
    for _stream in range(500):
        hits, is_lost, is_lost_by_one = 0, False, False
        for throws in range(1, 201):
            hits += throw.random() < share
            is_lost = is_lost or log_evidence(hits, throws - hits, share=share, prior=2) >= math.log(10)
            off = abs(hits - throws * share) / math.sqrt(throws * share * (1 - share))
            is_lost_by_one = is_lost_by_one or (throws > 20 and off > 1.645)
        lost += is_lost
        lost_by_one_look += is_lost_by_one
    assert lost <= 50
    assert lost_by_one_look > 150


def test_intervals_meet_and_narrow():
    assert Interval(0.1, 0.5).meets(Interval(0.5, 0.9))
    assert not Interval(0.1, 0.4).meets(Interval(0.5, 0.9))
    assert Interval(0.1, 0.6).within(Interval(0.3, 0.9)) == Interval(0.3, 0.6)
