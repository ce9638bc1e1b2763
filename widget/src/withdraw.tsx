import { article } from "./placed.ts";
import { counted, h } from "./shared.ts";
import { why } from "./editor.tsx";
import { bearer } from "./mine.tsx";
import { silence, troubleOf } from "./written.ts";
import type { Ctx, Item } from "./ctx.ts";
import type { OwnPost } from "./posts.tsx";

const UNDO_FOR = 8000;

/** Takes one's own comment back, after a while in which it can be undone. Leaving the page means it. */
export function withdraw(ctx: Ctx, item: Item, post: OwnPost, gone: () => void): void {
  const { t } = ctx;
  const undo = () => {
    stop();
    note.remove();
    item.article.hidden = false;
    item.article.focus();
  };
  const note = (
    <p class="note undo">
      <span>{t("own_removed")}</span>
      <button class="act" onclick={undo}>
        {t("own_undo")}
      </button>
    </p>
  );
  const finish = () => {
    stop();
    void remove(ctx, post, gone).then((problem) => {
      const focused = note.contains((ctx.section.getRootNode() as ShadowRoot).activeElement);
      note.remove();
      if (problem) {
        item.article.hidden = false;
        ctx.say(problem);
      } else settle(ctx, item, post, focused);
    });
  };
  const timer = setTimeout(finish, UNDO_FOR);
  const stop = () => {
    clearTimeout(timer);
    removeEventListener("pagehide", finish);
  };
  addEventListener("pagehide", finish);
  item.article.hidden = true;
  item.article.before(note);
  ctx.say(t("own_removed"));
  note.querySelector("button")?.focus();
}

/** An empty string means that it is gone. */
async function remove(ctx: Ctx, post: OwnPost, gone: () => void): Promise<string> {
  try {
    // Neither a closing page nor an unmounted element may swallow it, hence not the mount's signal.
    const response = await ctx.ask(`comments/${post.id}`, { method: "DELETE", headers: bearer(post), keepalive: true, signal: null });
    if (!response.ok && response.status !== 404) return why(ctx, await troubleOf(response));
    gone();
    return "";
  } catch {
    return why(ctx, await silence(ctx));
  }
}

/** A comment that was answered leaves a tombstone; one that was not leaves nothing. */
function settle(ctx: Ctx, item: Item, post: OwnPost, focused: boolean): void {
  if (post.state === "published") counted(ctx, -1);
  const next = item.li.nextElementSibling ?? item.li.previousElementSibling ?? item.above?.li;
  if (item.list?.querySelector("article")) {
    item.data = { ...item.data, body: null, name: null, avatar: null, state: "withdrawn" };
    redraw(ctx, item);
    if (focused) item.article.focus();
    return;
  }
  item.li.remove();
  ctx.items.delete(item.data.id);
  if (focused) (next?.querySelector("article") ?? ctx.section.querySelector<HTMLElement>("#count"))?.focus();
}

/** Draws a comment's article again after its data changed; its replies stay where they are. */
export function redraw(ctx: Ctx, item: Item): void {
  const fresh = article(ctx, item);
  item.article.replaceWith(fresh);
  item.article = fresh;
}
