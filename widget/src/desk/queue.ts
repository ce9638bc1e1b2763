// Which card is worked on. A decided card folds away; the work goes on with the next one.

/** The cards that are still to be decided, in order. */
export function cards(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(".item")];
}

/** The card that keys act upon. */
export function here(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".item.here");
}

/** Work on this card; where the work was done by keys, it is shown and focused. */
export function goTo(card: HTMLElement | undefined, focus = true): void {
  if (!card) return;
  here()?.classList.remove("here");
  card.classList.add("here");
  if (focus) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }
}

/** The next card (1) or the one before (-1). */
export function move(by: 1 | -1): void {
  const all = cards();
  const at = here() ? all.indexOf(here() as HTMLElement) + by : 0;
  goTo(all[Math.max(0, Math.min(all.length - 1, at))]);
}

/** Tell it to those who do not see it. */
export function say(text: string): void {
  const box = document.getElementById("says");
  if (box) box.textContent = text;
}

let next: string | null = null;

/** Where the work goes on when this card is gone: remembered before it is. */
function remember(card: Element): void {
  const all = cards();
  const at = all.indexOf(card as HTMLElement);
  next = (all[at + 1] ?? all[at - 1])?.id ?? null;
}

export function watchQueue(): void {
  document.addEventListener("submit", (event) => {
    const card = (event.target as Element).closest(".item");
    if (card) remember(card);
  });
  document.addEventListener("focusin", (event) => {
    const card = (event.target as Element).closest<HTMLElement>(".item");
    if (card && card !== here()) goTo(card, false);
  });
  document.addEventListener("htmx:after:swap", () => {
    const told = document.querySelector<HTMLElement>("[data-say]");
    if (told) {
      say(told.dataset["say"] ?? "");
      told.removeAttribute("data-say");
    }
    if (next && !here()) goTo(document.getElementById(next) ?? cards()[0]);
    next = null;
    if (!cards().length) document.querySelector<HTMLElement>("[data-when-empty]")?.removeAttribute("hidden");
  });
}
