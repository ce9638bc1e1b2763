import { branch, place } from "./shared.ts";
import type { Ctx, Item } from "./ctx.ts";
import type { Comment } from "./wire.ts";

/** Finds the place of a comment that came later than its page: beside its siblings, no deeper than the site shows. */
export function insert(ctx: Ctx, comment: Comment): Item | null {
  const there = ctx.items.get(comment.id);
  if (there) return there;
  if (!comment.parent) {
    const list = ctx.section.querySelector<HTMLElement>(".thread");
    if (!list) return null;
    ctx.section.querySelector(".empty")?.remove();
    const item = place(ctx, comment, list, null);
    if (ctx.answer.settings.order === "newest") list.prepend(item.li);
    return item;
  }
  let above = ctx.items.get(comment.parent) ?? null;
  if (!above) return null;
  while (above.level >= ctx.answer.settings.depth && above.above) above = above.above;
  const list = branch(ctx, above);
  const item = place(ctx, comment, list, above);
  const more = list.querySelector(":scope > .more");
  if (more) list.append(more);
  return item;
}
