import assert from "node:assert/strict";
import { test } from "node:test";
import { code, link, prefix, quotation, wrap } from "../src/markdown.ts";

/** "a [b] c" stands for the text "a b c" with "b" selected. */
const at = (drawn: string) => {
  const start = drawn.indexOf("[");
  const end = drawn.indexOf("]") - 1;
  return { text: drawn.replace("[", "").replace("]", ""), start, end };
};

test("a selection is wrapped and stays selected", () => {
  assert.deepEqual(wrap(at("so [very] true"), "**"), { text: "so **very** true", start: 5, end: 9 });
});

test("a wrapped selection is unwrapped by a second press", () => {
  assert.deepEqual(wrap(wrap(at("so [very] true"), "**"), "**"), at("so [very] true"));
});

test("every selected line gets the mark, and loses it when all have it", () => {
  const quoted = prefix(at("one\n[two\nthree]\nfour"), "> ");
  assert.equal(quoted.text, "one\n> two\n> three\nfour");
  assert.equal(prefix(quoted, "> ").text, "one\ntwo\nthree\nfour");
});

test("a list can begin on an empty line, with the caret behind its mark", () => {
  assert.deepEqual(prefix({ text: "", start: 0, end: 0 }, "- "), { text: "- ", start: 2, end: 2 });
});

test("a link keeps the words and selects the address to be typed", () => {
  const made = link(at("see [the notes]"));
  assert.equal(made.text, "see [the notes](https://)");
  assert.equal(made.text.slice(made.start, made.end), "https://");
});

test("a selected address becomes the target, and the caret waits for the words", () => {
  const made = link(at("[https://example.org/x]"));
  assert.equal(made.text, "[](https://example.org/x)");
  assert.deepEqual([made.start, made.end], [1, 1]);
});

test("code of several lines is fenced, of one line is not", () => {
  assert.equal(code(at("run [ls] now")).text, "run `ls` now");
  assert.equal(code({ text: "a\nb", start: 0, end: 3 }).text, "```\na\nb\n```");
});

test("a quotation marks every line and leaves room under it", () => {
  assert.equal(quotation("one\n\ntwo\n"), "> one\n>\n> two\n\n");
});
