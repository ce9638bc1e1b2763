/** A textarea's text and selection, before and after a press of a toolbar's button. Pure, so that it can be tested. */
export interface Passage {
  text: string;
  start: number;
  end: number;
}

/** Puts marks around the selection, or takes them away when they are there already. */
export function wrap({ text, start, end }: Passage, mark: string, close = mark): Passage {
  const [before, picked, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  const there = before.endsWith(mark) && after.startsWith(close);
  const from = there ? -mark.length : mark.length;
  return {
    text: there ? before.slice(0, from) + picked + after.slice(close.length) : before + mark + picked + close + after,
    start: start + from,
    end: end + from,
  };
}

/** Begins every selected line with a mark of two characters, or takes it away when every line has it. */
export function prefix({ text, start, end }: Passage, mark: string): Passage {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = `${text}\n`.indexOf("\n", end);
  const lines = text.slice(from, to);
  const all = lines.split("\n").every((line) => line.startsWith(mark));
  const done = lines.replace(all ? /^../gm : /^/gm, all ? "" : mark);
  const stop = from + done.length;
  return { text: text.slice(0, from) + done + text.slice(to), start: start === end ? stop : from, end: stop };
}

/** A link around the selection, with the address selected to be typed over; a selected address becomes the target. */
export function link(passage: Passage): Passage {
  const { text, start, end } = passage;
  if (/^https?:\/\/\S+$/.test(text.slice(start, end))) return { ...wrap(passage, "[](", ")"), start: start + 1, end: start + 1 };
  return { ...wrap(passage, "[", "](https://)"), start: end + 3, end: end + 11 };
}

/** Code within a line, or a fenced block when the selection spans lines. */
export function code(passage: Passage): Passage {
  return passage.text.slice(passage.start, passage.end).includes("\n") ? wrap(passage, "```\n", "\n```") : wrap(passage, "`");
}

/** What was said before, as a quotation with room for the answer under it. */
export function quotation(words: string): string {
  const lines = words.trim().split("\n");
  return `${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}
