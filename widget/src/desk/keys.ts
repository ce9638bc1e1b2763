// The queue by keyboard: one letter a verb, the same letters as the buttons show.
import { choose, chooseAll } from "./choice.ts";
import { here, move } from "./queue.ts";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/** Press what the key stands for: in the card that is worked on, else wherever the page has it. */
function press(key: string): boolean {
  const within = key === "z" ? document : (here() ?? document);
  const all = within.querySelectorAll<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  const found = key === "z" ? all[all.length - 1] : all[0];
  found?.click();
  return found !== undefined;
}

function act(event: KeyboardEvent): boolean {
  switch (event.key) {
    case "j":
      move(1);
      return true;
    case "k":
      move(-1);
      return true;
    case "x":
    case "X":
      choose(here(), event.shiftKey);
      return true;
    case "*":
      chooseAll();
      return true;
    case "/": {
      const search = document.querySelector<HTMLElement>("[data-search]");
      search?.focus();
      return search !== null;
    }
    case "?": {
      const help = document.querySelector<HTMLDialogElement>("dialog#keys");
      help?.showModal();
      return help !== null;
    }
    default:
      return event.key.length === 1 && press(event.key.toLowerCase());
  }
}

export function watchKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target as Element;
    if (at.matches(TYPING) || at.closest("dialog[open]")) {
      if (event.key === "Escape" && at instanceof HTMLElement) at.blur();
      return;
    }
    if (act(event)) event.preventDefault();
  });
}
