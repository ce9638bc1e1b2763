import assert from "node:assert/strict";
import { test } from "node:test";
import { draftsOf, newKey } from "../src/drafts.ts";
import { whoWrites } from "../src/me.ts";
import { keep, keysOf, recall } from "../src/store.ts";
import { installPage, installStorage } from "./page.ts";

installPage();

test("a draft comes back for its page and its parent, and no other", () => {
  installStorage(false);
  const drafts = draftsOf("host/site:https://example.org/a");
  assert.equal(drafts.save("c1", "begun", "k".repeat(16)), true);
  assert.equal(drafts.get("c1").text, "begun");
  assert.deepEqual(drafts.get(""), {});
  assert.deepEqual(draftsOf("host/site:https://example.org/b").get("c1"), {});
  assert.deepEqual(drafts.parents(), ["c1"]);
});

test("an emptied draft is forgotten", () => {
  installStorage(false);
  const drafts = draftsOf("page");
  drafts.save("", "begun", newKey());
  drafts.save("", "  \n", newKey());
  assert.deepEqual(drafts.get(""), {});
  assert.deepEqual(keysOf(""), []);
});

test("a page whose address begins with another's has its own drafts", () => {
  installStorage(false);
  draftsOf("https://example.org/a").save("c1", "x", newKey());
  assert.deepEqual(draftsOf("https://example.org/").parents(), []);
});

test("drafts are forgotten after thirty days, not before, of whatever page", () => {
  installStorage(false);
  const ago = (days: number) => ({ text: "begun", at: Date.now() - days * 86_400_000, key: newKey() });
  keep("draft:page|", ago(29));
  keep("draft:page|c1", ago(31));
  keep("draft:another|", ago(31));
  assert.equal(draftsOf("page").get("").text, "begun");
  assert.deepEqual(keysOf(""), ["draft:page|"]);
});

test("blocked storage keeps nothing and breaks nothing", () => {
  installStorage(true);
  assert.equal(keep("x", 1), false);
  assert.deepEqual(recall("x", []), []);
  assert.deepEqual(keysOf(""), []);
  assert.equal(draftsOf("page").save("", "text", newKey()), false);
});

test("another program's junk under our name is not ours to fall over", () => {
  installStorage(false);
  localStorage.setItem("chime-in:me:site", "{not json");
  assert.equal(whoWrites("site").remembered, false);
  localStorage.setItem("chime-in:own:site", '{"text":5}');
  assert.deepEqual(recall("own:site", []), []);
  localStorage.setItem("chime-in:draft:page|", '"text"');
  assert.deepEqual(draftsOf("page").get(""), {});
});

test("who writes is kept only when asked, and forgotten when no longer asked", () => {
  installStorage(false);
  const me = whoWrites("site");
  me.person = { name: "Sana", email: "sana@example.org", website: "", token: "secret", avatar: null };
  me.settle(false);
  assert.deepEqual(keysOf(""), []);
  me.settle(true);
  const again = whoWrites("site");
  assert.deepEqual([again.person.name, again.person.token, again.remembered], ["Sana", "secret", true]);
  again.settle(false);
  assert.equal(whoWrites("site").person.email, "");
});

test("an idempotency key is long enough and never the same", () => {
  const keys = Array.from({ length: 200 }, newKey);
  assert.equal(new Set(keys).size, 200);
  for (const key of keys) assert.match(key, /^[0-9-]{16,128}$/);
});
