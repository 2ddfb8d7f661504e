// What every browser test needs: the program on a folder of its own, a browser, axe.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const here = dirname(fileURLToPath(import.meta.url));
export const project = join(here, "../..");
export const out = join(here, "out");
mkdirSync(out, { recursive: true });

const program = process.env.REPERE ?? join(project, "target/debug/repere");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let failures = 0;
let passes = 0;

/** Counts a check and says what failed. */
export function check(what, holds, more = "") {
  if (holds) passes += 1;
  else {
    failures += 1;
    console.log(`FAILED ${what}${more ? `: ${more}` : ""}`);
  }
}

/** Prints the closing line and ends with the right code. */
export function finish() {
  console.log(`${passes} passed, ${failures} failed`);
  process.exitCode = failures ? 1 : 0;
}

/** The program, serving a new data folder; `prepare` is given what runs it, and a folder for files. */
export async function serve(prepare = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), "repere-web-"));
  const data = join(folder, "data");
  const env = { ...process.env, REPERE_DATA: data };
  const run = (...args) => {
    const ran = spawnSync(program, args, { env, encoding: "utf8" });
    if (ran.status !== 0) throw new Error(`repere ${args.join(" ")}: ${ran.stderr}`);
    return ran.stdout.trim();
  };
  prepare(run, folder);
  const child = spawn(program, ["serve", "--no-open"], { env });
  process.on("exit", () => child.kill());
  const url = await new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (piece) => {
      said += piece;
      const found = said.match(/http:\/\/\S+/);
      if (found) resolve(found[0]);
    });
    child.on("exit", (code) => reject(new Error(`the program ended with ${code}`)));
  });
  let errors = "";
  child.stderr.on("data", (piece) => (errors += piece));
  const stop = async () => {
    const ended = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGTERM");
    const code = await ended;
    rmSync(folder, { recursive: true, force: true });
    return { code, errors };
  };
  return { url, origin: new URL(url).origin, folder, data, run, stop };
}

/** Chromium as the system has it. */
export async function browser() {
  const known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const executablePath = process.env.CHROMIUM ?? known.find(existsSync);
  if (!executablePath) throw new Error("no Chromium: tests/web/run.sh installs it");
  // The sandbox of Chromium does not start as root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args });
}

/** A page whose errors, and requests to elsewhere, count as failures. */
export async function watched(context, origin) {
  const page = await context.newPage();
  page.on("pageerror", (error) => check("no script error", false, `${page.url()} ${error}`));
  page.on("console", (message) => {
    const expected = message.text().includes("status of 4");
    if (message.type() === "error" && !expected) check("no console error", false, `${page.url()} ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:")) check("nothing from elsewhere", false, url);
  });
  return page;
}

const looks = [
  ["light", { colorScheme: "light", forcedColors: "none" }],
  ["dark", { colorScheme: "dark", forcedColors: "none" }],
  ["forced", { colorScheme: "light", forcedColors: "active" }],
];

/** axe in light, dark and forced colours, no sideways scrolling at 320 pixels, and pictures at 1280 and 360. */
export async function inspect(page, name) {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(out, `${name}-${width}.png`), fullPage: width === 1280 });
  }
  for (const [look, media] of looks) {
    await page.emulateMedia(media);
    const result = await page.evaluate(async (source) => {
      if (!window.axe) (0, Function)(source)();
      return await window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      });
    }, axe).catch((error) => ({ violations: [{ id: String(error), nodes: [] }], passes: [] }));
    check(`axe looked at ${name}`, result.passes.length > 5, `${result.passes.length} rules`);
    const faults = result.violations.map((v) => `${v.id} ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`);
    check(`axe on ${name}, ${look}`, faults.length === 0, faults.join("; "));
  }
  await page.emulateMedia(looks[0][1]);
  await page.setViewportSize({ width: 320, height: 700 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(`${name} fits 320 pixels`, wide <= 320, `${wide} wide`);
  await page.setViewportSize({ width: 1280, height: 900 });
}
