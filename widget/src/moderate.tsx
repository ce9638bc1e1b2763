/**
 * Moderation in place: for whoever came from the desk with a ticket. What it is exchanged for stays in this closure, never
 * in storage, a cookie or an address, and ends with the page.
 */
import catalogs from "every:moderate";
import css from "./moderate.css";
import { add, counted, h } from "./shared.ts";
import { insert, json } from "./written.ts";
import type { Child } from "./h.ts";
import type { Ctx, Item } from "./ctx.ts";
import type { Comment, Problem } from "./wire.ts";

type State = "held" | "published" | "rejected" | "spam";
interface Begun {
  token: string;
  name: string;
  comment: string;
}
interface Held extends Comment {
  reasons: readonly string[];
}

/** The state that each makes, what its button says, and what is said when it is done. */
const VERBS: readonly (readonly [State, string, string])[] = [
  ["published", "mod_approve", "mod_approved"],
  ["rejected", "mod_reject", "mod_rejected"],
  ["spam", "mod_spam", "mod_marked"],
];
const REASONS: Record<string, string> = {
  "first-comment": "mod_first_comment",
  "every-comment": "mod_every_comment",
  "repeated-text": "mod_repeated_text",
  "ban-word": "mod_ban_word",
  "ban-person": "mod_ban_person",
  "ban-address": "mod_ban_address",
  "ban-network": "mod_ban_network",
};
/** Refusals that have words in every language; others say what the instance says. */
const REFUSED: Record<number, string> = { 401: "mod_over", 409: "mod_changed" };
/** The visit is over, or the role is another. */
const OVER = [401, 403];

export async function start(ctx: Ctx, ticket: string): Promise<void> {
  const { host, section, boot, t } = ctx;
  ctx.style(css);
  t.learn(catalogs[t.lang] ?? catalogs["en"] ?? {});
  const bar = <div class="desk" role="region" aria-label={t("mod_region")} tabindex="-1"></div>;
  const held = new Map<string, Held>();
  /** What was decided here, by comment, and the act that takes it back. */
  const decided = new Map<string, { said: string; act: string; was: State; now: State }>();
  let token = "";
  let name = "";
  let about = "";
  let more = false;

  const tell = (...words: Child[]) => {
    bar.replaceChildren();
    add(bar, [<span>{words}</span>, <a href={`${boot.base}admin`}>{t("mod_back")}</a>]);
  };

  /** Asks as the moderator; a refusal is said, and thrown. */
  const ask = async <T,>(path: string, init: RequestInit = {}): Promise<T> => {
    const answer = await ctx.ask(`desk${path}`, {
      cache: "no-store",
      ...init,
      headers: { ...(init.headers as Record<string, string>), ...(token && { authorization: `Bearer ${token}` }) },
    });
    const told = (await answer.json()) as T & Problem;
    if (answer.ok) return told;
    const { status } = answer;
    const why = REFUSED[status] ? t(REFUSED[status]) : told.detail;
    if (OVER.includes(status)) stop(why);
    throw Object.assign(new Error(why), { status });
  };
  const send = <T,>(path: string, message: unknown) => ask<T>(path, json("POST", message));

  /** The visit is over, or was never one: what could be done is done no more. */
  const stop = (why: string) => {
    token = "";
    watch.disconnect();
    for (const row of section.querySelectorAll(".mod")) row.remove();
    tell(why);
    if (!bar.isConnected) section.prepend(bar);
    ctx.say(why);
  };

  const stateOf = (item: Item): State => (held.has(item.data.id) ? "held" : "published");

  const row = (item: Item): HTMLElement => {
    const { id, name } = item.data;
    const state = stateOf(item);
    const done = decided.get(id);
    const button = (deed: string, act: (button: HTMLElement) => Promise<void>) => (
      <button class="act" aria-label={t("mod_about", { deed, name: name ?? "" })} onclick={(event: Event) => void act(event.currentTarget as HTMLElement)}>
        {deed}
      </button>
    );
    const reasons = (held.get(id)?.reasons ?? []).map((code) => (REASONS[code] ? t(REASONS[code]) : code.replaceAll("-", " ")));
    return (
      <div class={done ? "mod" : `mod ${state}`}>
        <span>
          {done ? done.said : state === "held" && [<b>{t("mod_held")}</b>, ["", t("mod_only"), ...reasons].join(" · ")]}
        </span>
        {done
          ? button(t("mod_undo"), (at) => undo(item, at))
          : VERBS.filter(([made]) => made !== state).map(([made, label, said]) => button(t(label), (at) => decide(item, made, t(said), at)))}
        <a href={`${boot.base}admin/comments/${id}`} aria-label={t("mod_open", { name: name ?? "" })}>
          {t("mod_at_desk")}
        </a>
      </div>
    );
  };

  const greet = () => {
    const n = [...held.keys()].filter((id) => !decided.has(id)).length;
    const count = t.number(n) + (more ? "+" : "");
    tell(t.rich("mod_greeting", { name: <bdi>{name}</bdi> }), " · ", n ? t("mod_waiting", { n: count }) : t("mod_none"));
  };

  /** Draws the row of a comment anew and puts the focus on its first button, which is where it was. */
  const redraw = (item: Item, said: string) => {
    greet();
    item.article.querySelector(".mod")?.replaceWith(row(item));
    item.article.querySelector<HTMLElement>(".mod .act")?.focus();
    ctx.say(said);
  };

  /** One deed at a time; what somebody else decided meanwhile is fetched. */
  const carefully = async (item: Item, at: HTMLElement, deed: () => Promise<string>) => {
    const buttons = item.article.querySelectorAll<HTMLButtonElement>(".mod .act");
    if (at.getAttribute("aria-busy")) return;
    for (const one of buttons) one.setAttribute("aria-busy", "true");
    try {
      redraw(item, await deed());
    } catch (error) {
      for (const one of buttons) one.removeAttribute("aria-busy");
      const { message, status } = error as Problem & Error;
      if (token && status === 409) await refresh();
      if (token) tell(message);
      ctx.say(message);
      if (!item.article.isConnected) bar.focus();
    }
  };

  const decide = (item: Item, state: State, said: string, at: HTMLElement) =>
    carefully(item, at, async () => {
      const { id } = item.data;
      const was = stateOf(item);
      const { acts } = await send<{ acts: { act: string }[] }>("/decide", { id, state, seen: was });
      decided.set(id, { said, act: acts[0]?.act ?? "", was, now: state });
      if (was === "published" || state === "published") counted(ctx, state === "published" ? 1 : -1);
      return said;
    });

  const undo = (item: Item, at: HTMLElement) =>
    carefully(item, at, async () => {
      const { id } = item.data;
      const done = decided.get(id);
      const { undone } = await send<{ undone: number }>("/undo", { act: done?.act });
      if (!undone) throw Object.assign(new Error(t("mod_changed")), { status: 409 });
      decided.delete(id);
      if (done?.was === "published") counted(ctx, 1);
      else if (done?.now === "published") counted(ctx, -1);
      return t("mod_undone");
    });

  /** Every comment that came, whenever it came, gets its row; the bar stands above. */
  const dress = () => {
    if (!bar.isConnected) section.prepend(bar);
    for (const item of ctx.items.values()) {
      if (item.data.body && !item.article.querySelector(".mod")) item.article.querySelector(".main")?.append(row(item));
    }
  };
  const watch = new MutationObserver(dress);

  const isLast = () => ctx.answer.page.number === (ctx.answer.settings.order === "newest" ? 1 : ctx.answer.page.pages);
  /** Held comments stand where they will be: a reply under what it answers, a root on the page of the newest. */
  const place = () => {
    for (const comment of held.values()) if (comment.parent || isLast()) insert(ctx, comment);
    greet();
    dress();
  };

  const fetchHeld = async () => {
    const { url, thread = "" } = boot.query;
    const query = new URLSearchParams({ url: url ?? "", ...(thread && { thread }) });
    const found = await ask<{ comments: Held[]; more: boolean }>(`/thread?${query.toString()}`);
    held.clear();
    decided.clear();
    more = found.more;
    for (const one of found.comments) held.set(one.id, { ...one, number: null, kind: null, badges: [], replies: [], more: null });
  };
  const refresh = async () => {
    await fetchHeld();
    await ctx.load();
  };

  await ctx.compose();
  try {
    ({ token, name, comment: about } = await send<Begun>("", { ticket }));
    await fetchHeld();
  } catch (error) {
    if (!boot.signal.aborted) stop((error as Error).message);
    return;
  }
  host.addEventListener("chime-in:loaded", () => token && place(), { signal: boot.signal });
  boot.signal.addEventListener("abort", () => watch.disconnect());
  place();
  watch.observe(section, { childList: true, subtree: true });
  if (!about) return host.scrollIntoView();
  const wanted = held.get(about);
  if (wanted && !ctx.items.has(about)) {
    await ctx.load(wanted.parent ? { around: wanted.parent } : { page: ctx.answer.settings.order === "newest" ? "1" : "last" });
  }
  if (ctx.items.has(about) || !wanted) void (host as unknown as { goTo(id: string): unknown }).goTo(about);
}
