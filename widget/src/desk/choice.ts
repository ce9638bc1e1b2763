// Choosing cards for one decision about many.
import { cards, goTo, say } from "./queue.ts";

let last: HTMLElement | null = null;

const box = (card: HTMLElement): HTMLInputElement | null => card.querySelector<HTMLInputElement>(":scope > input[type=checkbox]");

/** Choose this card, or no more; with `range`, all from the last one that was chosen. */
export function choose(card: HTMLElement | null, range = false): void {
  if (!card) return;
  const mine = box(card);
  if (!mine) return;
  mine.checked = !mine.checked;
  if (range && last) {
    const all = cards();
    const [from, to] = [all.indexOf(last), all.indexOf(card)].sort((a, b) => a - b);
    for (const one of all.slice(from, (to ?? 0) + 1)) set(one, mine.checked);
  }
  last = card;
  show();
}

/** Choose all that are shown, or none where all are. */
export function chooseAll(): void {
  const all = cards();
  const on = all.some((card) => !box(card)?.checked);
  for (const card of all) set(card, on);
  show();
}

function set(card: HTMLElement, on: boolean): void {
  const mine = box(card);
  if (mine) mine.checked = on;
}

function show(): void {
  const chosen = cards().filter((card) => box(card)?.checked);
  for (const card of cards()) card.classList.toggle("chosen", chosen.includes(card));
  const bar = document.querySelector<HTMLElement>(".bulk");
  if (!bar) return;
  bar.toggleAttribute("data-none", chosen.length === 0);
  const told = chosen.length ? `${String(chosen.length)} chosen` : "";
  for (const place of bar.querySelectorAll<HTMLElement>("[data-chosen]")) {
    place.dataset["hint"] ??= place.textContent;
    place.textContent = told || place.dataset["hint"];
  }
  if (told) say(told);
}

export function watchChoice(): void {
  document.addEventListener("change", (event) => {
    const at = event.target as HTMLElement;
    if (at.matches("[data-all]")) {
      for (const card of cards()) set(card, (at as HTMLInputElement).checked);
      show();
    } else if (at.matches(".item > input[type=checkbox]")) {
      last = at.closest<HTMLElement>(".item");
      if (last) goTo(last, false);
      show();
    }
  });
  document.addEventListener("htmx:after:swap", show);
  show();
}
