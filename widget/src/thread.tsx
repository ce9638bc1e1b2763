import { add, h } from "./h.ts";
import { DOWN, FEED, icon } from "./icons.ts";
import { article, branch } from "./comment.tsx";
import { pager } from "./pager.tsx";
import { fillWhenNear, frame } from "./frame.tsx";
import { webAddress } from "./body.ts";
import { lastVisit } from "./visit.ts";
import { empty, shut } from "./states.tsx";
import type { Ctx, Item } from "./ctx.ts";
import type { Comment } from "./wire.ts";

// Enough for the first screen; the rest follows in slices (of so many milliseconds) that do not hold up a click: as much
// again goes into style and layout.
const FIRST = 8;
const SLICE = 10;
// From a conversation of so many comments on the browser is told to skip what is out of sight; below it would gain nothing.
const LONG = 100;

/** Draws the whole answer into the section; resolves when its last comment is there. */
export async function drawThread(ctx: Ctx): Promise<void> {
  const { section, answer, t } = ctx;
  const { thread, settings, comments, page } = answer;
  ctx.items.clear();
  const list = <ol class={thread.count > LONG ? "thread long" : "thread"}></ol>;
  const isNew = lastVisit(ctx, comments);
  const pings = answer.pings ?? [];
  const feed = thread.id && new URL(`t/${thread.id}/feed.atom`, ctx.boot.base).href;
  section.removeAttribute("aria-busy");
  section.replaceChildren();
  add(section, [
    <div class="head">
      {h(`h${ctx.heading}`, { class: "title", id: "count", tabindex: -1 })}
      {page.pages > 1 && <span class="where">{t("read_page_of", { n: page.number, pages: page.pages })}</span>}
      <span class="sp"></span>
      <span id="mark" hidden>
        {ctx.mark}
      </span>
      {thread.open && (
        <a class="tool" href="#chime-join" data-do="join">
          {t("read_jump")}
          {icon(DOWN)}
        </a>
      )}
    </div>,
    settings.notice && <p class="notice" dir="auto">{settings.notice}</p>,
    isNew.count > 0 && (
      <p class="since">
        <button class="pill" data-do="new">
          <span class="dot"></span>
          {t("read_since", { n: isNew.count })}
        </button>
      </p>
    ),
    comments.length ? list : empty(ctx, list),
  ]);
  counted(ctx, 0);
  let until = Infinity;
  const steps = eachPlaced(ctx, comments, list, null, isNew.of);
  while (!steps.next().done) {
    if (ctx.items.size === FIRST || performance.now() > until) {
      await breathe();
      if (ctx.boot.signal.aborted || !list.isConnected) return;
      until = performance.now() + SLICE;
    }
  }
  // What stands below comes when nothing can push it down any more.
  add(section, [
    pager(ctx),
    pings.length > 0 && mentions(ctx),
    thread.open ? frame(ctx) : shut(ctx),
    <div class="foot">
      {feed && (
        <a href={feed}>
          {icon(FEED, true)}
          {t("read_feed")}
        </a>
      )}
      {/* An open form names them itself. */}
      {!thread.open && webAddress(settings.guidelines_url) && <a href={settings.guidelines_url}>{t("read_guidelines")}</a>}
      <span class="sp"></span>
      <span>Chime In</span>
    </div>,
  ]);
  fillWhenNear(ctx);
}

const breathe = () =>
  (globalThis as { scheduler?: { yield?(): Promise<void> } }).scheduler?.yield?.() ?? new Promise<void>((done) => setTimeout(done));

type Judge = (comment: Comment) => boolean;
const old: Judge = () => false;

/**
 * Appends comments with their replies, and stops after each so that whoever asks can rest between any two. The server never
 * nests deeper than the site's depth, so this recursion is short.
 */
function* eachPlaced(ctx: Ctx, comments: readonly Comment[], list: HTMLElement, above: Item | null, isNew: Judge): Generator<Item> {
  for (const comment of comments) {
    const item = draw(ctx, comment, above, isNew(comment));
    list.append(item.li);
    yield item;
    if (comment.replies.length) yield* eachPlaced(ctx, comment.replies, branch(ctx, item), item, isNew);
    if (comment.more) moreReplies(ctx, item, comment.more);
  }
}

/** Appends one comment that came by itself, with its replies. */
export function place(ctx: Ctx, comment: Comment, list: HTMLElement, above: Item | null): Item {
  const [item] = [...eachPlaced(ctx, [comment], list, above, old)];
  return item as Item;
}

function draw(ctx: Ctx, data: Comment, above: Item | null, isNew: boolean): Item {
  const li = <li></li>;
  const item: Item = { data, li, article: li, list: null, level: above ? above.level + 1 : 1, above };
  item.article = article(ctx, item, isNew);
  li.append(item.article);
  ctx.items.set(data.id, item);
  return item;
}

export function moreReplies(ctx: Ctx, item: Item, more: { count: number; after: string }): void {
  branch(ctx, item).append(
    <li class="more">
      <button class="act" data-do="more" data-root={item.data.id} data-after={more.after}>
        {ctx.t("read_more_replies", { n: more.count })}
      </button>
    </li>,
  );
}

function mentions(ctx: Ctx): HTMLElement {
  return (
    <section class="pings" aria-labelledby="mentions mark">
      {h(`h${Math.min(6, ctx.heading + 1)}`, { id: "mentions", class: "sub-title" }, ctx.t("read_mentions"))}
      <ul>
        {(ctx.answer.pings ?? []).map((ping) => (
          <li id={`chime-${ping.id}`}>
            {webAddress(ping.website) ? (
              <a class="name" href={ping.website} rel="nofollow ugc noopener" dir="auto">
                {ping.name ?? ping.website}
              </a>
            ) : (
              <bdi class="name">{ping.name}</bdi>
            )}{" "}
            <span class="when">{ctx.when(ping.posted_at)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Comments came or went: the heading, the property and the event all say so. */
export function counted(ctx: Ctx, change: number): void {
  const n = (ctx.host.count = ctx.answer.thread.count += change);
  ctx.section.querySelector("#count")?.replaceChildren(ctx.t("read_count", { n }));
  ctx.emit("count", { count: n });
}
