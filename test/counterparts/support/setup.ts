import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { selfSignedCertificate } from "../../../src/emulator/certificate.ts";
import { buildCli } from "../../support/built-cli.ts";
import { tableText } from "./table.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Folder of this run: the certificate, its key, and the rows of the table. */
    folder: string;
  }
}

/** Builds the CLI, makes the certificate that every test of this run trusts; at the end prints the table. */
export default async function setup(project: TestProject): Promise<() => void> {
  await buildCli();
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-counterparts-"));
  const { key, cert } = await selfSignedCertificate();
  writeFileSync(join(folder, "key.pem"), key, { mode: 0o600 });
  writeFileSync(join(folder, "cert.pem"), cert);
  writeFileSync(join(folder, "table.ndjson"), "");
  // Read when a process starts: the workers are forked after this.
  process.env.NODE_EXTRA_CA_CERTS = join(folder, "cert.pem");
  project.provide("folder", folder);
  return () => {
    process.stdout.write(`\n${tableText(readFileSync(join(folder, "table.ndjson"), "utf8"))}\n`);
    rmSync(folder, { recursive: true, force: true });
  };
}
