import { h } from "./h.ts";
import { WARN, icon } from "./icons.ts";
import { day } from "./time.ts";
import type { Ctx } from "./ctx.ts";
import type { Words } from "./words.ts";

export function skeleton(): HTMLElement {
  return (
    <div aria-hidden="true">
      {[1, 2, 3].map(() => (
        <div class="sk">
          <i class="a"></i>
          <div>
            <i></i>
            <i></i>
            <i></i>
          </div>
        </div>
      ))}
    </div>
  );
}

export function empty(ctx: Ctx, list: HTMLElement): Node[] {
  return [ctx.answer.thread.open && <p class="empty">{ctx.t("empty")}</p>, list].filter((node) => node !== false);
}

/** Stands where the form would be. */
export function shut(ctx: Ctx): HTMLElement {
  const { closes_at } = ctx.answer.thread;
  const past = closes_at && Date.parse(closes_at) < Date.now();
  return (
    <div class="form" id="join">
      <p class="note">{past ? ctx.t("closed_on", { date: day(closes_at, ctx.t.lang) }) : ctx.t("closed")}</p>
    </div>
  );
}

/** Which sentence says why the thread could not be read. */
export function why(base: string, status: number): string {
  if (status === 404) return "e_site";
  if (status === 422) return "e_url";
  // What is no answer of ours (a hotel's welcome page, say) means that we were not reached.
  if (status > 299) return "e_status";
  if (location.protocol === "https:" && base.startsWith("http:")) return "e_mixed";
  return navigator.onLine ? "e_reach" : "e_offline";
}

export function trouble(t: Words, base: string, status: number): HTMLElement {
  return (
    <div class="note bad" role="alert">
      {icon(WARN)}
      <span>
        <b>{t("e_title")}</b> {t(why(base, status), { host: new URL(base).host, origin: location.origin, status })}
      </span>
      <button class="btn sec" data-do="again">
        <span>{t("again")}</span>
      </button>
    </div>
  );
}
