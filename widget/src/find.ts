import { fold } from "./comment.tsx";
import type { Ctx, Item } from "./ctx.ts";

const OURS = /^#(?:chime-(p(?=\d{1,6}$))?|(?=(?:li-)?comment-\d))([\w-]+)$/;

/** What a fragment asks of us: a page, a comment (ours or a former system's), or nothing. */
export function fragment(hash: string): { page?: string; around?: string } {
  const [, isPage, name] = OURS.exec(hash) ?? [];
  return !name || name === "join" ? {} : isPage ? { page: name } : { around: name };
}

/** Shows a comment, from another page or the rest of a long branch if need be; false when there is none. */
export async function find(ctx: Ctx, id: string, loaded = false): Promise<boolean> {
  let item = ctx.items.get(id);
  if (!item) {
    if (!loaded) await ctx.load({ around: id });
    const { around } = ctx.answer;
    if (around && !ctx.items.has(around.id)) await (await ctx.own()).more(ctx, around.id);
    item = ctx.items.get(around?.id ?? id);
  }
  if (!item) {
    ctx.say(ctx.t("read_not_found"));
    return false;
  }
  reveal(ctx, item);
  return true;
}

function reveal(ctx: Ctx, item: Item): void {
  for (let above = item.above; above; above = above.above) fold(ctx, above, false);
  ctx.section.querySelector(".target")?.classList.remove("target");
  item.article.classList.add("target");
  bring(item.article);
  history.replaceState(history.state, "", `#chime-${item.data.id}`);
}

/** Focus first, then scroll: the jump that focus makes is not where the eye should land. */
export function bring(node: HTMLElement): void {
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "start" });
}

/** Fragments do not reach into a shadow tree by themselves. Of several elements the first answers, or whoever has it. */
export function followHash(ctx: Ctx, loaded: boolean, before = ""): void {
  const { page, around } = fragment(location.hash);
  const title = ctx.section.querySelector<HTMLElement>("#count");
  const first = ctx.host === document.querySelector("chime-in");
  if (around && (first || ctx.items.has(around))) void find(ctx, around, loaded);
  if (around || !first) return;
  if (page && loaded) title?.scrollIntoView();
  else if (page) void turn(ctx, page);
  else if (location.hash === "#chime-join") join(ctx);
  // Back from a page that was turned to by hand: the address without a fragment is the first page.
  else if (!location.hash && fragment(before.replace(/^[^#]*/, "")).page) void turn(ctx, "1");
}

/** Turns to a page and puts the reader at its head. */
export async function turn(ctx: Ctx, page: string): Promise<void> {
  await ctx.load({ page });
  const title = ctx.section.querySelector<HTMLElement>("#count");
  if (title) bring(title);
  const { number, pages } = ctx.answer.page;
  ctx.say(ctx.t("read_page_of", { n: number, pages }));
}

export function join(ctx: Ctx): void {
  const form = ctx.section.querySelector<HTMLElement>("#join");
  form?.scrollIntoView({ block: "start" });
  form?.querySelector("textarea")?.focus({ preventScroll: true });
}
