// Every page in a real browser: the journeys of an HR officer and of an adviser, axe, pictures.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { browser, check, finish, inspect, project, serve, watched } from "./lib.mjs";

const server = await serve((run) => {
  run("rome", "import", join(project, "tests/runner/rome/mini-v301"));
  run("rome", "import", join(project, "tests/runner/rome/mini-v901"));
});
const chromium = await browser();
const context = await chromium.newContext({ viewport: { width: 1280, height: 900 }, locale: "fr-FR", bypassCSP: false });
const page = await watched(context, server.origin);
const cv = join(project, "examples/cv-assistante.txt");

/** Presses Tab until what has the focus fits. */
async function tabTo(selector) {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((s) => document.activeElement?.matches(s), selector)) return true;
  }
  return false;
}

// The first minute: weight, then a document.
let weight = 0;
page.on("response", async (response) => {
  weight += (await response.body().catch(() => "")).length;
});
await page.goto(server.url);
await page.waitForURL(`${server.origin}/`);
await page.waitForLoadState("networkidle");
check("the key leaves the address", !page.url().includes("cle="));
check("the first page is light", weight < 60_000, `${weight} bytes`);
await inspect(page, "home");

await page.setInputFiles("#fichiers", cv);
await page.getByRole("button", { name: "Positionner" }).click();
await page.waitForURL(/positionnements\//);
check("the result names the document", (await page.locator("h1").innerText()).includes("cv-assistante"));
check("no name in the address", !/cv|assistante/i.test(new URL(page.url()).pathname));
await inspect(page, "positioning");

// A passage in the document leads to its explanation, and back.
await page.locator(".mark").first().click();
const open = page.locator("details.piece[open]").first();
check("a passage is explained", (await open.innerText()).includes("Énoncé le plus proche"));
await inspect(page, "positioning-why");
await open.getByText("Voir dans le document").click();
check("and leads back", (await page.locator(".mark.here, .mark:target").count()) > 0);
check("what is missing is said", await page.getByText("Ce qui reste à montrer").first().isVisible());

// The same with the keyboard alone.
await page.goto(`${server.origin}/`);
check("a text can be reached", await tabTo("#texte"));
await page.keyboard.type("EXPÉRIENCE\n- Saisie des factures fournisseurs et relance des impayés\n- Organisation de réunions");
check("its button can be reached", await tabTo("form[data-drop] button"));
await page.keyboard.press("Enter");
await page.waitForURL(/positionnements\//);
check("a competence can be reached", await tabTo("article.competence:has(.evidence) summary"));
await page.keyboard.press("Enter");
check("and its passage", await tabTo("details.piece > summary"));
await page.keyboard.press("Enter");
check("and its reasons are shown", await page.getByText("Mots qui ont compté").first().isVisible());

// Nothing given, and what cannot be read.
await page.goto(`${server.origin}/`);
await page.getByRole("button", { name: "Positionner" }).click();
check("nothing given is said", await page.getByRole("alert").isVisible());
await inspect(page, "home-error");
await page.goto(`${server.origin}/`);
await page.setInputFiles("#fichiers", [{ name: "cv.txt", mimeType: "text/plain", buffer: readFileSync(cv) }, { name: "photo.png", mimeType: "image/png", buffer: Buffer.from("\x89PNG\r\n\x1a\n", "latin1") }]);
await page.getByRole("button", { name: "Positionner" }).click();
await page.waitForURL(/positionnements$/);
check("one of two that fails is named", (await page.getByRole("alert").innerText()).includes("photo.png"));
await inspect(page, "positionings");

// The adviser: a title, as it is typed.
await page.goto(`${server.origin}/rome`);
await page.locator("#q").pressSequentially("secretaire", { delay: 20 });
await page.waitForSelector("#propositions li a");
check("a title is found while it is typed", (await page.locator("#propositions li").count()) > 0);
await inspect(page, "rome");
await page.locator("#propositions li a").first().click();
await page.waitForURL(/\/rome\/[A-Z]\d+/);
await inspect(page, "rome-sheet");
await page.getByRole("link", { name: "Passerelles" }).click();
await inspect(page, "rome-paths");
await page.goto(`${server.origin}/rome/equivalences`);
await inspect(page, "rome-equivalences");
const codes = await page.locator("tbody th a").evaluateAll((all) => all.slice(0, 2).map((a) => a.textContent.slice(0, 5)));
await page.goto(`${server.origin}/rome`);
await page.locator("#a").fill(codes[0]);
await page.locator("#b").fill(codes[1] ?? codes[0]);
await page.getByRole("button", { name: "Comparer" }).click();
check("two occupations are compared", await page.getByText("En commun").isVisible());
await inspect(page, "rome-compare");

for (const [path, name] of [
  ["/referentiel", "referentiel"],
  ["/referentiel/C3", "referentiel-c3"],
  ["/referentiel/recherche?q=relancer+les+fournisseurs", "referentiel-search"],
  ["/branches", "branches"],
  ["/branches/papier-carton", "branche"],
  ["/api-et-jetons", "api"],
  ["/aide", "help"],
  ["/quitter", "leave"],
  ["/nulle-part", "not-found"],
]) {
  await page.goto(server.origin + path);
  await inspect(page, name);
}
await page.goto(`${server.origin}/branches/papier-carton`);
await page.getByRole("button", { name: "Lancer les essais" }).click();
check("the trials pass", await page.getByText("Tous les essais sont passés").isVisible());
await inspect(page, "branche-trials");

// Without a script, the same forms work.
const plain = await chromium.newContext({ javaScriptEnabled: false, locale: "fr-FR" });
const bare = await watched(plain, server.origin);
await bare.goto(server.url);
await bare.waitForURL(`${server.origin}/`);
await bare.setInputFiles("#fichiers", cv);
await bare.getByRole("button", { name: "Positionner" }).click();
await bare.waitForURL(/positionnements\//);
check("it works without scripts", await bare.getByText("Ce que le document montre").isVisible());
await bare.locator(".mark").first().click();
check("a passage opens without scripts", await bare.getByText("Énoncé le plus proche").first().isVisible());

// Twice as large.
await page.goto(`${server.origin}/`);
await page.setViewportSize({ width: 640, height: 450 });
const wide = await page.evaluate(() => document.documentElement.scrollWidth);
check("200% fits", wide <= 640, `${wide} wide`);

await page.goto(`${server.origin}/quitter`);
await page.getByRole("button", { name: "Terminer la session" }).click();
const after = await page.goto(`${server.origin}/`);
check("a session that ended shows nothing", after.status() === 401);
await inspect(page, "shut");

await chromium.close();
const { code, errors } = await server.stop();
check("it ends well", code === 0, `${code}`);
check("nothing of a document in the log", !/CARVALHO|cv-assistante|factures/i.test(errors), errors);
finish();
