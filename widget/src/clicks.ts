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
  more: async (ctx, button) => (await ctx.compose()).more(button),
  reply: async (ctx, _button, item) => (await ctx.compose()).reply(item),
  menu: async (ctx, button, item) => item && (await ctx.compose()).menu(item, button),
};

/** One listener for the whole thread: a button says by data-do what it does, its place says to which comment. */
export function clicks(section: HTMLElement, current: () => Ctx | null, again: () => Promise<void>, signal: AbortSignal): void {
  const act = (event: MouseEvent) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-do]");
    // A modified click on a link means a new tab: the browser does that well.
    if (!button || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const verb = button.dataset["do"] ?? "";
    if (verb === "again") {
      void again();
      return;
    }
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
