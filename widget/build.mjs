// Builds src/ into dist/. The bundle is committed, so that installing needs no Node; `--check` says whether it is current.
//
// All files of a build carry one hash in their names, made from all their bytes: the entry, whose name is stable, needs
// to know only that; the others find each other by their first word.
import { build, transform } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const sha = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** English travels inside the code, each string with the bundle that says it. */
export const english = {
  name: "english",
  setup(b) {
    b.onResolve({ filter: /^english:/ }, (a) => ({ path: a.path.slice(8), namespace: "english" }));
    b.onLoad({ filter: /.*/, namespace: "english" }, async (a) => {
      const all = JSON.parse(await readFile(join(here, "locales/en.json"), "utf8"));
      const owner = (key) => (key.startsWith("form_") ? "composer" : key.startsWith("own_") ? "own" : "core");
      const mine = Object.entries(all).filter(([key]) => owner(key) === a.path);
      return { contents: JSON.stringify(Object.fromEntries(mine)), loader: "json" };
    });
  },
};

export const styles = {
  name: "styles",
  setup(b) {
    b.onLoad({ filter: /\.css$/ }, async (a) => {
      const source = await readFile(a.path, "utf8");
      const { code } = await transform(source, { loader: "css", minify: true, target: ["chrome119", "firefox128", "safari18"] });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** Stands for the build's hash until that is known. */
const HASH = "__BUILD_HASH__";

/** The later bundles take what is shared from those that are already there. */
const shared = (file, bundle) => ({
  name: `from-${bundle}`,
  setup(b) {
    b.onResolve({ filter: new RegExp(`/${file}\\.ts$`) }, () => ({ path: `./${bundle}.${HASH}.js`, external: true }));
  },
});
const fromCore = shared("shared", "core");
const fromComposer = shared("written", "composer");

async function bundle(entry, { define = {}, plugins = [] } = {}) {
  const result = await build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    jsxFactory: "h",
    jsxFragment: "Fragment",
    // Properties ending in an underscore never leave their own bundle, so their names may shrink.
    mangleProps: /[a-z]_$/,
    define: Object.fromEntries(Object.entries(define).map(([k, v]) => [k, JSON.stringify(v)])),
    plugins: [english, styles, ...plugins],
    absWorkingDir: here,
  });
  return result.outputFiles[0].text;
}

async function sourcesHash() {
  const names = [];
  for (const folder of ["src", "locales"]) {
    for (const entry of await readdir(join(here, folder), { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) names.push(relative(here, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
    }
  }
  const all = createHash("sha256");
  for (const name of names.sort()) all.update(`${name}\0`).update(await readFile(join(here, name)));
  return all.digest("hex");
}

async function buildAll() {
  const locales = (await readdir(join(here, "locales"))).map((file) => file.replace(/\.json$/, "")).filter((lang) => lang !== "en").sort();
  const parts = new Map([
    ["core.js", await bundle("core.tsx")],
    ["composer.js", await bundle("composer.tsx", { plugins: [fromCore] })],
    ["own.js", await bundle("own.tsx", { plugins: [fromCore, fromComposer] })],
  ]);
  for (const lang of locales) {
    parts.set(`locale.${lang}.json`, JSON.stringify(JSON.parse(await readFile(join(here, "locales", `${lang}.json`), "utf8"))));
  }
  const hash = sha([...parts].flat().join("\0")).slice(0, 8);
  const out = new Map();
  for (const [name, text] of parts) out.set(name.replace(/(\.\w+)$/, `.${hash}$1`), Buffer.from(text.replaceAll(HASH, hash)));
  out.set("embed.js", Buffer.from(await bundle("embed.ts", { define: { BUILD: hash, LOCALES: ["en", ...locales] } })));
  const manifest = { embed: "embed.js", files: [...out.keys()].filter((name) => name !== "embed.js").sort(), sources: await sourcesHash() };
  out.set("manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  return out;
}

async function stale(out) {
  const there = await readdir(dist).catch(() => []);
  const wrong = there.filter((name) => !out.has(name));
  for (const [name, bytes] of out) {
    const old = await readFile(join(dist, name)).catch(() => null);
    if (!old?.equals(bytes)) wrong.push(name);
  }
  return wrong;
}

const out = await buildAll();
if (process.argv.includes("--check")) {
  const wrong = await stale(out);
  if (wrong.length) {
    console.error(`dist is not what src builds to: ${wrong.join(", ")}; run npm run build`);
    process.exit(1);
  }
} else {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  for (const [name, bytes] of out) await writeFile(join(dist, name), bytes);
}
