"""Faces: the same for the same seed, and drawn on the grid."""

import re

from hypothesis import given
from hypothesis import strategies as st

from engagement.text import Face, face

CELL = re.compile(
    r"M(0|6|12|18|24) (0|1|12|13|24)"
    r"(h12a12 12 0 0 1-12 12z|v12a12 12 0 0 1-12-12z|h-12a12 12 0 0 1 12-12z|v-12a12 12 0 0 1 12 12z"
    r"|a5 5 0 1 1 0 10a5 5 0 1 1 0-10z|h12v12h-12z)"
)


def test_a_seed_has_one_face_for_ever():
    assert face(b"x") == Face(
        color="#9c8192",
        path="M0 12v-12a12 12 0 0 1 12 12zM12 12v12a12 12 0 0 1-12-12zM24 24h-12a12 12 0 0 1 12-12z",
    )


@given(st.binary(max_size=64))
def test_any_seed_has_a_face_of_one_to_four_cells(seed):
    drawn = face(seed)
    assert re.fullmatch(r"#[0-9a-f]{6}", drawn.color)
    assert 1 <= len(CELL.findall(drawn.path)) <= 4
    assert CELL.sub("", drawn.path) == ""


def test_faces_tell_authors_of_a_thread_apart():
    faces = [face(str(number).encode()) for number in range(1_000)]
    assert len(set(faces)) > 950
    assert len({drawn.color for drawn in faces}) == 8
