// "3 minutes ago" beside the exact moment: pages are the same for everybody, so this is said by the browser.
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];
const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** How long ago that was, in the largest unit that fits. */
export function ago(seconds: number): string {
  for (const [unit, length] of STEPS) {
    if (seconds >= length) return words.format(-Math.floor(seconds / length), unit);
  }
  return "just now";
}

/** Says it in every `time` that wants it and has not said it. */
export function showAgo(within: ParentNode): void {
  for (const time of within.querySelectorAll<HTMLTimeElement>("time[data-ago]")) {
    const at = Date.parse(time.dateTime);
    if (Number.isNaN(at)) continue;
    time.title = time.title || new Date(at).toLocaleString();
    time.textContent = ago(Math.max(0, (Date.now() - at) / 1000));
  }
}
