"""The house stays plain: short files, short functions, telling names, tests that say their rule."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "server" / "chimein"
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
NAMELESS = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc", "service", "lib"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: Path) -> Iterator[Path]:
    """The Python files of some folders."""
    for folder in folders:
        yield from (path for path in folder.rglob("*.py") if "node_modules" not in path.parts)


def functions(path: Path) -> Iterator[Function]:
    """Every function of a file, nested ones too."""
    tree = ast.parse(path.read_text("utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def length(node: Function) -> int:
    """Lines from the first to the last."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_fit_in_a_head() -> None:
    """No file of the server has more than 300 lines."""
    long = {str(path): len(path.read_text("utf-8").splitlines()) for path in sources(SERVER)}
    assert {path: lines for path, lines in long.items() if lines > LONGEST_FILE} == {}


def test_widget_files_fit_in_a_head() -> None:
    """No source file of the widget has more than 300 lines."""
    files = [path for path in (ROOT / "widget" / "src").rglob("*") if path.suffix in {".ts", ".tsx", ".css"}]
    assert files
    assert [path.name for path in files if len(path.read_text("utf-8").splitlines()) > LONGEST_FILE] == []


def test_functions_fit_on_a_screen() -> None:
    """No function of the server has more than 40 lines."""
    long = [
        f"{path.relative_to(ROOT)}:{node.name} {length(node)}"
        for path in sources(SERVER)
        for node in functions(path)
        if length(node) > LONGEST_FUNCTION
    ]
    assert long == []


def test_modules_have_names_that_say_something() -> None:
    """No module is called after having no idea what is in it."""
    assert [str(path) for path in sources(SERVER) if path.stem in NAMELESS] == []


def test_modules_and_public_functions_say_what_they_mean() -> None:
    """Every module, and every public function and class of the server, has a docstring."""
    silent = []
    for path in sources(SERVER):
        tree = ast.parse(path.read_text("utf-8"))
        if not ast.get_docstring(tree):
            silent.append(str(path.relative_to(ROOT)))
        silent += [
            f"{path.relative_to(ROOT)}:{node.name}"
            for node in tree.body
            if isinstance(node, Function | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    assert silent == []


def test_tests_say_their_rule() -> None:
    """Every test has a docstring, so that reading the tests reads as a specification."""
    silent = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in sources(ROOT / "tests")
        for node in functions(path)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_file_names_the_host_of_a_registry() -> None:
    """Pins are names, versions and hashes; where they come from is the installer's business."""
    for name in ("constraints.txt", "widget/package-lock.json", "pyproject.toml", "Makefile"):
        text = (ROOT / name).read_text("utf-8")
        for host in ("pypi.org", "pythonhosted", "npmjs", "--index-url", "--find-links"):
            assert host not in text, f"{name} names {host}"
