// Every page in a real browser: the journeys of an HR officer and of an adviser, axe, pictures.
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browser, check, finish, inspect, project, serve, watched } from "./lib.mjs";

/** Two versions of a branch in files: one that nobody signed, and an upgrade that a key of ours signed (minisign's form). */
function branches(run, folder) {
  const manifest = join(folder, "essai.toml");
  run("branche", "new", "essai", "--out", manifest);
  const text = readFileSync(manifest, "utf8");
  run("branche", "build", manifest, "--out", join(folder, "essai-1.wasm"));
  writeFileSync(manifest, text.replaceAll("1.0.0", "1.1.0").replace("threshold = 70", "threshold = 40"));
  run("branche", "build", manifest, "--out", join(folder, "essai-2.wasm"));
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const id = randomBytes(8);
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  writeFileSync(join(folder, "essai.pub"), `untrusted comment: essai\n${Buffer.concat([Buffer.from("Ed"), id, raw]).toString("base64")}\n`);
  const signature = sign(null, createHash("blake2b512").update(readFileSync(join(folder, "essai-2.wasm"))).digest(), privateKey);
  const global = sign(null, Buffer.concat([signature, Buffer.from("essai")]), privateKey);
  const lines = ["untrusted comment: essai", Buffer.concat([Buffer.from("ED"), id, signature]).toString("base64"), "trusted comment: essai", global.toString("base64")];
  writeFileSync(join(folder, "essai-2.wasm.minisig"), `${lines.join("\n")}\n`);
  run("branche", "trust", join(folder, "essai.pub"), "--name", "Branche d'essai");
}

const server = await serve((run, folder) => {
  branches(run, folder);
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

// The HR officer: drop, read, reject one, add one by selecting it, save, come back, print, erase.
await page.goto(`${server.origin}/`);
await page.setInputFiles("#fichiers", cv);
await page.getByRole("button", { name: "Positionner" }).click();
await page.waitForURL(/positionnements\//);
await page.getByLabel("Nom de la personne").fill("Noémie Inventée");
await page.getByLabel("Votre nom").fill("Claire RH");
await page.getByRole("button", { name: "Enregistrer le dossier" }).click();
await page.waitForURL(/dossiers\/\d+$/);
await inspect(page, "dossier");
await page.setViewportSize({ width: 1280, height: 900 });
const undecided = async () => Number((await page.getByRole("status").first().innerText()).match(/\d+/)?.[0] ?? 0);
const before = await undecided();
await page.getByRole("button", { name: /^Écarter E/ }).first().click();
await page.waitForLoadState();
check("a rejected piece is said so", (await page.getByText("écartée par Claire RH").count()) === 1);
check("and no longer to be decided", (await undecided()) === before - 1);
check("and is where one left", (await page.evaluate(() => location.hash)).startsWith("#e-"));
await page.getByRole("button", { name: "Annuler la dernière action" }).click();
await page.waitForLoadState();
check("it can be undone", (await undecided()) === before);
await page.getByRole("button", { name: /^Retenir E/ }).first().click();
await page.waitForLoadState();
await page.evaluate(() => {
  const line = [...document.querySelectorAll(".sheet .line")].find((one) => one.textContent.includes("tableaux croisés"));
  getSelection().selectAllChildren(line);
});
await page.waitForFunction(() => document.getElementById("citation").value.includes("tableaux croisés"));
await page.locator("#code").selectOption("C3");
await page.getByRole("button", { name: "Ajouter", exact: true }).first().click();
await page.waitForLoadState();
check("what was selected is evidence", (await page.getByText("ajoutée par Claire RH").count()) === 1);
await page.getByLabel("Nouvelle note").fill("À revoir avec son responsable");
await page.getByRole("button", { name: "Noter" }).click();
await page.waitForLoadState();
check("a note is kept", await page.locator("#notes").getByText("À revoir avec son responsable").isVisible());
await inspect(page, "dossier-decided");
await page.setViewportSize({ width: 1280, height: 900 });
const saved = page.url().split("#")[0];

// With the keyboard alone.
await page.goto(saved);
check("a decision can be reached", await tabTo("form button[value=retenir]"));
await page.keyboard.press("Enter");
await page.waitForLoadState();
await page.getByText("retenue par Claire RH").nth(1).waitFor();
check("and taken", (await page.getByText("retenue par Claire RH").count()) >= 2);

await page.goto(`${saved}/autopositionnement`);
await page.locator("#a-A1\\.1-seul").check();
await inspect(page, "answers");
await page.getByRole("button", { name: "Enregistrer les réponses" }).click();
await page.goto(`${saved}/progres`);
await inspect(page, "progress");
await page.goto(`${saved}/historique`);
await inspect(page, "history");
await page.goto(`${server.origin}/dossiers`);
await page.getByLabel("Pseudonyme, nom").fill("Noémie");
await page.getByRole("button", { name: "Chercher" }).click();
check("a dossier is found by its name", (await page.locator("tbody tr").count()) === 1);
check("and the name is in no address", !page.url().includes("No"));
await inspect(page, "dossiers");
await page.locator("tbody a").first().click();
await page.waitForURL(/dossiers\/\d+$/);
const [paper] = await Promise.all([page.waitForEvent("download", { timeout: 300_000 }), page.getByLabel("Guide de l'entretien de repérage, PDF").evaluate((link) => link.click())]);
check("a PDF is downloaded", readFileSync(await paper.path()).subarray(0, 5).toString() === "%PDF-");
await page.getByText("Compte rendu de l'entretien de repérage").click();
await page.getByLabel("Qui a mené l'entretien").fill("Claire RH");
await inspect(page, "dossier-form");
await page.setViewportSize({ width: 1280, height: 900 });
const [own] = await Promise.all([page.waitForEvent("download"), page.locator("details[open] button[value=docx]").click()]);
check("the branch's own form is filled in", readFileSync(await own.path()).subarray(0, 2).toString() === "PK");
await page.goto(saved);
await page.getByRole("link", { name: "Noter ce que le jury a décidé…" }).click();
await inspect(page, "jury");
await page.locator("#acquis").check();
await page.getByLabel("Nom du jury").fill("Jury d'essai");
await page.getByRole("button", { name: "Noter la décision" }).click();
check("what the jury decided stands in the dossier", await page.getByText("acquis (Jury d'essai").first().isVisible());
await page.getByRole("button", { name: "Clore" }).click();
await page.waitForLoadState();
check("a closed dossier says so", await page.getByText("Ce dossier est clos").isVisible());
await inspect(page, "dossier-closed");
await page.getByRole("button", { name: "Rouvrir" }).click();
await page.waitForLoadState();
const [zip] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Tout exporter" }).click()]);
check("everything is handed out", readFileSync(await zip.path()).subarray(0, 2).toString() === "PK");
await page.getByRole("link", { name: "Effacer…" }).click();
await inspect(page, "erase");
const pseudonym = (await page.locator("label[for=pseudonyme]").innerText()).match(/«\s*(\S+)\s*»/)[1];
await page.locator("#pseudonyme").fill("autre chose");
await page.getByRole("button", { name: "Effacer pour de bon" }).click();
check("another word erases nothing", await page.getByRole("alert").isVisible());
await page.locator("#pseudonyme").fill(pseudonym);
await page.getByRole("button", { name: "Effacer pour de bon" }).click();
check("it is erased", await page.getByText("est effacé").first().isVisible());
check("for good", (await page.goto(saved)).status() === 404);

// A batch.
await page.goto(`${server.origin}/lots`);
await inspect(page, "lots");
const text = readFileSync(cv);
await page.setInputFiles("#fichiers", Array.from({ length: 6 }, (_, n) => ({ name: `cv-${n}.txt`, mimeType: "text/plain", buffer: Buffer.concat([text, Buffer.from(`\n- Tri du courrier ${n}\n`)]) })));
await page.getByRole("button", { name: "Positionner le lot" }).click();
await page.waitForURL(/lots\//);
await page.reload();
await page.getByText("Terminé").waitFor({ timeout: 60_000 });
check("a batch has its table", (await page.locator("tbody").first().locator("tr").count()) === 6);
await page.getByRole("link", { name: "Bloc 1" }).click();
check("it is sorted", (await page.locator("th[aria-sort=descending]").count()) === 1);
await inspect(page, "lot");
await page.setViewportSize({ width: 1280, height: 900 });

await page.locator("tbody").first().locator("th a").first().click();
await page.waitForURL(/positionnements\//);
check("one of a batch opens", (await page.locator("h1").innerText()).includes("cv-") && (await page.locator(".mark").count()) > 0);
await page.getByRole("link", { name: "Tableau du lot" }).click();
check("and leads back", /lots\//.test(page.url()));

// A folder: chosen, and dropped.
const many = mkdtempSync(join(tmpdir(), "repere-dossier-"));
mkdirSync(join(many, "2026"));
for (const name of ["a.txt", "b.txt", ".DS_Store", "2026/c.txt"]) writeFileSync(join(many, name), text);
const wanted = async (how) => {
  await page.getByRole("button", { name: "Positionner le lot" }).click();
  await page.waitForURL(/lots\/./);
  await page.getByText("Terminé").waitFor({ timeout: 60_000 });
  check(`a folder is positioned whole (${how})`, (await page.locator("tbody").first().locator("tr").count()) === 3 && (await page.getByText("DS_Store").count()) === 0);
};
await page.goto(`${server.origin}/lots`);
await page.setInputFiles("#dossier", many);
await wanted("chosen");
await page.goto(`${server.origin}/lots`);
const hand = await page.context().newCDPSession(page);
const box = await page.locator(".drop").boundingBox();
for (const type of ["dragEnter", "dragOver", "drop"]) {
  await hand.send("Input.dispatchDragEvent", { type, x: box.x + 9, y: box.y + 9, data: { items: [], files: [many], dragOperationsMask: 1 } });
}
await page.waitForFunction(() => document.querySelector("#fichiers").files.length === 3);
await wanted("dropped");
rmSync(many, { recursive: true });

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

// A branch: added unsigned, upgraded signed, back, off, on, away.
const add = async (...files) => {
  await page.goto(`${server.origin}/branches`);
  await page.setInputFiles("#greffon", files.map((name) => join(server.folder, name)));
  await page.getByRole("button", { name: "Examiner" }).click();
  await page.getByRole("heading", { name: /^Installer/ }).waitFor();
};
await add("essai-1.wasm");
check("an unsigned file is said to be", await page.getByText("non signée").first().isVisible());
await inspect(page, "branche-unsigned");
await page.getByRole("button", { name: "Installer" }).click();
check("and is not installed by one click", (await page.locator("h1").innerText()).startsWith("Installer"));
await page.getByLabel("Je sais d'où vient ce fichier").check();
await page.getByRole("button", { name: "Installer" }).click();
await page.waitForURL(/branches\/essai$/);
check("it is in use", (await page.locator("h1").innerText()).includes("1.0.0"));
await add("essai-2.wasm", "essai-2.wasm.minisig");
check("a signed file says by whom", await page.getByText("signée par Branche d'essai").first().isVisible());
check("an upgrade says what changes", (await page.getByText("1.0.0 → 1.1.0").isVisible()) && (await page.getByText(/bloc B2, règle/).isVisible()));
await inspect(page, "branche-upgrade");
await page.getByRole("button", { name: "Installer" }).click();
await page.waitForURL(/branches\/essai$/);
check("it is upgraded", (await page.locator("h1").innerText()).includes("1.1.0"));
await inspect(page, "branche-two");
await page.getByRole("button", { name: "Revenir à la version précédente" }).click();
await page.waitForLoadState();
check("it goes back", (await page.locator("h1").innerText()).includes("1.0.0"));
await page.getByRole("button", { name: "Éteindre" }).click();
await page.waitForLoadState();
check("it is turned off", await page.getByText("éteinte", { exact: true }).isVisible());
await page.goto(`${server.origin}/`);
check("and no longer offered", (await page.locator("option[value=essai]").count()) === 0);
await page.goto(`${server.origin}/branches/essai`);
await page.getByRole("button", { name: "Rallumer" }).click();
await page.waitForLoadState();
for (const version of ["1.1.0", "1.0.0"]) {
  await page.getByText(`Retirer la version ${version}…`).click();
  await page.getByRole("button", { name: `Retirer la version ${version}` }).click();
  await page.waitForLoadState();
}
check("it is gone", /branches$/.test(page.url()) && (await page.getByRole("link", { name: "Essai" }).count()) === 0);

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
await bare.locator("details.piece dl:visible").first().waitFor({ timeout: 5_000 }).catch(() => {});
check("a passage opens without scripts", (await bare.locator("details.piece dl:visible").count()) > 0);

// What was decided teaches the model, when asked. Two passages are enough to see that it says what came of it.
await page.goto(`${server.origin}/`);
await page.setInputFiles("#fichiers", cv);
await page.getByRole("button", { name: "Positionner" }).click();
await page.waitForURL(/positionnements\//);
await page.getByRole("button", { name: "Enregistrer le dossier" }).click();
await page.waitForURL(/dossiers\/\d+$/);
const taught = page.url();
check("nothing to learn, no button", (await page.getByRole("button", { name: "Apprendre de ces décisions" }).count()) === 0);
for (const act of ["Écarter", "Retenir"]) {
  await page.getByRole("button", { name: new RegExp(`^${act} E`) }).first().click();
  await page.waitForLoadState();
}
check("it is told before that texts are kept", await page.getByText("Leur texte est alors gardé avec le modèle").isVisible());
// Some ten seconds, and minutes where nothing is optimised.
await page.getByRole("button", { name: "Apprendre de ces décisions" }).evaluate((button) => button.click());
await page.getByRole("heading", { name: "Ce que le modèle a appris" }).waitFor({ timeout: 900_000 });
check("what came of it is said", /a appris de \d+ passage|Rien n'est changé/.test(await page.getByRole("status").innerText()));
check("with figures", (await page.locator("tbody td").count()) === 4);
await inspect(page, "taught");
await page.getByRole("link", { name: "Retour au dossier" }).click();
check("the dossier is as it was", page.url() === taught);

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
check("nothing of a document in the log", !/CARVALHO|Inventée|cv-assistante|factures/i.test(errors), errors);
finish();
