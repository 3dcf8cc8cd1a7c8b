import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mergeSettings } from "../../../src/cli/configuration/settings.ts";
import { NO_ENVIRONMENT } from "../../../src/cli/configuration/variables.ts";
import { planOf } from "../../../src/cli/plan/planned-run.ts";
import { recordRun } from "../../../src/cli/run/record.ts";
import { type RunningEmulator, startEmulator } from "../../../src/emulator/resource.ts";
import { readyToken } from "../../../src/entra/token-source.ts";
import type { Report } from "../../../src/model/report.ts";
import type { Target } from "../../../src/model/target.ts";
import { Vault } from "../../../src/redaction/secret.ts";
import { asIfReal } from "../../support/as-if-real.ts";
import { targetOf } from "../../support/embedded.ts";
import { catalog } from "../../support/recorded.ts";
import type { UnseenReport } from "./batch.ts";

/** A run with the settle pass against the server. */
export interface Played {
  /** As if the server were a real resource. */
  report: Report;
  /** Ids of the cells with an answer of the public report. The others were answered as documented. */
  answered: Set<string>;
}

/** The source that marks the answers of a public report. No field report has this number. */
const OF_THE_REPORT = "FR-000";

/** Serves a public report, runs the tool and returns what it concluded. */
export async function play(unseen: UnseenReport): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-unseen-"));
  const emulator = await serve(unseen, folder);
  try {
    const report = await runProbes(unseen, emulator, folder);
    const answered = report.results.filter(({ sources }) => sources.includes(OF_THE_REPORT));
    return { report: asIfReal(report), answered: new Set(answered.map(({ cell }) => cell.id)) };
  } finally {
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Serves the scenario from a file, as `aoai-probe emulate FILE` does. */
export function serve({ scenario }: UnseenReport, folder: string): Promise<RunningEmulator> {
  const file = join(folder, "scenario.yaml");
  writeFileSync(file, JSON.stringify({ ...scenario, source: OF_THE_REPORT }));
  return startEmulator({ scenario: file });
}

async function runProbes(unseen: UnseenReport, emulator: RunningEmulator, folder: string): Promise<Report> {
  const target: Target = { ...targetOf(emulator, "here"), auth: unseen.auth };
  const { settings } = mergeSettings(
    {},
    { probe: unseen.run, timeout: unseen["timeout-ms"], "max-wait": 1, "confirm-after": 0 },
    NO_ENVIRONMENT,
  );
  const own = { ...catalog, probes: [...catalog.probes, ...unseen.probes] };
  const vault = new Vault();
  const credentials = new Map([
    [
      target.name,
      { key: vault.register(emulator.key, "apikey"), entra: readyToken(vault.register(emulator.token, "token")) },
    ],
  ]);
  return await recordRun(
    {
      catalog: own,
      plan: planOf(own, [target], settings, { deployment: [], leftOut: [] }),
      targets: [target],
      expect: [],
      credentials,
      vault,
      emulated: [],
      networkOf: () => ({}),
      settings,
    },
    {
      id: "unseen",
      journal: join(folder, "journal.ndjson"),
      signal: new AbortController().signal,
      settle: { confirmAfterMs: 0 },
      onProgress: () => undefined,
    },
  );
}
