/** The reading side: turns the thread's answer into the conversation on the page. Loaded once, cached for ever. */
import english from "english:core";
import css from "./style.css";
import { add, h } from "./h.ts";
import { clicks } from "./clicks.ts";
import { find, followHash } from "./find.ts";
import { drawThread } from "./thread.tsx";
import { skeleton, trouble } from "./states.tsx";
import { keysOf, recall } from "./store.ts";
import { ago, exact } from "./time.ts";
import { makeWords } from "./words.ts";
import type { Boot, Composer, Ctx, View } from "./ctx.ts";
import type { Own } from "./own.tsx";
import type { OwnPost } from "./posts.tsx";
import type { Problem, ThreadAnswer } from "./wire.ts";
import type { Words } from "./words.ts";

export * from "./placed.ts";
export * from "./shared.ts";

export function mount(host: Ctx["host"], root: ShadowRoot, boot: Boot): View {
  const { signal } = boot;
  // A moderator's way here from the desk: out of the address before anything else, and never into a request of readers'.
  const [address, ticket] = location.href.split("#chime-desk=");
  if (ticket) history.replaceState(history.state, "", address);
  const sheet = new CSSStyleSheet();
  let rules = css;
  sheet.replaceSync(rules);
  // From here on the place is kept free by the element's own style, which settle() may give back.
  host.style.minBlockSize = root.firstChild ? `${host.offsetHeight}px` : "100lvh";
  root.adoptedStyleSheets = [sheet];
  const section = <section class="chime" aria-labelledby="count mark" aria-busy="true"></section>;
  const status = <div class="vh" role="status"></div>;
  root.replaceChildren(section, status);

  let ctx: Ctx | null = null;
  let words: Words | null = null;
  let query = boot.query;
  let turns = 0;

  const emit = (name: string, detail: unknown) =>
    host.dispatchEvent(new CustomEvent(`chime-in:${name}`, { bubbles: true, composed: true, detail }));

  const speak = async (siteLang: string | null): Promise<Words> => {
    const lang = boot.lang ?? (siteLang ? boot.known([siteLang]) : null) ?? "en";
    const catalog = lang === "en" ? null : await (boot.words ?? boot.locale(lang)).catch(() => null);
    const made = makeWords(catalog ? lang : "en", catalog, english);
    section.lang = made.lang;
    section.dir = made.dir;
    return made;
  };

  /** Draws what a request answers; false when it could not, after saying so. */
  const show = async (request: Promise<Response>): Promise<boolean> => {
    let code = 0;
    const turn = ++turns;
    try {
      const response = await request;
      code = response.status;
      // A refusal has a body, too; unread it would keep the connection busy.
      const answer = (await response.json().catch(() => null)) as ThreadAnswer & Partial<Problem>;
      if (!response.ok) throw new Error(answer?.detail ?? "");
      words ??= await speak(answer.settings.lang);
      // A slower answer to an older wish must not overwrite the newer one.
      if (signal.aborted || turn !== turns) return false;
      ctx ??= makeCtx(words, answer);
      ctx.answer = answer;
      await drawThread(ctx);
      emit("loaded", { count: answer.thread.count, page: answer.page.number });
      const { key, siteKey } = ctx;
      if (ctx.composer || recall<OwnPost[]>(`own:${siteKey}`, []).some((post) => post.page === key) || keysOf(`draft:${key}|`).length) void ctx.compose().then((composer) => composer.drawn());
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      words ??= await speak(null);
      section.removeAttribute("aria-busy");
      section.querySelector(":scope>.bad")?.remove();
      if (!ctx) section.replaceChildren();
      section.prepend(trouble(words, boot.base, code, code > 299 ? (error as Error).message : "", () => void load()));
      emit("error", { status: code, message: (error as Error).message });
      return false;
    }
  };

  /** Asks for another part of the thread; without a change, for the same again. */
  const load = async (change?: Record<string, string>): Promise<void> => {
    if (change) query = { ...query, page: "", around: "", ...change };
    const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
    if (ctx?.version) asked.set("min_version", String(ctx.version));
    section.setAttribute("aria-busy", "true");
    await show(fetch(`${boot.site}thread?${asked.toString()}`, { signal }));
  };

  const makeCtx = (t: Words, answer: ThreadAnswer): Ctx => {
    const place = [...document.querySelectorAll("chime-in")].indexOf(host) + 1;
    const siteKey = `${new URL(boot.base).host}/${host.getAttribute("site") ?? ""}`;
    const made: Ctx = {
      host,
      section,
      boot,
      t,
      answer,
      siteKey,
      key: `${siteKey}:${boot.query["thread"] ?? answer.thread.url}`,
      heading: Math.min(6, Math.max(1, Number(host.getAttribute("heading-level")) || 2)),
      mark: place > 1 ? ` (${place})` : "",
      items: new Map(),
      composer: null,
      version: 0,
      emit,
      load,
      say: (text) => {
        status.textContent = text;
      },
      ask: (path, init) => fetch(boot.site + path, { signal, ...init }),
      style: (more) => sheet.replaceSync((rules += more)),
      compose: () => (composing ??= bundle<Composer>("composer", made).then((composer) => (made.composer = composer), failed)),
      own: () => (owned ??= made.compose().then(() => bundle<Own>("own", made)).catch(failed)),
      when: (iso) => (
        <time datetime={iso} title={exact(iso, t.lang)}>
          {ago(iso, t.lang)}
        </time>
      ),
    };
    return made;
  };

  let composing: Promise<Composer> | null = null;
  let owned: Promise<Own> | null = null;
  // The bundles of one build have one hash, so their names differ in the first word only.
  const bundle = <T,>(name: string, made: Ctx, ticket?: string): Promise<T> =>
    import(import.meta.url.replace("/core.", `/${name}.`)).then((code: { start(ctx: Ctx, ticket?: string): T }) => code.start(made, ticket));
  /** What did not come may be asked for again. */
  const failed = (error: unknown): never => {
    if (!ctx?.composer) composing = null;
    owned = null;
    throw error;
  };

  const waiting = setTimeout(() => {
    if (!section.firstChild) add(section, [skeleton()]);
  }, 300);
  const clock = setInterval(() => {
    if (document.hidden || !ctx) return;
    for (const time of section.querySelectorAll("time")) time.textContent = ago(time.dateTime, ctx.t.lang);
  }, 60_000);
  signal.addEventListener("abort", () => {
    clearTimeout(waiting);
    clearInterval(clock);
  });
  clicks(section, () => ctx, signal);

  emit("ready", null);
  const first = show(boot.answer).then((drawn) => {
    clearTimeout(waiting);
    settle(host, signal);
    if (drawn && ctx) {
      followHash(ctx, true);
      if (ticket) void bundle("moderate", ctx, ticket);
    }
  });
  addEventListener("hashchange", (event) => ctx && followHash(ctx, false, event.oldURL), { signal });

  return {
    reload: () => load(),
    goTo: async (id) => {
      await first;
      return ctx ? find(ctx, id) : false;
    },
    reply: async (id) => {
      await first;
      if (!ctx || (id && !(await find(ctx, id)))) return;
      (await ctx.compose()).reply(ctx.items.get(id ?? "") ?? null);
    },
  };
}

/**
 * Gives back reserved height without moving anything that is seen: what follows the element stays below the fold until the
 * reader's first press is over, when a shift no longer surprises and can move no button from under it.
 */
function settle(host: HTMLElement, signal: AbortSignal): void {
  const { top, height } = host.getBoundingClientRect();
  host.style.minBlockSize = `${Math.max(0, Math.min(height, innerHeight - top))}px`;
  for (const press of ["click", "keydown"]) addEventListener(press, () => (host.style.minBlockSize = ""), { once: true, signal });
}
