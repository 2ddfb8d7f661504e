// Builds restauration.wasm (12 MB: it carries a JavaScript engine).
//   npm install --no-save @bytecodealliance/componentize-js && node build.mjs
import { readFile, writeFile } from "node:fs/promises";
import { componentize } from "@bytecodealliance/componentize-js";

const { component } = await componentize(await readFile("restauration.js", "utf8"), {
  witPath: "../../wit/since-v1",
  worldName: "branche",
  // Each of these would import WASI, which plugins may not have.
  disableFeatures: ["random", "stdio", "clocks", "http", "fetch-event"],
});
await writeFile("restauration.wasm", component);
