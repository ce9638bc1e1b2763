import assert from "node:assert/strict";
import { test } from "node:test";
import { tree, webAddress } from "../src/body.ts";
import { installPage, shown } from "./page.ts";

installPage();

test("the tags of the contract come through, nested", () => {
  const body = [["p", "one ", ["em", "two"], ["br"], ["a", { href: "https://example.org/" }, "three"]], ["ol", { start: 3 }, ["li", "x"]]];
  assert.equal(
    shown(tree(body)),
    "<p>one <em>two</em><br></br><a href=https://example.org/ rel=nofollow ugc noopener>three</a></p><ol start=3><li>x</li></ol>",
  );
});

test("of a tag that is not in the contract only the text stays", () => {
  assert.equal(shown(tree([["script", "alert(1)"], ["img", { src: "x", onerror: "y" }], ["svg", ["p", "inside"]]])), "alert(1)<p>inside</p>");
});

test("markup in text stays text", () => {
  assert.equal(tree(["<b>bold</b>"])[0], "<b>bold</b>");
});

test("a link leads only to web and mail addresses", () => {
  for (const href of ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x", "//evil.example", "/local", "", null, 7]) {
    assert.equal(webAddress(href), false, String(href));
    assert.equal(shown(tree([["a", { href }, "x"]])), "<a>x</a>");
  }
  for (const href of ["http://example.org", "HTTPS://example.org", "mailto:a@example.org"]) assert.equal(webAddress(href), true, href);
});

test("no other attribute comes through, on whatever tag", () => {
  assert.equal(shown(tree([["p", { onclick: "x", style: "y", id: "z" }, "text"], ["em", { href: "https://example.org" }, "e"]])), "<p>text</p><em>e</em>");
});

test("a list starts only at a whole number", () => {
  assert.equal(shown(tree([["ol", { start: "1 onclick=x" }, ["li", "a"]]])), "<ol><li>a</li></ol>");
});

test("a body that is nested without end is cut, not a crash", () => {
  let deep: unknown = "core";
  for (let i = 0; i < 5000; i += 1) deep = ["blockquote", deep];
  assert.ok(shown(tree([deep])).length < 5000);
});

test("junk in place of a tree gives nothing", () => {
  for (const junk of [null, undefined, 7, "text", {}, [null, 7, {}, [], [7, "x"]]]) assert.doesNotThrow(() => tree(junk));
});
