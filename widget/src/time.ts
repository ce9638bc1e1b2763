const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const THIRTY_DAYS = 30 * 86_400;

/** "3 days ago" for the last 30 days, a date before that. `now` in milliseconds. */
export function ago(iso: string, lang: string, now: number): string {
  const then = Date.parse(iso);
  const seconds = Math.max(0, (now - then) / 1000);
  if (seconds >= THIRTY_DAYS) return new Intl.DateTimeFormat(lang, { dateStyle: "medium" }).format(then);
  const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (seconds >= size) return relative.format(-Math.floor(seconds / size), unit);
  }
  return relative.format(0, "second");
}

export function exact(iso: string, lang: string): string {
  return new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short" }).format(Date.parse(iso));
}

export function day(iso: string, lang: string): string {
  return new Intl.DateTimeFormat(lang, { dateStyle: "long" }).format(Date.parse(iso));
}
