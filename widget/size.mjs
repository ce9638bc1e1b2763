// Fails when a file of dist/ is heavier than its budget (brotli, as served). tests/browser/check_budget.py checks the rest.
import { readFileSync, readdirSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const budgets = JSON.parse(readFileSync(new URL("budgets.json", import.meta.url), "utf8")).bytes;
const dist = new URL("dist/", import.meta.url);
const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

let over = 0;
for (const name of readdirSync(dist).sort()) {
  const budget = budgets[name.split(".")[0]];
  if (!budget) continue;
  const bytes = readFileSync(new URL(name, dist));
  const size = brotli(bytes);
  if (size > budget) over += 1;
  console.log(`${size > budget ? "OVER" : "  ok"}  ${name.padEnd(28)} ${String(size).padStart(6)} of ${budget} bytes (raw ${bytes.length})`);
}
if (over) process.exit(1);
