// Bounded load on loopback: 50 visitors for a minute (LOAD_USERS, LOAD_SECONDS), each with a session of its own that
// positions a CV, reads the result and looks up a statement. Prints errors, quantiles and memory. Needs a release build:
//   cargo build --release && REPERE=target/release/repere node tests/web/load.mjs
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const project = join(dirname(fileURLToPath(import.meta.url)), "../..");
const program = process.env.REPERE ?? join(project, "target/release/repere");
const users = Math.min(Number(process.env.LOAD_USERS ?? 50), 200);
const seconds = Math.min(Number(process.env.LOAD_SECONDS ?? 60), 300);
const pause = 1000;
const folder = mkdtempSync(join(tmpdir(), "repere-load-"));
const env = { ...process.env, REPERE_DATA: join(folder, "data") };
spawnSync(program, ["referentiel", "list"], { env });
const child = spawn(program, ["serve", "--no-open", "--port", "0"], { env });
process.on("exit", () => child.kill());
const url = await new Promise((resolve) => {
  let said = "";
  child.stdout.on("data", (piece) => {
    said += piece;
    const found = said.match(/http:\/\/\S+/);
    if (found) resolve(new URL(found[0]));
  });
});
const agent = new http.Agent({ keepAlive: true, maxSockets: users });
const cv = readFileSync(join(project, "examples/cv-assistante.txt"));
const times = { position: [], read: [], search: [] };
const errors = new Map();

function ask(method, path, headers = {}, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: url.hostname, port: url.port, agent, method, path, headers }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces).toString() }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function timed(kind, wanted, ...what) {
  const began = performance.now();
  const answer = await ask(...what).catch((error) => ({ status: String(error.code), headers: {} }));
  times[kind].push(performance.now() - began);
  if (answer.status !== wanted) errors.set(`${kind} ${answer.status}`, (errors.get(`${kind} ${answer.status}`) ?? 0) + 1);
  return answer;
}

async function visitor(end) {
  const entered = await ask("GET", url.pathname + url.search);
  const headers = { cookie: entered.headers["set-cookie"][0].split(";")[0] };
  const token = (await ask("GET", "/", headers)).body.match(/name="jeton" value="(\w+)"/)[1];
  const part = (head, content) => Buffer.concat([Buffer.from(`--l\r\nContent-Disposition: form-data; ${head}\r\n\r\n`), Buffer.from(content), Buffer.from("\r\n")]);
  const form = Buffer.concat([part('name="jeton"', token), part('name="fichiers"; filename="cv.txt"', cv), Buffer.from("--l--\r\n")]);
  const upload = { ...headers, "content-type": "multipart/form-data; boundary=l", "content-length": form.length };
  while (performance.now() < end) {
    const answer = await timed("position", 303, "POST", "/positionner", upload, form);
    if (answer.headers.location) await timed("read", 200, "GET", answer.headers.location, headers);
    await timed("search", 200, "GET", "/referentiel/recherche?q=factures", headers);
    await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
  }
}

const memory = () => Number(readFileSync(`/proc/${child.pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024;
const sizes = [];
const watch = setInterval(() => sizes.push(memory()), 5000);
const end = performance.now() + seconds * 1000;
await Promise.all(Array.from({ length: users }, () => visitor(end)));
clearInterval(watch);
sizes.push(memory());
const quantile = (list, share) => list.sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))]?.toFixed(0);
console.log(`${users} visitors, ${seconds} s, about ${pause} ms between turns`);
for (const [kind, list] of Object.entries(times)) {
  console.log(`${kind}: ${list.length} requests, median ${quantile(list, 0.5)} ms, p99 ${quantile(list, 0.99)} ms`);
}
console.log(`errors: ${errors.size ? JSON.stringify([...errors]) : "none"}`);
console.log(`memory in MiB, every 5 s: ${sizes.map((size) => size.toFixed(0)).join(" ")}`);
agent.destroy();
child.kill("SIGTERM");
await new Promise((resolve) => child.on("exit", resolve));
rmSync(folder, { recursive: true, force: true });
process.exitCode = errors.size ? 1 : 0;
