#!/usr/bin/env node
// The committed entry: works before the first build, to say that a build is what is missing.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (!existsSync(fileURLToPath(main))) {
  console.error("aoai-probe: dist/ is missing: run `npm run build` in the checkout.");
  process.exit(70);
}
await import(main.href);
