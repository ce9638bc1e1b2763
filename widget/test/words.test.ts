import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../locales/en.json";
import ar from "../locales/ar.json";
import de from "../locales/de.json";
import { makeWords } from "../src/words.ts";
import type { Catalog } from "../src/words.ts";

test("a plural follows the language's own rules", () => {
  const arabic = makeWords("ar", ar as Catalog, en as Catalog);
  const said = [0, 1, 2, 3, 11, 100].map((n) => arabic("read_count", { n }));
  assert.equal(new Set(said).size, 6);
  assert.equal(makeWords("de", de as Catalog, en as Catalog)("read_count", { n: 1 }), "1 Kommentar");
  assert.equal(makeWords("en", null, en as Catalog)("read_count", { n: 0 }), "0 comments");
});

test("numbers are written as the language writes them", () => {
  assert.equal(makeWords("de", de as Catalog, en as Catalog)("read_count", { n: 12345 }), "12.345 Kommentare");
});

test("a missing key speaks English, with English plurals", () => {
  const german = makeWords("de", {}, en as Catalog);
  assert.equal(german("read_count", { n: 1 }), "1 comment");
  assert.equal(german("read_reply"), "Reply");
});

test("a value is put in as it is, even when it looks like a placeholder", () => {
  assert.equal(makeWords("en", null, en as Catalog)("read_reply_to", { name: "{n} $& <b>" }), "Reply to {n} $& <b>");
});

test("nodes can stand in a sentence, wherever the language wants them", () => {
  const node = { tag: "b" } as unknown as Node;
  assert.deepEqual(makeWords("de", de as Catalog, en as Catalog).rich("form_as", { name: node }), ["Sie schreiben als ", node, ""]);
});

test("Arabic is written from right to left, German is not", () => {
  assert.equal(makeWords("ar", null, {}).dir, "rtl");
  assert.equal(makeWords("de", null, {}).dir, "ltr");
});
