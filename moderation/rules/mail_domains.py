"""Domains of e-mail addresses that belong to everybody: nobody is told apart by them."""

EVERYBODYS = frozenset(
    [
        "aol.com",
        "free.fr",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "laposte.net",
        "libero.it",
        "live.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "orange.fr",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "t-online.de",
        "tutanota.com",
        "wanadoo.fr",
        "web.de",
        "yahoo.com",
        "yahoo.de",
        "yahoo.fr",
        "yandex.ru",
        "ymail.com",
        "zoho.com",
        "163.com",
    ]
)


def find_domain(email: str) -> str:
    """The domain of an address, in lower case; empty where it has none."""
    return email.strip().rpartition("@")[2].casefold() if "@" in email else ""


def is_everybodys(domain: str) -> bool:
    """Whether anybody may have an address there."""
    return domain.casefold() in EVERYBODYS
