import type { Ctx } from "./ctx.ts";
import type { FieldName, Sentences } from "./form.tsx";
import type { Problem } from "./wire.ts";

/** What went wrong with a request, whether the instance said so or could not be asked. */
export type Trouble = Partial<Problem> & { wait?: number };

export type Errors = Record<string, { code: string | false; detail?: string }> | null | undefined;

export async function troubleOf(response: Response): Promise<Trouble> {
  const said = (await response.json().catch(() => null)) as Partial<Problem> | null;
  return { code: "", ...said, status: response.status, wait: Number(response.headers.get("retry-after")) };
}

/** No answer at all: we are offline, the instance is down, or it refused this page's origin before we could read why. */
export async function silence(ctx: Ctx): Promise<Trouble> {
  if (!navigator.onLine) return { code: "offline" };
  // Reading is open to every origin, writing is not: whoever can read but got no answer to a write was not allowed to.
  return ctx.ask("counts?url=x").then(
    () => ({ code: "origin-not-allowed" }),
    () => ({ code: "unreachable" }),
  );
}

const ASKS: Record<FieldName, string> = { text: "form_e_text", name: "form_e_name", email: "form_e_email", website: "form_e_website" };

/** The sentences for the form's fields, in the reader's language where we know the code. */
export function fieldSentences({ t, answer }: Ctx, errors: Errors): Sentences {
  const wrong: Sentences = {};
  const { min_length, max_length } = answer.settings;
  for (const [field, { code, detail }] of Object.entries(errors ?? {})) {
    if (!code || !(field in ASKS)) continue;
    const key = field as FieldName;
    const tooLong = code === "too-long" && key === "text";
    if (tooLong) wrong[key] = t("form_e_long", { n: max_length });
    else if (code === "too-short") wrong[key] = t("form_e_short", { n: min_length });
    else wrong[key] = /^(req|inv)/.test(code) ? t(ASKS[key]) : (detail as string);
  }
  return wrong;
}

/** Title and text by code; what says so third makes no sense to try again. */
const SAID: Record<string, readonly [title: string, text: string, final?: true]> = {
  offline: ["read_e_offline", "form_offline"],
  unreachable: ["read_e_reach", ""],
  "origin-not-allowed": ["form_failed_title", "form_origin"],
  "thread-closed": ["form_failed_title", "form_closed", true],
  "not-found": ["form_failed_title", "read_not_found", true],
};

/** Everything that is not about one field. */
export function explain({ t, boot }: Ctx, { code = "", status = 0, detail, errors }: Trouble): { title: string; text: string; again: boolean } {
  const values = { origin: location.origin, host: new URL(boot.base).host, status };
  const [title, text, final] = SAID[code] ?? ["form_failed_title", ""];
  // An error of a field that people do not see, such as the parent, says more than the whole.
  const why = text ? t(text, values) : Object.values(errors ?? {})[0]?.detail || detail || (status ? t("read_e_status", values) : "");
  return { title: t(title, values), text: `${why} ${t("form_failed")}`, again: !final };
}

/** Counts the seconds down in a note until it makes sense to try again, without reading each of them out. */
export function countdown(t: Ctx["t"], note: HTMLElement, n: number): void {
  const [line, button] = [note.querySelector("span"), note.querySelector("button")] as [HTMLElement, HTMLElement];
  line.ariaLive = "off";
  const tick = () => {
    line.textContent = t(n > 0 ? "form_wait" : "form_failed", { n });
    button.hidden = n > 0;
    if (n-- > 0 && line.isConnected) setTimeout(tick, 1000);
  };
  tick();
}
