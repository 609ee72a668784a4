"""What stands nowhere in the tree. The patterns are written so that they do not find themselves."""

import ast
import re

import pytest

from tests.architecture.tree import files, name_of, python_files

FORBIDDEN = {
    "a package index": r"[p]ythonhosted\.|[p]ypi\.(?:org|python)|[r]egistry\.(?:npm|yarn)|[d]eb\.debian",
    "a path of one machine": r"(?<![\w.-])/(?:[w]ork|[r]oot|[h]ome)/",
    "how it is developed": r"\b[A]I\b|\b[L]LMs?\b|\b[C]laude\b|\b[G]PT\b|\b[i]ssue \d",
    "what is left to do": r"\b(?:[T]ODO|[F]IXME|[X]XX|[H]ACK)\b",
}


def text_of(path):
    """What the file says; nothing where it is a picture or the like."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("pattern", FORBIDDEN.values(), ids=FORBIDDEN)
def test_no_file_holds_what_belongs_elsewhere(pattern):
    sought = re.compile(pattern)
    found = [
        f"{name_of(path)}:{number}: {line.strip()[:120]}"
        for path in files()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if sought.search(line)
    ]
    assert found == []


def test_the_patterns_find_what_they_are_for():
    examples = {
        "a package index": "https://files.python" + "hosted.org/packages/",
        "a path of one machine": "cd /wo" + "rk/main",
        "how it is developed": "written by an A" + "I",
        "what is left to do": "# TO" + "DO later",
    }
    assert [re.search(FORBIDDEN[kind], text) is not None for kind, text in examples.items()] == [True] * 4
    assert re.search(FORBIDDEN["a path of one machine"], "https://example.org/home/") is None


def nodes(kind):
    for path in python_files():
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, kind):
                yield path, node, source.splitlines()[node.lineno - 1]


def test_no_package_prints():
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path, node, _line in nodes(ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id in {"print", "breakpoint", "input"}
    ]
    assert found == []


def catches_everything(handler):
    return handler.type is None or getattr(handler.type, "id", "") in {"Exception", "BaseException"}


def test_who_catches_everything_raises_or_says_why():
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path, node, line in nodes(ast.ExceptHandler)
        if catches_everything(node)
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
        and not re.search(r"# noqa: BLE001 +(?:-|#|–) +\w", line)
    ]
    assert found == []


def test_nothing_is_imported_inside_a_function_but_where_an_app_gets_ready():
    found = [
        f"{name_of(path)}:{inner.lineno}"
        for path, node, _line in nodes(ast.FunctionDef | ast.AsyncFunctionDef)
        if not (path.name == "apps.py" and node.name == "ready")
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_files_and_functions_stay_small():
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert [f"{name}: {length} lines" for name, length in lengths.items() if length > 300] == []
    found = [
        f"{name_of(path)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path, node, _line in nodes(ast.FunctionDef | ast.AsyncFunctionDef)
        if node.end_lineno - node.lineno >= 50
    ]
    assert found == []


def test_every_module_class_and_public_function_of_the_packages_says_what_it_is_for():
    found = []
    for path in python_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and ast.get_docstring(tree) is None:
            found.append(name_of(path))
        unsaid = (node for node in public_parts(tree.body) if ast.get_docstring(node) is None)
        found.extend(f"{name_of(path)}:{node.lineno} {node.name}" for node in unsaid)
    assert found == []


def public_parts(body):
    """Functions and classes of a module, and methods of its public classes; a private one's own business is its own."""
    for node in body:
        is_public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if is_public and node.name not in {"Meta", "Media"}:
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_parts(node.body)
