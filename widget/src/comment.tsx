import { h } from "./h.ts";
import { DOTS, PIN, REPLY, icon } from "./icons.ts";
import { tree, webAddress } from "./body.ts";
import { permalink } from "./permalink.ts";
import type { Ctx, Item } from "./ctx.ts";
import type { Comment } from "./wire.ts";

const gone = (comment: Comment) => comment.body === null;

export function avatar(ctx: Ctx, comment: Pick<Comment, "avatar">): HTMLElement {
  const node = (
    <img
      class="av"
      src={comment.avatar ? new URL(comment.avatar.replace(/^\//, ""), ctx.boot.base).href : false}
      alt=""
      width="40"
      height="40"
      loading="lazy"
      decoding="async"
      crossorigin="anonymous"
    />
  );
  // A picture that does not come leaves its quiet disc, not a broken frame.
  node.addEventListener("error", () => {
    node.removeAttribute("src");
  });
  return node;
}

function byline(ctx: Ctx, item: Item, isNew: boolean): HTMLElement {
  const { t } = ctx;
  const { data: c, above } = item;
  const name = c.name ?? "";
  const parent = c.parent && above && above.data.id !== c.parent ? ctx.items.get(c.parent)?.data : null;
  return (
    <header class="hd">
      {h(
        `h${Math.min(6, ctx.heading + 1)}`,
        { class: "by", id: `h-${c.id}` },
        webAddress(c.website) ? (
          <a class="name" part="name" href={c.website} rel="nofollow ugc noopener">
            <bdi>{name}</bdi>
          </a>
        ) : (
          <span class="name" part="name">
            <bdi>{name}</bdi>
          </span>
        ),
        " ",
        (c.badges ?? []).map((badge) => [
          <span class="badge" part="badge">
            {badge === "site" ? t("read_badge_site") : badge === "pinned" ? [icon(PIN), t("read_badge_pinned")] : badge}
          </span>,
          " ",
        ]),
        <a class="when" href={permalink(c.id)} data-do="link">
          {ctx.when(c.posted_at)}
        </a>,
        c.edited_at && [
          " ",
          <span class="when" title={ctx.when(c.edited_at).title}>
            {t("read_edited")}
          </span>,
        ],
        parent && [
          " ",
          <a class="when" href={permalink(parent.id)} data-do="link" data-to={parent.id}>
            {t.rich("read_in_reply_to", { name: <bdi>{parent.name ?? "…"}</bdi> })}
          </a>,
        ],
      )}
      {isNew && <span class="new">{t("read_new")}</span>}
      {c.number !== null && (
        <a class="num" href={permalink(c.id)} data-do="link" aria-label={t("read_number_link", { n: c.number })}>
          #{t.number(c.number)}
        </a>
      )}
    </header>
  );
}

function actions(ctx: Ctx, item: Item): HTMLElement {
  const { t } = ctx;
  const name = item.data.name ?? "";
  return (
    <div class="acts">
      {ctx.answer.thread.open && (
        <button class="act" data-do="reply" aria-label={t("read_reply_to", { name })}>
          {icon(REPLY, true)}
          {t("read_reply")}
        </button>
      )}
      <button class="act ico" data-do="menu" aria-haspopup="menu" aria-label={t("read_more_actions", { name })}>
        {icon(DOTS)}
      </button>
    </div>
  );
}

/** The article of one comment, without its replies. */
export function article(ctx: Ctx, item: Item, isNew = false): HTMLElement {
  const c = item.data;
  if (gone(c)) {
    return (
      <article class="c tomb" id={`chime-${c.id}`} tabindex="-1" part="comment">
        <p>{ctx.t(c.state === "withdrawn" ? "read_withdrawn" : "read_removed")}</p>
      </article>
    );
  }
  return (
    <article class="c" id={`chime-${c.id}`} aria-labelledby={`h-${c.id}`} tabindex="-1" part="comment">
      {avatar(ctx, c)}
      <div class="main">
        {byline(ctx, item, isNew)}
        <div class="body" part="body" dir="auto">
          {tree(c.body)}
        </div>
        {actions(ctx, item)}
      </div>
    </article>
  );
}

/** Makes room for replies under a comment: a rail that collapses them, and the list. */
export function branch(ctx: Ctx, item: Item): HTMLElement {
  if (item.list) return item.list;
  const list = <ol class="replies"></ol>;
  const name = item.data.name ?? "";
  item.list = list;
  item.li.append(
    <div class="sub">
      <button class="rail" data-do="fold" aria-expanded="true" aria-label={ctx.t("read_fold", { name })}></button>
      {list}
    </div>,
  );
  list.addEventListener("beforematch", () => fold(ctx, item, false));
  return list;
}

/** Collapsed replies stay findable by the browser's search, which opens them again. */
export function fold(ctx: Ctx, item: Item, shut: boolean): void {
  const { list, li, article: node } = item;
  const sub = list?.parentElement;
  if (!list || !sub || sub.parentElement !== li) return;
  sub.classList.toggle("shut", shut);
  if (shut) list.setAttribute("hidden", "until-found");
  else list.removeAttribute("hidden");
  node.querySelector(".unfold")?.remove();
  if (!shut) return;
  const n = list.querySelectorAll("article").length;
  const row = node.querySelector(".acts") ?? node;
  row.append(
    <button class="act unfold" data-do="unfold" aria-expanded="false">
      {ctx.t("read_show_replies", { n })}
    </button>,
  );
}
