import { h } from "./h.ts";
import { webAddress } from "./body.ts";
import { recall } from "./store.ts";
import type { Child } from "./h.ts";
import type { Ctx } from "./ctx.ts";

/** What every site is called to begin with; only an owner's own words are the same in every language. */
const DEFAULT_TITLE = "Join the Conversation!";

export function invitation(ctx: Ctx): Child[] {
  const { title, invitation: words } = ctx.answer.settings;
  return [
    h(`h${ctx.heading}`, { class: "title", id: "join-title", tabindex: -1 }, title === DEFAULT_TITLE ? ctx.t("read_join") : title),
    words && <p class="invite">{words}</p>,
  ];
}

/** What every form has at once: its head, the text, the place of all else, and the rules. `r` is under a comment. */
export function shell(ctx: Ctx, id: "m" | "r", head: Child, style: string): HTMLElement {
  const end = id === "m";
  const { t, answer } = ctx;
  const { settings } = answer;
  return (
    <form class={`form ${style}`} id={end && "join"} part="form" novalidate aria-labelledby={end ? "join-title mark" : "reply-title"}>
      {head}
      <div class="editor">
        <div class="bar"></div>
        <label class="vh" for={`${id}-text`}>
          {t("read_your_comment")}
        </label>
        <textarea id={`${id}-text`} aria-describedby={`${id}-text-e`} placeholder={t("read_placeholder")} required dir="auto" part="input"></textarea>
      </div>
      <div class={recall<{ name?: string }>(`me:${ctx.siteKey}`, {}).name ? "hold brief" : "hold"}></div>
      <p class="rules">
        <span id={`${id}-consent`}>{settings.consent || t("read_consent")}</span>{" "}
        {settings.moderation !== "none" && t(settings.moderation === "all" ? "read_all" : "read_first")}{" "}
        {webAddress(settings.guidelines_url) && <a href={settings.guidelines_url}>{t("read_guidelines")}</a>}
      </p>
    </form>
  );
}

/**
 * The form at the end as far as it can be seen, in its final size, before the composer is here. Whoever is quicker than the
 * composer can already type: it builds on in the same place.
 */
export function frame(ctx: Ctx): HTMLElement {
  if (ctx.composer) return ctx.composer.form();
  const node = shell(ctx, "m", invitation(ctx), "frame");
  node.addEventListener("focusin", () => fill(ctx, node), { once: true });
  return node;
}

/** Brings the composer when the form's frame comes near; to be called when everything above it is in its place. */
export function fillWhenNear(ctx: Ctx): void {
  const node = ctx.section.querySelector<HTMLElement>(".frame");
  if (!node) return;
  const eye = new IntersectionObserver(
    (all) => {
      if (!all.some((one) => one.isIntersecting)) return;
      eye.disconnect();
      fill(ctx, node);
    },
    { rootMargin: "60% 0px" },
  );
  eye.observe(node);
  ctx.boot.signal.addEventListener("abort", () => eye.disconnect());
}

function fill(ctx: Ctx, node: HTMLElement): void {
  void ctx.compose().then((composer) => node.isConnected && composer.form());
}
