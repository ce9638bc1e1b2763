"""Where several processes write, a transaction that met another must be one that can be run again."""

import ast
from collections.abc import Iterator
from pathlib import Path

import chimein

PACKAGE = Path(chimein.__file__).parent
WRITES = "store.write"


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Every file of the package."""
    for file in sorted(PACKAGE.rglob("*.py")):
        yield str(file.relative_to(PACKAGE)), ast.parse(file.read_text("utf-8"))


def written(tree: ast.Module) -> Iterator[str]:
    """The names of the functions whose transactions a file hands to a store; through a variable, too."""
    assigned = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(WRITES):
            made: ast.expr = node.args[0]
            if isinstance(made, ast.Name):
                if made.id not in assigned:
                    # Handed on as it came: whoever made it is looked at where he made it.
                    continue
                made = assigned[made.id]
            yield ast.unparse(made.func) if isinstance(made, ast.Call) else ast.unparse(made)


def repeatables() -> set[str]:
    """The names of all functions that are marked as repeatable."""
    return {
        node.name
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(mark) == "repeatable" for mark in node.decorator_list)
    }


def test_whatever_is_written_can_be_written_again() -> None:
    """Every transaction that the server hands to `store.write` is made by a repeatable action."""
    found = {f"{file}: {name}" for file, tree in trees() for name in written(tree) if name not in repeatables()}
    assert found == set()


def test_the_check_can_fail() -> None:
    """An action without the mark is found, however it is handed over."""
    for text in ("await parts.store.write(once(1))", "made = once(1)\nawait instance.store.write(made)"):
        assert list(written(ast.parse(text))) == ["once"]
    assert "post_comment" in repeatables()
    assert "earlier_try" not in repeatables()
