"""The endings written for these tests, by language."""

import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent

OPENINGS = {
    "en": "<p>It began, as such things do, with a broken kettle and a long weekend. Nobody had planned for rain, and "
    "the shops were shut.</p><h2>How it went</h2><p>By noon the kitchen was full of steam, and the first batch "
    "had gone to the dogs. The second was better than the first, and the third was nearly good.</p>",
    "de": "<p>Es begann, wie so etwas beginnt, mit einem kaputten Kessel und einem langen Wochenende. Niemand hatte "
    "mit Regen gerechnet, und die Läden waren zu.</p><h2>Wie es lief</h2><p>Am Mittag war die Küche voller Dampf, "
    "und der erste Versuch war für die Katz. Der zweite war besser als der erste, der dritte beinahe gut.</p>",
    "fr": "<p>Tout a commencé, comme souvent, par une bouilloire cassée et un long week-end. Personne n'avait prévu la "
    "pluie, et les magasins étaient fermés.</p><h2>La suite</h2><p>À midi, la cuisine était pleine de vapeur et "
    "le premier essai était raté. Le deuxième était meilleur que le premier, et le troisième presque bon.</p>",
    "es": "<p>Todo empezó, como suele pasar, con una tetera rota y un fin de semana largo. Nadie había contado con la "
    "lluvia, y las tiendas estaban cerradas.</p><h2>Cómo fue</h2><p>Al mediodía la cocina estaba llena de vapor y "
    "el primer intento se había perdido. El segundo fue mejor que el primero, y el tercero casi bueno.</p>",
}


def endings(language):
    """Read a language's endings."""
    return tomllib.loads((HERE / f"endings_{language}.toml").read_text(encoding="utf-8"))["ending"]


def each_ending(*languages, fragments_only=False):
    """Make a test's parameters of all endings, or of those in HTML that can follow more of it.

    They are language, body, question and call to action.
    """
    return [
        pytest.param(
            language,
            ending["body"],
            ending.get("question", ""),
            ending.get("call_to_action", ""),
            id=f"{language}: {ending['name']}",
        )
        for language in languages
        for ending in endings(language)
        if not fragments_only or (ending["body"].startswith("<") and "<html" not in ending["body"])
    ]
