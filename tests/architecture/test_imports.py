from importlinter.cli import lint_imports

from tests.architecture.tree import ROOT


def test_imports_point_one_way(capsys, monkeypatch):
    """The contracts stand in pyproject.toml."""
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    printed = capsys.readouterr().out
    assert status == 0, printed
    assert " 0 broken." in printed
