"""What people write beside a decision, as it can be stored."""

from django.utils.translation import gettext as _

from moderation.exceptions import InvalidWish


def clean_note(note: str, *, most: int, refusal: type[InvalidWish], field: str = "note") -> str:
    """The note without the space around it; refused where it is too long, or holds NUL or lone surrogates."""
    note = note.strip()
    if len(note) > most:
        raise refusal(field=field, message=_("At most %(most)d characters are allowed here.") % {"most": most})
    if "\x00" in note or any("\ud800" <= character <= "\udfff" for character in note):
        raise refusal(field=field, message=_("The note has characters that cannot be stored."))
    return note
