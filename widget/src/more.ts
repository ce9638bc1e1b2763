import { insert, moreReplies } from "./shared.ts";
import type { Ctx } from "./ctx.ts";
import type { RepliesAnswer } from "./wire.ts";

/** The next window of a long branch; its comments come flat and find their own places. */
export async function moreOf(ctx: Ctx, button: HTMLElement): Promise<void> {
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
    ctx.say(ctx.t("e_title"));
  }
}
