import { h, icon, WARN } from "./shared.ts";
import type { Ctx } from "./ctx.ts";
import type { FieldName } from "./form.tsx";
import type { Problem } from "./wire.ts";

/** What went wrong with a request, whether the instance said so or could not be asked. */
export type Trouble = Pick<Problem, "status" | "code" | "detail" | "errors"> & { wait: number };

export async function troubleOf(response: Response): Promise<Trouble> {
  const said = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const wait = Number(response.headers.get("retry-after")) || 0;
  return { status: response.status, code: said.code ?? "", detail: said.detail ?? "", errors: said.errors ?? null, wait };
}

/** No answer at all: we are offline, the instance is down, or it refused this page's origin before we could read why. */
export async function silence(ctx: Ctx): Promise<Trouble> {
  const none = { status: 0, detail: "", errors: null, wait: 0 };
  if (!navigator.onLine) return { ...none, code: "offline" };
  // Reading is open to every origin, writing is not: whoever can read but got no answer to a write was not allowed to.
  const reads = await ctx.ask("counts?url=x").catch(() => null);
  return { ...none, code: reads ? "origin-not-allowed" : "unreachable" };
}

const PLACES = { name: 1, email: 1, website: 1, text: 1 };

/** The sentences for the form's fields, in the reader's language where we know the code. */
export function fieldSentences(ctx: Ctx, trouble: Trouble): Partial<Record<FieldName, string>> {
  const { settings } = ctx.answer;
  const wrong: Partial<Record<FieldName, string>> = {};
  for (const [field, { code, detail }] of Object.entries(trouble.errors ?? {})) {
    if (field in PLACES) wrong[field as FieldName] = sentence(ctx, field as FieldName, code, settings) ?? detail;
  }
  return wrong;
}

function sentence({ t }: Ctx, field: FieldName, code: string, settings: { min_length: number; max_length: number }): string | null {
  if (code === "required") return t(`form_e_${field}`);
  if (code === "invalid-email" || code === "invalid-website") return t(`form_e_${field}`);
  if (code === "too-short" && field === "text") return t("form_e_short", { n: settings.min_length });
  if (code === "too-long" && field === "text") return t("form_e_long", { n: settings.max_length });
  return null;
}

/** Title, text and whether another try makes sense, by code. */
const SAID: Record<string, readonly [title: string, text: string, again: boolean]> = {
  offline: ["e_offline", "form_offline", true],
  unreachable: ["e_reach", "form_failed", true],
  "origin-not-allowed": ["form_failed_title", "form_origin", true],
  "thread-closed": ["form_failed_title", "form_closed", false],
  "edit-window-over": ["form_failed_title", "form_window", false],
  "not-found": ["form_failed_title", "not_found", false],
};

/** Everything that is not about one field. */
export function explain(ctx: Ctx, trouble: Trouble): { title: string; text: string; again: boolean } {
  const { t } = ctx;
  const values = { origin: location.origin, host: new URL(ctx.boot.base).host, status: trouble.status };
  const [title, text, again] = SAID[trouble.code] ?? ["form_failed_title", "", true];
  const other = () => `${otherField(trouble) || trouble.detail || t("e_status", values)} ${t("form_failed")}`;
  return { title: t(title, values), text: text ? t(text, values) : other(), again };
}

/** An error of a field that people do not see, such as the parent. */
function otherField(trouble: Trouble): string {
  return Object.entries(trouble.errors ?? {}).find(([field]) => !(field in PLACES))?.[1].detail ?? "";
}

export function notice(ctx: Ctx, title: string, text: string, again: (() => void) | null): HTMLElement {
  return (
    <div class="note bad" role="alert">
      {icon(WARN)}
      <span>
        <b>{title}</b> {text}
      </span>
      {again && (
        <button class="btn sec" onclick={again}>
          <span>{ctx.t("again")}</span>
        </button>
      )}
    </div>
  );
}
