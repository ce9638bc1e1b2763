import { h } from "./h.ts";
import type { Ctx } from "./ctx.ts";

/**
 * The form's frame: what can be seen of it, in its final size, before the composer is here. Whoever is quicker than the
 * composer can already type; it takes the text over.
 */
export function frame(ctx: Ctx): HTMLElement {
  if (ctx.composer) return ctx.composer.form();
  const { settings } = ctx.answer;
  const node = (
    <form class="form frame" id="join" part="form" novalidate aria-labelledby="join-title">
      {h(`h${ctx.heading}`, { class: "title", id: "join-title", tabindex: -1 }, settings.title || ctx.t("join"))}
      {settings.invitation && <p class="invite">{settings.invitation}</p>}
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
