"""axe-core, run inside a page on everything that Chime In shows there."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "widget/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async ([selector, tags]) => {
  const answer = await axe.run(selector, {runOnly: tags, resultTypes: ["violations"]});
  return answer.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join(" | ")}`);
}"""


def violations(page: Page, selector: str = "chime-in") -> list[str]:
    """What axe finds wrong in there. The page's context needs `bypass_csp=True` if the page has a policy."""
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(path=AXE)
    found: list[str] = page.evaluate(RUN, [selector, RULES])
    return found
