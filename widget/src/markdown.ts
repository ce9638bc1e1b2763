/** A textarea's text and selection, before and after a press of a toolbar's button. Pure, so that it can be tested. */
export interface Passage {
  text: string;
  start: number;
  end: number;
}

/** Puts marks around the selection, or takes them away when they are there already. */
export function wrap({ text, start, end }: Passage, mark: string): Passage {
  const n = mark.length;
  if (text.slice(start - n, start) === mark && text.slice(end, end + n) === mark) {
    return { text: text.slice(0, start - n) + text.slice(start, end) + text.slice(end + n), start: start - n, end: end - n };
  }
  return { text: text.slice(0, start) + mark + text.slice(start, end) + mark + text.slice(end), start: start + n, end: end + n };
}

/** Begins every selected line with a mark, or takes it away when every line has it. */
export function prefix({ text, start, end }: Passage, mark: string): Passage {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const stop = text.indexOf("\n", end);
  const to = stop < 0 ? text.length : stop;
  const lines = text.slice(from, to).split("\n");
  const all = lines.every((line) => line.startsWith(mark));
  const done = lines.map((line) => (all ? line.slice(mark.length) : mark + line)).join("\n");
  return { text: text.slice(0, from) + done + text.slice(to), start: all || start !== end ? from : from + done.length, end: from + done.length };
}

/** A link around the selection, with the address selected to be typed over; a selected address becomes the target. */
export function link({ text, start, end }: Passage): Passage {
  const picked = text.slice(start, end);
  const isAddress = /^https?:\/\/\S+$/.test(picked);
  const address = isAddress ? picked : "https://";
  const made = `[${isAddress ? "" : picked}](${address})`;
  const at = isAddress ? start + 1 : start + picked.length + 3;
  return { text: text.slice(0, start) + made + text.slice(end), start: at, end: isAddress ? at : at + address.length };
}

/** Code within a line, or a fenced block when the selection spans lines. */
export function code(passage: Passage): Passage {
  const { text, start, end } = passage;
  const picked = text.slice(start, end);
  if (!picked.includes("\n")) return wrap(passage, "`");
  const made = `\`\`\`\n${picked}\n\`\`\``;
  return { text: text.slice(0, start) + made + text.slice(end), start: start + 4, end: start + 4 + picked.length };
}

/** What was said before, as a quotation with room for the answer under it. */
export function quotation(words: string): string {
  const lines = words.trim().split("\n");
  return `${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}
