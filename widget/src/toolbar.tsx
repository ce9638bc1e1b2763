import { h, icon } from "./shared.ts";
import { BOLD, CODE, ITALIC, LINK, LIST, QUOTE } from "./icons.ts";
import { code, link, prefix, wrap } from "./markdown.ts";
import type { Passage } from "./markdown.ts";
import type { Words } from "./words.ts";

type Edit = (passage: Passage) => Passage;

const TOOLS: readonly (readonly [key: string, drawing: string, edit: Edit, shortcut: string])[] = [
  ["bold", BOLD, (p) => wrap(p, "**"), "b"],
  ["italic", ITALIC, (p) => wrap(p, "*"), "i"],
  ["link", LINK, link, "k"],
  ["quote", QUOTE, (p) => prefix(p, "> "), ""],
  ["code", CODE, code, "e"],
  ["list", LIST, (p) => prefix(p, "- "), ""],
];

/** One tab stop; arrow keys walk inside it. `last` stands at its end; `before` is called before each edit. */
export function toolbar(t: Words, area: HTMLTextAreaElement, last: HTMLElement | null, before: () => void = () => undefined): HTMLElement {
  const use = (edit: Edit) => {
    before();
    const next = edit({ text: area.value, start: area.selectionStart, end: area.selectionEnd });
    area.value = next.text;
    area.focus();
    area.setSelectionRange(next.start, next.end);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const bar = (
    <div class="bar" role="toolbar" aria-label={t("own_tools")}>
      {TOOLS.map(([key, drawing, edit]) => (
        <button class="tb" aria-label={t(`own_${key}`)} title={t(`own_${key}`)} onclick={() => use(edit)}>
          {icon(drawing)}
        </button>
      ))}
      <span class="sp"></span>
      {last}
    </div>
  );
  const buttons = [...bar.querySelectorAll("button")];
  rove(bar, buttons, ["ArrowLeft", "ArrowRight"]);
  buttons.forEach((button, i) => (button.tabIndex = i ? -1 : 0));
  area.addEventListener("keydown", (event) => {
    const tool = event.ctrlKey || event.metaKey ? TOOLS.find(([, , , shortcut]) => shortcut && shortcut === event.key.toLowerCase()) : null;
    if (!tool || event.altKey || event.shiftKey) return;
    event.preventDefault();
    use(tool[2]);
  });
  return bar;
}

/** Arrow keys, Home and End move the focus along the buttons; in a right-to-left page left is forward. */
export function rove(box: HTMLElement, buttons: readonly HTMLElement[], [back, forth]: [string, string]): void {
  box.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target as HTMLElement);
    const turned = back === "ArrowLeft" && getComputedStyle(box).direction === "rtl";
    const step = { [back]: turned ? 1 : -1, [forth]: turned ? -1 : 1 }[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : step ? (at + step + buttons.length) % buttons.length : -1;
    const next = buttons[to];
    if (at < 0 || !next) return;
    event.preventDefault();
    for (const button of buttons) button.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}
