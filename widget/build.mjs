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

const catalogue = async (lang) => JSON.parse(await readFile(join(here, "locales", `${lang}.json`), "utf8"));
const KEYS = Object.keys(await catalogue("en"));
/** Words for moderators alone: no visitor loads them, and whoever does loads them in all languages, which are few words each. */
const isModerating = (key) => key.startsWith("mod_");
const languages = async () => (await readdir(join(here, "locales"))).map((file) => file.replace(/\.json$/, "")).sort();
const PREFIXES = { core: "read_", composer: "form_", own: "own_" };

/**
 * Strings are named in the sources and numbered in what is built: a name would be sent twice for each string. English
 * travels inside the code, each string with the bundle that says it; the holes stand for those of the other bundles.
 */
const strings = {
  name: "strings",
  setup(b) {
    b.onResolve({ filter: /^english:/ }, (a) => ({ path: a.path.slice(8), namespace: "english" }));
    b.onLoad({ filter: /.*/, namespace: "english" }, async (a) => {
      const all = await catalogue("en");
      const list = KEYS.map((key) => (key.startsWith(PREFIXES[a.path]) ? JSON.stringify(all[key]) : "")).join();
      return { contents: `export default [${list.replace(/,+$/, "")}]`, loader: "js" };
    });
    b.onResolve({ filter: /^every:/ }, (a) => ({ path: a.path.slice(6), namespace: "every" }));
    b.onLoad({ filter: /.*/, namespace: "every" }, async () => {
      const words = [];
      for (const lang of await languages()) {
        const all = await catalogue(lang);
        words.push(`${lang}: [${KEYS.map((key) => (isModerating(key) ? JSON.stringify(all[key]) : "")).join()}]`);
      }
      return { contents: `export default { ${words} }`, loader: "js" };
    });
    b.onLoad({ filter: /\.tsx?$/ }, async (a) => {
      const source = await readFile(a.path, "utf8");
      const named = /(["'`])((?:read|form|own|mod)_\w*)(?:\1|\$)/g;
      const contents = source.replace(named, (_, _quote, key) => {
        if (!KEYS.includes(key)) throw new Error(`${a.path}: ${key} is no string of locales/en.json`);
        return String(KEYS.indexOf(key));
      });
      return { contents, loader: a.path.endsWith("x") ? "tsx" : "ts" };
    });
  },
};

const styles = {
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

/** What one bundle gives to the next travels under a letter: the names that files export, with their letters. */
async function letters(bundle) {
  const names = [];
  for (const file of SHARED[bundle]) {
    const source = await readFile(join(here, "src", `${file}.ts`), "utf8");
    for (const [, some] of source.matchAll(/^export \{(.*?)\}/gms)) names.push(...some.split(",").map((name) => [name.trim(), file]));
  }
  return names.map(([name, file], i) => ({ name, file, letter: String.fromCharCode(97 + i) }));
}
const SHARED = { core: ["shared", "placed"], composer: ["written"] };

/** The later bundles take what is shared from those that are already there, by one import each. */
const shared = (file, bundle) => ({
  name: file,
  setup(b) {
    const built = `./${bundle}.${HASH}.js`;
    b.onResolve({ filter: new RegExp(`/${file}\\.ts$`) }, () => ({ path: file, namespace: file }));
    b.onResolve({ filter: /HASH/, namespace: file }, () => ({ path: built, external: true }));
    b.onLoad({ filter: /.*/, namespace: file }, async () => {
      const taken = (await letters(bundle)).filter((one) => one.file === file).map(({ name, letter }) => `${letter} as ${name}`);
      return { contents: `export { ${taken} } from "${built}";`, loader: "js" };
    });
  },
});
const fromCore = shared("shared", "core");
const forOwn = shared("placed", "core");
const fromComposer = shared("written", "composer");

const lettered = {
  name: "lettered",
  setup(b) {
    b.onLoad({ filter: /src\/(?:shared|placed|written)\.ts$/ }, async (a) => {
      const source = await readFile(a.path, "utf8");
      const all = [...(await letters("core")), ...(await letters("composer"))];
      const given = (name) => `${name} as ${all.find((one) => one.name === name && a.path.endsWith(`/${one.file}.ts`)).letter}`;
      const contents = source.replace(/(?<=^export \{)(.*?)(?=\})/gms, (some) => some.split(",").map((name) => given(name.trim())).join());
      return { contents, loader: "ts" };
    });
  },
};

/**
 * Properties whose names may shrink, in all bundles alike: those that end in an underscore, and these. None of them is a
 * property of the browser, of an answer, of what is kept in storage, or of the element as pages see it.
 */
const OURS = (
  "above answer area article ask boot busy compose composer ctx desk drafts drawn emit heading here items learn mine note own person posted posts " +
  "remembered remembers rich say section sending settle siteKey trap watchPicture when"
).split(" ");
const shrunk = {};

async function bundle(entry, { define = {}, plugins = [], given = shrunk } = {}) {
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
    mangleProps: new RegExp(`_$|^(?:${OURS.join("|")})$`),
    mangleCache: given,
    define: Object.fromEntries(Object.entries(define).map(([k, v]) => [k, JSON.stringify(v)])),
    plugins: [lettered, strings, styles, ...plugins],
    absWorkingDir: here,
  });
  Object.assign(given, result.mangleCache);
  return result.outputFiles[0].text;
}

/** The desk's script: on our own pages only, so neither its strings nor its properties are made small for visitors. */
async function deskBundle() {
  const result = await build({
    entryPoints: [join(here, "src", "desk", "desk.ts")],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    absWorkingDir: here,
  });
  return result.outputFiles[0].text;
}

async function inOrder(lang) {
  const words = await catalogue(lang);
  return KEYS.filter((key) => !isModerating(key)).map((key) => words[key] ?? null);
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
  const locales = (await languages()).filter((lang) => lang !== "en");
  const parts = new Map([
    ["core.js", await bundle("core.tsx")],
    ["composer.js", await bundle("composer.tsx", { plugins: [fromCore] })],
    ["own.js", await bundle("own.tsx", { plugins: [fromCore, forOwn, fromComposer] })],
    ["moderate.js", await bundle("moderate.tsx", { plugins: [fromCore, fromComposer] })],
  ]);
  for (const lang of locales) {
    parts.set(`locale.${lang}.json`, JSON.stringify(await inOrder(lang)));
  }
  const hash = sha([...parts].flat().join("\0")).slice(0, 8);
  const out = new Map();
  for (const [name, text] of parts) out.set(name.replace(/(\.\w+)$/, `.${hash}$1`), Buffer.from(text.replaceAll(HASH, hash)));
  const desk = Buffer.from(await deskBundle());
  out.set(`desk.${sha(desk).slice(0, 8)}.js`, desk);
  // Of the others' properties the entry knows only what it hands to the core; the shortest names are free for its own.
  const given = { answer: shrunk.answer };
  out.set("embed.js", Buffer.from(await bundle("embed.ts", { define: { BUILD: hash, LOCALES: ["en", ...locales] }, given })));
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
