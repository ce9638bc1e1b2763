import { h } from "./h.ts";
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

/** What every form has at once: under its head the text, and below that the place of all else. `r` is under a comment. */
export function shell(ctx: Ctx, id: "m" | "r", head: Child, style: string): HTMLElement {
  const end = id === "m";
  return (
    <form class={`form ${style}`} id={end && "join"} part="form" novalidate aria-labelledby={end ? "join-title mark" : "reply-title"}>
      {head}
      <div class="editor">
        <div class="bar"></div>
        <label class="vh" for={`${id}-text`}>
          {ctx.t("read_your_comment")}
        </label>
        <textarea id={`${id}-text`} aria-describedby={`${id}-text-e`} placeholder={ctx.t("read_placeholder")} rows="4" required dir="auto" part="input"></textarea>
      </div>
      <div class="hold"></div>
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
  const ready = () => {
    eye.disconnect();
    void ctx.compose().then((composer) => node.isConnected && composer.form());
  };
  const eye = new IntersectionObserver((all) => all.some((one) => one.isIntersecting) && ready(), { rootMargin: "60% 0px" });
  eye.observe(node);
  node.addEventListener("focusin", ready, { once: true });
  ctx.boot.signal.addEventListener("abort", () => eye.disconnect());
  return node;
}
