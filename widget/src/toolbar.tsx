import { h, icon } from "./shared.ts";
import { BOLD, CODE, ITALIC, LINK, LIST, QUOTE } from "./icons.ts";
import { code, link, prefix, wrap } from "./markdown.ts";
import type { Passage } from "./markdown.ts";
import type { Words } from "./words.ts";

type Edit = (passage: Passage) => Passage;

const TOOLS: readonly (readonly [word: string, drawing: string, edit: Edit, shortcut?: string])[] = [
  ["form_bold", BOLD, (p) => wrap(p, "**"), "b"],
  ["form_italic", ITALIC, (p) => wrap(p, "*"), "i"],
  ["form_link", LINK, link, "k"],
  ["form_quote", QUOTE, (p) => prefix(p, "> ")],
  ["form_code", CODE, code, "e"],
  ["form_list", LIST, (p) => prefix(p, "- ")],
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
    <div class="bar" role="toolbar" aria-label={t("form_tools")}>
      {TOOLS.map(([word, drawing, edit], i) => (
        <button class="act tb" tabindex={i && -1} aria-label={t(word)} title={t(word)} onclick={() => use(edit)}>
          {icon(drawing)}
        </button>
      ))}
      <span class="sp"></span>
      {last}
    </div>
  );
  rove(bar, ["ArrowLeft", "ArrowRight"]);
  area.addEventListener("keydown", (event) => {
    const tool = TOOLS.find(([, , , shortcut]) => shortcut === event.key.toLowerCase());
    if (!tool || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    use(tool[2]);
  });
  return bar;
}

/** Arrow keys, Home and End move the focus along the buttons; in a right-to-left page left is forward. */
export function rove(box: HTMLElement, [back, forth]: [string, string]): void {
  box.addEventListener("keydown", (event) => {
    const buttons = [...box.querySelectorAll("button")];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const step = getComputedStyle(box).direction === "rtl" && back === "ArrowLeft" ? -1 : 1;
    const to = { [back]: at - step, [forth]: at + step, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    for (const button of buttons) button.tabIndex = -1;
    const next = buttons.at(to % buttons.length) as HTMLElement;
    next.tabIndex = 0;
    next.focus();
  });
}
