import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts, newKey } from "../src/drafts.ts";
import { forgetOldDrafts } from "../src/forget.ts";
import { Me } from "../src/me.ts";
import { keep, keysOf, recall } from "../src/store.ts";
import { installPage, installStorage } from "./page.ts";

installPage();

test("a draft comes back for its page and its parent, and no other", () => {
  installStorage(false);
  const drafts = new Drafts("host/site:https://example.org/a");
  assert.equal(drafts.save("c1", "begun", "k".repeat(16)), true);
  assert.equal(drafts.get("c1")?.text, "begun");
  assert.equal(drafts.get(""), null);
  assert.equal(new Drafts("host/site:https://example.org/b").get("c1"), null);
  assert.deepEqual(drafts.parents(), ["c1"]);
});

test("an emptied draft is forgotten", () => {
  installStorage(false);
  const drafts = new Drafts("page");
  drafts.save("", "begun", newKey());
  drafts.save("", "  \n", newKey());
  assert.equal(drafts.get(""), null);
  assert.deepEqual(keysOf(""), []);
});

test("a page whose address begins with another's has its own drafts", () => {
  installStorage(false);
  new Drafts("https://example.org/a").save("c1", "x", newKey());
  assert.deepEqual(new Drafts("https://example.org/").parents(), []);
});

test("drafts are forgotten after thirty days, not before", () => {
  installStorage(false);
  const drafts = new Drafts("page");
  drafts.save("", "begun", newKey());
  const day = 86_400_000;
  forgetOldDrafts(Date.now() + 29 * day);
  assert.equal(drafts.get("")?.text, "begun");
  forgetOldDrafts(Date.now() + 31 * day);
  assert.equal(drafts.get(""), null);
});

test("blocked storage keeps nothing and breaks nothing", () => {
  installStorage(true);
  assert.equal(keep("x", 1), false);
  assert.deepEqual(recall("x", []), []);
  assert.deepEqual(keysOf(""), []);
  assert.equal(new Drafts("page").save("", "text", newKey()), false);
});

test("another program's junk under our name is not ours to fall over", () => {
  installStorage(false);
  localStorage.setItem("chime-in:me:site", "{not json");
  assert.equal(new Me("site").remembered, false);
  localStorage.setItem("chime-in:own:site", '{"text":5}');
  assert.deepEqual(recall("own:site", []), []);
  localStorage.setItem("chime-in:draft:page|", '"text"');
  assert.equal(new Drafts("page").get(""), null);
});

test("who writes is kept only when asked, and forgotten when no longer asked", () => {
  installStorage(false);
  const me = new Me("site");
  me.person = { name: "Sana", email: "sana@example.org", website: "" };
  me.token = "secret";
  me.settle(false);
  assert.deepEqual(keysOf(""), []);
  me.settle(true);
  const again = new Me("site");
  assert.deepEqual([again.person.name, again.token, again.remembered], ["Sana", "secret", true]);
  again.settle(false);
  assert.equal(new Me("site").person.email, "");
});

test("an idempotency key is long enough and never the same", () => {
  const keys = Array.from({ length: 200 }, newKey);
  assert.equal(new Set(keys).size, 200);
  for (const key of keys) assert.match(key, /^[0-9a-z]{16,128}$/);
});
