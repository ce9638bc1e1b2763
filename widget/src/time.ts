const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const THIRTY_DAYS = 30 * 86_400;

// A formatter costs more to make than everything else about a comment; each is made once.
const made: Record<string, Intl.DateTimeFormat> = {};
const relative: Record<string, Intl.RelativeTimeFormat> = {};

function date(iso: string, lang: string, style: Intl.DateTimeFormatOptions): string {
  return (made[lang + JSON.stringify(style)] ??= new Intl.DateTimeFormat(lang, style)).format(Date.parse(iso));
}

/** "3 days ago" for the last 30 days, a date before that. `now` in milliseconds. */
export function ago(iso: string, lang: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds >= THIRTY_DAYS) return date(iso, lang, { dateStyle: "medium" });
  const [unit, size] = STEPS.find(([, enough]) => seconds >= enough) ?? (["second", Infinity] as const);
  return (relative[lang] ??= new Intl.RelativeTimeFormat(lang, { numeric: "auto" })).format(-Math.floor(seconds / size), unit);
}

export function exact(iso: string, lang: string): string {
  return date(iso, lang, { dateStyle: "long", timeStyle: "short" });
}

export function day(iso: string, lang: string): string {
  return date(iso, lang, { dateStyle: "long" });
}
