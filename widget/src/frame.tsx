import { h } from "./h.ts";
import type { Child } from "./h.ts";
import type { Ctx } from "./ctx.ts";

/** What every site is called to begin with; only an owner's own words are the same in every language. */
const DEFAULT_TITLE = "Join the Conversation!";

export function invitation(ctx: Ctx): Child[] {
  const { title, invitation: words } = ctx.answer.settings;
  return [
    h(`h${ctx.heading}`, { class: "title", id: "join-title", tabindex: -1 }, title === DEFAULT_TITLE ? ctx.t("join") : title),
    words && <p class="invite">{words}</p>,
  ];
}

/**
 * The form's frame: what can be seen of it, in its final size, before the composer is here. Whoever is quicker than the
 * composer can already type; it takes the text over.
 */
export function frame(ctx: Ctx): HTMLElement {
  if (ctx.composer) return ctx.composer.form();
  const node = (
    <form class="form frame" id="join" part="form" novalidate aria-labelledby="join-title mark">
      {invitation(ctx)}
      <div class="editor">
        <div class="bar"></div>
        <textarea aria-label={ctx.t("your_comment")} placeholder={ctx.t("placeholder")} rows="4" part="input"></textarea>
      </div>
      <div class="hold"></div>
    </form>
  );
  const ready = () => {
    eye.disconnect();
    void ctx.compose().then((composer) => {
      if (node.isConnected) composer.attach(node);
    });
  };
  const eye = new IntersectionObserver((all) => all.some((one) => one.isIntersecting) && ready(), { rootMargin: "60% 0px" });
  eye.observe(node);
  node.addEventListener("focusin", ready, { once: true });
  ctx.boot.signal.addEventListener("abort", () => eye.disconnect());
  return node;
}
