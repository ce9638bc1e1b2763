import { fold } from "./comment.tsx";
import { find, bring, join, turn } from "./find.ts";
import type { Ctx, Item } from "./ctx.ts";

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
  more: async (ctx, button) => (await ctx.own()).more(ctx, button),
  reply: async (ctx, _button, item) => (await ctx.compose()).reply(item),
  menu: async (ctx, button, item) => item && (await ctx.own()).menu(ctx, item, button),
  edit: async (ctx, _button, item) => item && (await ctx.own()).mine.edit(item),
  delete: async (ctx, _button, item) => item && (await ctx.own()).mine.delete(item),
};

/** One listener for the whole thread: a button says by data-do what it does, its place says to which comment. */
export function clicks(section: HTMLElement, current: () => Ctx | null, signal: AbortSignal): void {
  const act = (event: MouseEvent) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-do]");
    // A modified click on a link means a new tab: the browser does that well.
    if (!button || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const ctx = current();
    if (!ctx) return;
    const id = button.closest("li")?.querySelector(":scope>article")?.id.slice(6);
    const item = ctx.items.get(id ?? "") ?? null;
    void DEEDS[button.dataset["do"] ?? ""]?.(ctx, button, item);
  };
  section.addEventListener("click", act, { signal });
}
