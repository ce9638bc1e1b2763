import { moreReplies } from "./placed.ts";
import { insert } from "./written.ts";
import type { Ctx } from "./ctx.ts";
import type { Comment, RepliesAnswer } from "./wire.ts";

/** The next window of a long branch, or all of them down to a comment that is known to be on this page. */
export function moreOf(ctx: Ctx, wanted: HTMLElement | string): Promise<void> {
  // What did not come is told by its absence.
  return typeof wanted === "string" ? downTo(ctx, wanted).catch(() => undefined) : next(ctx, wanted);
}

/** Up from the comment to one that is here already, then down its branch. */
async function downTo(ctx: Ctx, id: string): Promise<void> {
  let above: string | null = id;
  while (above && !ctx.items.has(above)) {
    const answer = await ctx.ask(`comments/${above}`);
    above = answer.ok ? ((await answer.json()) as { comment: Comment }).comment.parent : null;
  }
  let root = ctx.items.get(above ?? "");
  while (root?.above) root = root.above;
  let before: HTMLElement | null = null;
  while (root && !ctx.items.has(id)) {
    const button: HTMLElement | null = root.li.querySelector<HTMLElement>("[data-do=more]");
    // The same button again means that its window did not come.
    if (!button || button === before) return;
    await next(ctx, (before = button));
  }
}

/** The comments of a window come flat and find their own places. */
async function next(ctx: Ctx, button: HTMLElement): Promise<void> {
  const { root = "", after = "" } = button.dataset;
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await ctx.ask(`thread/replies?${new URLSearchParams({ root, after }).toString()}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const { comments, more } = (await answer.json()) as RepliesAnswer;
    button.closest("li")?.remove();
    const added = comments.map((comment) => insert(ctx, comment));
    const item = ctx.items.get(root);
    if (more && item) moreReplies(ctx, item, more);
    added.find((one) => one)?.article.focus();
    ctx.say(ctx.t("own_loaded", { n: comments.length }));
  } catch {
    button.removeAttribute("aria-busy");
    ctx.say(ctx.t("read_e_title"));
  }
}
