import { fold } from "./comment.tsx";
import { find, bring, join, turn } from "./find.ts";
import { insert, moreReplies } from "./thread.tsx";
import type { Ctx, Item } from "./ctx.ts";
import type { RepliesAnswer } from "./wire.ts";

type Deed = (ctx: Ctx, button: HTMLElement, item: Item | null) => unknown;

const DEEDS: Record<string, Deed> = {
  join: (ctx) => join(ctx),
  new: (ctx) => {
    const first = ctx.section.querySelector(".new")?.closest<HTMLElement>("article");
    if (first) bring(first);
  },
  page: (ctx, button) => {
    const page = button.dataset["page"] ?? "1";
    if (ctx.host === document.querySelector("chime-in")) history.pushState(history.state, "", `#chime-p${page}`);
    return turn(ctx, page);
  },
  link: (ctx, button, item) => {
    const id = button.dataset["to"] ?? item?.data.id;
    if (id) return find(ctx, id);
  },
  fold: (ctx, _button, item) => {
    if (!item) return;
    fold(ctx, item, true);
    item.article.querySelector<HTMLElement>(".unfold")?.focus();
  },
  unfold: (ctx, _button, item) => {
    if (!item) return;
    fold(ctx, item, false);
    item.li.querySelector<HTMLElement>(":scope>.sub>.rail")?.focus();
  },
  more: (ctx, button) => windowOf(ctx, button),
  reply: async (ctx, _button, item) => (await ctx.compose()).reply(item),
  menu: async (ctx, button, item) => item && (await ctx.compose()).menu(item, button),
};

/** One listener for the whole thread: a button says by data-do what it does, its place says to which comment. */
export function clicks(section: HTMLElement, current: () => Ctx | null, again: () => unknown, signal: AbortSignal): void {
  const act = (event: MouseEvent) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-do]");
    // A modified click on a link means a new tab: the browser does that well.
    if (!button || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const verb = button.dataset["do"] ?? "";
    if (verb === "again") return again();
    const ctx = current();
    if (!ctx) return;
    const id = button.closest("li")?.querySelector(":scope>article")?.id.slice(6);
    const item = ctx.items.get(id ?? "") ?? null;
    const deed = DEEDS[verb];
    if (deed) void deed(ctx, button, item);
    else if (item) ctx.composer?.act(verb, item);
  };
  section.addEventListener("click", act, { signal });
}

/** The next window of a long branch; its comments come flat and find their own places. */
async function windowOf(ctx: Ctx, button: HTMLElement): Promise<void> {
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
    ctx.say(ctx.t("loaded", { n: comments.length }));
  } catch {
    button.removeAttribute("aria-busy");
    ctx.say(ctx.t("e_title"));
  }
}
