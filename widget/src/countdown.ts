import type { Ctx } from "./ctx.ts";

/** Counts the seconds down in a note that says when to try again, without reading each of them out. */
export function countdown(ctx: Ctx, notes: HTMLElement, seconds: number): void {
  const [line, button] = [notes.querySelector("span"), notes.querySelector("button")];
  if (!line || !button) return;
  const say = () => {
    line.textContent = seconds > 0 ? ctx.t("own_wait", { n: seconds }) : ctx.t("form_failed");
    button.hidden = seconds > 0;
  };
  say();
  line.setAttribute("aria-live", "off");
  const tick = setInterval(() => {
    seconds -= 1;
    if (line.isConnected) say();
    if (!line.isConnected || seconds <= 0) clearInterval(tick);
  }, 1000);
  ctx.boot.signal.addEventListener("abort", () => clearInterval(tick));
}
