"""What people write beside a decision, as it can be stored."""

from django.utils.translation import gettext as _

from moderation.exceptions import InvalidWish


def clean_note(note: str, *, most: int, refusal: type[InvalidWish], field: str = "note") -> str:
    """The note without the space around it; refused where it is too long, or holds NUL or lone surrogates."""
    return clean_text(note, field=field, most=most, refusal=refusal)


def clean_text(text: str, *, field: str, most: int, refusal: type[InvalidWish]) -> str:
    """What was typed into a field without the space around it; refused there as a note is."""
    text = text.strip()
    if len(text) > most:
        raise refusal(field=field, message=_("At most %(most)d characters are allowed here.") % {"most": most})
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        words = (
            _("The note has characters that cannot be stored.")
            if field == "note"
            else _("Some characters in it cannot be stored.")
        )
        raise refusal(field=field, message=words)
    return text
