// The desk's script: htmx for parts of pages, and what it lacks for a queue: keys, choosing, one card at a time.
import "./htmx.ts";
import { showAgo } from "./ago.ts";
import { watchChoice } from "./choice.ts";
import { showCopies, watchCopies } from "./copy.ts";
import { watchKeys } from "./keys.ts";
import { watchPasskeys } from "./passkeys.ts";
import { watchQueue } from "./queue.ts";
import { watchSwipes } from "./swipes.ts";

document.documentElement.classList.add("scripted");
watchQueue();
watchChoice();
watchKeys();
watchSwipes();
watchCopies();
watchPasskeys();
showAgo(document);
// On a phone the menu is wider than the screen.
document.querySelector(".bar [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
document.addEventListener("htmx:after:swap", () => {
  showAgo(document);
  showCopies(document);
});
for (const button of document.querySelectorAll<HTMLElement>("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.querySelector<HTMLDialogElement>(`dialog#${button.dataset["opens"] ?? ""}`)?.showModal();
  });
}
for (const box of document.querySelectorAll<HTMLElement>("[data-all]")) box.hidden = false;
// A menu closes when the work goes on elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.me[open], details.more[open]")) {
    if (!menu.contains(event.target as Node)) menu.open = false;
  }
});
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-at-once]")) {
  form.addEventListener("change", () => {
    form.requestSubmit();
  });
}
