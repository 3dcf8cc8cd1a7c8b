import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { parseReport } from "../../../src/conclusion/index.ts";
import type { Hop } from "../../../src/model/recording.ts";
import type { Report, Result } from "../../../src/model/report.ts";
import { runCli } from "../../support/built-cli.ts";
import { certificate } from "./daemon.ts";

/** What the prober is told: an endpoint, a credential, what to ask. */
export interface Asking {
  endpoint: string;
  key: string;
  deployment: string;
  probes: string[];
  env?: Record<string, string>;
}

/** Runs the built CLI as a whole process, as an operator does, and returns the report and what it said. */
export async function probe(asking: Asking): Promise<{ report: Report; stderr: string; stdout: string }> {
  const { code, stdout, stderr } = await runCli(
    ["run", "--json", "--timeout", "10s", "--confirm-after", "1ms", ...asking.probes.flatMap((id) => ["--probe", id])],
    {
      cwd: mkdtempSync(join(tmpdir(), "aoai-probe-counterpart-")),
      env: {
        AZURE_OPENAI_ENDPOINT: asking.endpoint,
        AZURE_OPENAI_API_KEY: asking.key,
        AZURE_OPENAI_DEPLOYMENT: asking.deployment,
        NODE_EXTRA_CA_CERTS: certificate().certFile,
        XDG_STATE_HOME: mkdtempSync(join(tmpdir(), "aoai-probe-state-")),
        ...asking.env,
      },
    },
  );
  expect([0, 1, 3], stderr).toContain(code);
  return { report: parseReport(stdout), stderr, stdout };
}

/** The result of a probe's own cell, of the deployment it is documented for where one was given; not of a control. */
export function resultOf(report: Report, id: string): Result {
  const role = report.probes.find((asked) => asked.id === id)?.role;
  const found = report.results.filter(({ cell }) => cell.probe === id && cell.control === null);
  const result = found.find(({ cell }) => cell.role === role) ?? found[0];
  if (result === undefined) throw new Error(`the report holds no cell of ${id}`);
  return result;
}

/** All hops of a result, in order. */
export function hopsOf(result: Result): Hop[] {
  return result.recording?.attempts.flatMap(({ steps }) => steps.flatMap(({ hops }) => hops)) ?? [];
}

/** For the table: `redirect (redirect.dead-path), upgrade 404`. */
export function outcomeOf({ verdict, cause, stage, status, close }: Result): string {
  const end = close === null || close === undefined ? "" : `, close ${close.code ?? "without code (1006)"}`;
  return `${verdict} (${cause}), reached ${stage.reached ?? "nothing"}, status ${status ?? "none"}${end}`;
}
