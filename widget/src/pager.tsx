import { h } from "./h.ts";
import { BACK, LAST, NEXT, icon } from "./icons.ts";
import type { Ctx } from "./ctx.ts";

/** Page numbers worth showing: the ends, and the neighbours of the current one; 0 stands for a gap. */
export function window(current: number, pages: number): number[] {
  const wanted = [...new Set([1, current - 1, current, current + 1, pages])].filter((n) => n >= 1 && n <= pages);
  return wanted.sort((a, b) => a - b).flatMap((n, i) => {
    const before = wanted[i - 1] ?? n - 1;
    // A gap of one page is shown as that page: the number is as short as the dots.
    return n - before === 2 ? [n - 1, n] : n - before > 2 ? [0, n] : [n];
  });
}

export function pager(ctx: Ctx): HTMLElement | null {
  const { t } = ctx;
  const { number, pages } = ctx.answer.page;
  if (pages < 2) return null;
  const link = (to: number, label: string, inner: unknown[], more: Record<string, unknown> = {}) =>
    h("a", { class: "pg", part: "button", href: `#chime-p${to}`, "data-do": "page", "data-page": to, "aria-label": label, ...more }, inner as Node[]);
  return (
    <nav class="pages" part="pager" aria-label={t("read_pages") + ctx.mark}>
      {number > 1 && link(number - 1, t("read_previous"), [icon(BACK, true)])}
      {window(number, pages).map((n) =>
        n ? (
          link(n, t("read_page", { n }), [t.number(n)], n === number ? { "aria-current": "page" } : {})
        ) : (
          <span class="gap" aria-hidden="true">
            …
          </span>
        ),
      )}
      {number < pages && link(number + 1, t("read_next"), [icon(NEXT, true)])}
      {number < pages && link(pages, t("read_last"), [t("read_last"), icon(LAST, true)], { class: "pg last" })}
    </nav>
  );
}
