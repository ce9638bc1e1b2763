import { h, keep, recall } from "./shared.ts";
import type { Ctx, Item } from "./ctx.ts";

/** What this browser posted: enough to show it while it is held, to edit it and to take it back. */
export interface OwnPost {
  id: string;
  token: string;
  until: string;
  page: string;
  parent: string | null;
  state: string;
}

export type OwnPosts = ReturnType<typeof ownPosts>;

const MOST = 40;

/** Kept in the host page's storage; when that is refused, for as long as the page lives. */
export function ownPosts(ctx: Ctx) {
  const name = `own:${ctx.siteKey}`;
  let list = recall<OwnPost[]>(name, []);
  const drop = (id: string, ...instead: OwnPost[]) => {
    list = [...instead, ...list.filter((post) => post.id !== id)].slice(0, MOST);
    keep(name, list.length ? list : null);
  };
  return {
    here: () => list.filter((post) => post.page === ctx.key),
    get: (id: string) => list.find((post) => post.id === id),
    put: (post: OwnPost) => drop(post.id, post),
    drop: (id: string) => drop(id),
  };
}

/** Gives a comment of ours what only its writer sees: its state, Edit and Delete. */
export function mark({ t }: Ctx, item: Item, post: OwnPost): void {
  const acts = item.article.querySelector(".acts");
  if (!acts || acts.querySelector(".mine")) return;
  const held = post.state !== "published";
  if (held) {
    item.article.classList.add("pending");
    acts.replaceChildren();
    acts.before(
      <p class="state">{t("form_held")}</p>,
    );
  }
  if (Date.parse(post.until) < Date.now()) return;
  for (const [verb, word] of [
    ["edit", t("form_edit")],
    ["delete", t("form_delete")],
  ]) {
    acts.append(
      <button class="act mine" data-do={verb}>
        {word}
      </button>,
    );
  }
}
