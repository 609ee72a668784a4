"""Whether the same was marked as spam before, or nearly the same."""

from rapidfuzz import fuzz

from moderation.rules.base import Limits, Report, Subject
from moderation.rules.prints import simplify


def check_duplicate(subject: Subject, limits: Limits) -> Report:
    """Compare a comment with spam that it shares something with; short ones are often alike by chance."""
    text = simplify(subject.body)
    if len(text) < limits.duplicate_length:
        return Report(check="duplicate")
    alike = [(fuzz.ratio(text, simplify(spam.body)) / 100, spam.comment_id) for spam in subject.alike]
    similarity, comment_id = max(alike, default=(0.0, 0))
    if similarity < limits.duplicate_similarity:
        return Report(check="duplicate")
    saw = {"comment": comment_id, "similarity": round(similarity, 3)}
    return Report(check="duplicate", signals=("duplicate.spam",), saw=saw)
