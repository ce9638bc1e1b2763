"""The script that holds the widget to its budgets: it measures all of them, and fails for each."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from browser import check_budget

SCRIPT = Path(check_budget.__file__)


def impossible(budgets: dict[str, Any]) -> dict[str, Any]:
    """The same budgets, each lower than anything can be."""
    return {name: impossible(value) if isinstance(value, dict) else -1 for name, value in budgets.items()}


def test_every_budget_is_measured_and_can_fail(tmp_path: Path) -> None:
    """With budgets that nothing can keep the script ends with 1 and names each; it leaves none out."""
    budgets = json.loads(check_budget.BUDGETS.read_text())
    lowered = tmp_path / "budgets.json"
    lowered.write_text(json.dumps(impossible(budgets)))
    run = subprocess.run(
        [sys.executable, str(SCRIPT), "--budgets", str(lowered)],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    lines = run.stdout.splitlines()
    assert {line[:4] for line in lines} == {"OVER"}
    said = {line[6:52].strip().split(".")[0] for line in lines}
    assert said == {*budgets.pop("bytes"), *budgets}
