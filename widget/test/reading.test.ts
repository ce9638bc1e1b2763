import assert from "node:assert/strict";
import { test } from "node:test";
import { fragment } from "../src/find.ts";
import { window } from "../src/pager.tsx";
import { ago } from "../src/time.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");
const before = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

test("a time is told in the largest unit that has passed", () => {
  const said = [5, 59, 60, 3599, 3600, 86_399, 86_400, 3 * 86_400].map((seconds) => ago(before(seconds), "en", NOW));
  assert.deepEqual(said, ["now", "now", "1 minute ago", "59 minutes ago", "1 hour ago", "23 hours ago", "yesterday", "3 days ago"]);
});

test("after thirty days the date is told", () => {
  assert.equal(ago(before(30 * 86_400 - 1), "en", NOW), "29 days ago");
  assert.equal(ago(before(30 * 86_400), "en", NOW), "Oct 24, 2026");
});

test("a clock that is behind does not make the future", () => {
  assert.equal(ago(before(-90), "en", NOW), "now");
});

test("pages show the ends, the neighbours, and gaps only where more than one is left out", () => {
  assert.deepEqual(window(1, 2), [1, 2]);
  assert.deepEqual(window(1, 9), [1, 2, 0, 9]);
  assert.deepEqual(window(4, 9), [1, 2, 3, 4, 5, 0, 9]);
  assert.deepEqual(window(5, 9), [1, 0, 4, 5, 6, 0, 9]);
  assert.deepEqual(window(9, 9), [1, 0, 8, 9]);
});

test("every page from any page is within the ends and rising", () => {
  for (let pages = 1; pages < 15; pages += 1) {
    for (let current = 1; current <= pages; current += 1) {
      const shown = window(current, pages).filter(Boolean);
      assert.ok(shown.includes(current) && shown[0] === 1 && shown.at(-1) === pages);
      assert.deepEqual(shown, [...new Set(shown)].sort((a, b) => a - b));
    }
  }
});

test("fragments of ours and of former systems are told apart from the host's", () => {
  assert.deepEqual(fragment("#chime-p3"), { page: "3" });
  assert.deepEqual(fragment("#chime-p3Xy"), { around: "p3Xy" });
  assert.deepEqual(fragment("#chime-aB9"), { around: "aB9" });
  assert.deepEqual(fragment("#comment-123"), { around: "comment-123" });
  assert.deepEqual(fragment("#li-comment-123"), { around: "li-comment-123" });
  for (const other of ["", "#", "#chime", "#chime-join", "#chime-", "#comments", "#comment-form", "#intro", "#chime-a b"]) {
    assert.deepEqual(fragment(other), {}, other);
  }
});
