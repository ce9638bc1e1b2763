/**
 * The entry that pages load: it defines <chime-in>, keeps its place free, and starts the thread's request and the core's
 * import at the same moment. It must stay tiny, know no words of any language and draw nothing.
 */
import type { Boot, View } from "./ctx.ts";

declare const BUILD: string;
declare const LOCALES: readonly string[];

const script = new URL(import.meta.url);
const base = new URL(".", script).href;
const sheet = new CSSStyleSheet();
sheet.replaceSync(":host{display:block;min-block-size:100lvh}:host([hidden]){display:none}");
const live = new Set<ChimeIn>();

const canonical = "link[rel=canonical][href]";
const pageOf = (el: Element) => {
  const page = new URL(el.getAttribute("url") || document.querySelector<HTMLLinkElement>(canonical)?.href || location.href, el.baseURI);
  page.hash = "";
  return page.href;
};
// An absent key becomes "null", which no site has: the answer 404 says what is wrong.
const api = (site: string | null) => `${base}api/v1/sites/${encodeURIComponent(site as string)}/`;

/** Our own fragments, and those that WordPress left in old links; of one from the desk only that it is there. */
const fragment = () => /^#(?:chime-(?!join$)(p(?=\d{1,6}$))?|(?=(?:li-)?comment-\d))([\w-]+)$|^#chime-desk=/.exec(location.hash);

class ChimeIn extends HTMLElement {
  static observedAttributes = ["site", "url", "thread", "order", "lang"];
  count = 0;
  declare view_: Promise<View> | null;
  stop_ = new AbortController();
  declare page_: string;

  connectedCallback() {
    live.add(this);
    counts();
    // A live view here means that the element was moved, not taken away: it keeps its state.
    if (this.view_) return;
    const mode = this.getAttribute("loading");
    const { signal } = this.stop_;
    if (mode === "eager" || fragment()) this.start_();
    else if (mode === "click" && this.firstElementChild) {
      const open = (event: Event) => {
        event.preventDefault();
        this.start_();
      };
      this.addEventListener("click", open, { once: true, signal });
    } else {
      this.root_();
      const eye = new IntersectionObserver((all) => all.pop()?.isIntersecting && this.start_(), { rootMargin: "100% 0px" });
      eye.observe(this);
      signal.addEventListener("abort", () => eye.disconnect());
    }
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected) return;
      live.delete(this);
      this.end_();
    });
  }

  end_() {
    this.stop_.abort();
    this.stop_ = new AbortController();
    this.view_ = null;
  }

  attributeChangedCallback(_name: string, before: string | null, now: string | null) {
    if (before !== now) this.restart_();
  }

  moved_() {
    if (!this.getAttribute("thread") && this.page_ !== pageOf(this)) this.restart_();
  }

  /** At the end of the task, so that several changes make one start. */
  restart_() {
    if (!this.view_) return;
    this.end_();
    queueMicrotask(() => this.isConnected && this.start_());
  }

  root_() {
    const root = this.shadowRoot || this.attachShadow({ mode: "open" });
    if (!root.firstChild) root.adoptedStyleSheets = [sheet];
    return root;
  }

  start_(): Promise<View> {
    return (this.view_ ??= this.mount_());
  }

  async mount_(): Promise<View> {
    const { signal } = this.stop_;
    const root = this.root_();
    const [, isPage, name] = fragment() || [];
    const query: Record<string, string> = { url: (this.page_ = pageOf(this)), body: "tree" };
    for (const option of ["thread", "order"]) {
      const value = this.getAttribute(option);
      if (value) query[option] = value;
    }
    if (name && this === document.querySelector("chime-in")) query[isPage ? "page" : "around"] = name;
    const site = api(this.getAttribute("site"));
    const locale = (lang: string) => fetch(`${base}embed/locale.${lang}.${BUILD}.json`, { signal }).then((answer) => answer.json());
    const known = (tags: readonly string[]) => tags.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => LOCALES.includes(tag));
    const lang = known([this.closest<HTMLElement>("[lang]")?.lang || "", ...navigator.languages]);
    const words = lang && lang !== "en" ? locale(lang) : null;
    const answer = fetch(`${site}thread?${new URLSearchParams(query)}`, { signal });
    // Both are awaited by the core; a failure before it is here is not an unhandled one.
    void Promise.allSettled([answer, words]);
    try {
      const boot: Boot = { base, site, query, lang, words, answer, signal, locale, known };
      return (await import(`${base}embed/core.${BUILD}.js`)).mount(this, root, boot);
    } catch (error) {
      // Without the core there is nothing to say it with, so the page's own fallback link shows through.
      root.replaceChildren(document.createElement("slot"));
      this.view_ = null;
      throw error;
    }
  }

  reload() {
    return this.view_?.then((view) => view.reload());
  }
  goTo(id: string) {
    return this.start_().then((view) => view.goTo(id));
  }
  reply(id?: string) {
    return this.start_().then((view) => view.reply(id));
  }
}

/** Fills every [data-chime-count] with its page's count: one request for each site. */
async function counts() {
  await new Promise(requestAnimationFrame);
  const bySite: Record<string, HTMLElement[]> = {};
  for (const span of document.querySelectorAll<HTMLElement & { asked_?: true }>("[data-chime-count]")) {
    const site =
      span.dataset["chimeSite"] || script.searchParams.get("site") || document.querySelector("chime-in[site]")?.getAttribute("site");
    if (!site || span.asked_) continue;
    span.asked_ = true;
    (bySite[site] ||= []).push(span);
  }
  for (const [site, spans] of Object.entries(bySite)) {
    while (spans.length) {
      const some = spans.splice(0, 100).map((span) => [span, new URL(span.dataset["chimeCount"] || "", location.href).href] as const);
      const query = new URLSearchParams(some.map(([, url]) => ["url", url]));
      fetch(`${api(site)}counts?${query}`)
        .then((answer) => answer.json())
        .then(({ counts }) => some.forEach(([span, url]) => (span.textContent = (counts[url] ?? 0).toLocaleString())))
        .catch(Boolean);
    }
  }
}

if (!customElements.get("chime-in")) {
  customElements.define("chime-in", ChimeIn);
  const moved = () => {
    live.forEach((el) => el.moved_());
    counts();
  };
  (window as { navigation?: EventTarget }).navigation?.addEventListener("navigatesuccess", moved);
  addEventListener("popstate", moved);
  addEventListener("DOMContentLoaded", counts);
  counts();
}
