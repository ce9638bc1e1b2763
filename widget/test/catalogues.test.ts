import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Catalog } from "../src/words.ts";

declare const WIDGET: string;

const catalogue = (lang: string) => JSON.parse(readFileSync(join(WIDGET, "locales", `${lang}.json`), "utf8")) as Catalog;
const languages = readdirSync(join(WIDGET, "locales")).map((name) => name.replace(".json", ""));
const english = catalogue("en");
const forms = (entry: Catalog[string] | undefined) => (typeof entry === "string" ? [entry] : Object.values(entry ?? {}));
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const source = readdirSync(join(WIDGET, "src"))
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(join(WIDGET, "src", name), "utf8"))
  .join("\n");

for (const lang of languages) {
  const words = catalogue(lang);

  test(`${lang} has the keys of English and no other, in the same order`, () => {
    assert.deepEqual(Object.keys(words), Object.keys(english));
  });

  test(`${lang} has every plural category that its language knows`, () => {
    for (const [key, entry] of Object.entries(words)) {
      const plural = typeof english[key] === "object";
      assert.equal(typeof entry === "object", plural, key);
      if (typeof entry !== "object") continue;
      assert.deepEqual(Object.keys(entry).sort(), [...new Intl.PluralRules(lang).resolvedOptions().pluralCategories].sort(), key);
    }
  });

  test(`${lang} uses the placeholders of English`, () => {
    for (const [key, entry] of Object.entries(words)) {
      const wanted = placeholders(forms(english[key]).at(-1) ?? "");
      // A form for one or two things may spell the number out.
      for (const form of forms(entry)) {
        const without = placeholders(form).filter((name) => name !== "n");
        assert.deepEqual(without, wanted.filter((name) => name !== "n"), `${key}: ${form}`);
      }
      assert.deepEqual(placeholders(forms(entry).at(-1) ?? ""), wanted, key);
    }
  });

  test(`${lang} has no markup and no stray spaces`, () => {
    for (const [key, entry] of Object.entries(words)) {
      for (const form of forms(entry)) assert.match(form, /^(?! )[^<>&]+(?<! )$/, key);
    }
  });
}

test("every string is said somewhere", () => {
  for (const key of Object.keys(english)) {
    assert.ok(source.includes(`"${key}"`), key);
  }
});

test("every string that the code names exists, and its name is written out", () => {
  for (const [, key] of source.matchAll(/["'`]((?:read|form|own|mod)_\w*)/g)) assert.ok(key && key in english, key);
  for (const [, key] of source.matchAll(/\bt(?:\.rich)?\(["'`]([^"'`]+)/g)) assert.match(key ?? "", /^(?:read|form|own|mod)_/);
});

test("a string's name says which bundle brings it", () => {
  const writing = /^(?:composer|desk|drafts|form|insert|markdown|me|posts|refusals|send|toolbar|tools)\.tsx?$/;
  const later = /^(?:editor|menu|mine|more|own|withdraw)\.tsx?$/;
  for (const name of readdirSync(join(WIDGET, "src")).filter((one) => /\.tsx?$/.test(one) && !later.test(one))) {
    const text = readFileSync(join(WIDGET, "src", name), "utf8");
    const early = writing.test(name) ? /["'`]own_\w/ : /["'`](?:form|own)_\w/;
    assert.doesNotMatch(text, early, name);
  }
});
