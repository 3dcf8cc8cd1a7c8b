import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mergeSettings } from "../../src/cli/configuration/settings.ts";
import { NO_ENVIRONMENT } from "../../src/cli/configuration/variables.ts";
import type { PlannedRun } from "../../src/cli/plan/planned-run.ts";
import { UsageError } from "../../src/cli/usage-error.ts";
import { sidesOf } from "../../src/cli/why/sides.ts";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Cell } from "../../src/model/cell.ts";
import type { Report } from "../../src/model/report.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { runLine, targetOf } from "../support/embedded.ts";
import { catalog } from "../support/recorded.ts";

/* Cells of a stranger's report whose names and variants would make another request than the one that is shown. */

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-refused-"));
const PASSING = "loopback/gpt-realtime-1.5/ga-realtime";
let honest: string;
let planned: PlannedRun;

beforeAll(async () => {
  const emulator = await startEmulator({ scenario: "all-supported" });
  const target = targetOf(emulator, "loopback");
  const { report, plan } = await runLine([target], new Map([["loopback", emulator.key]]), {
    probe: ["ga-realtime", "ga-no-selector", "preview-realtime"],
    deployment: ["gpt-realtime-1.5"],
  });
  await emulator.close();
  honest = JSON.stringify(report);
  const vault = new Vault();
  planned = {
    catalog,
    plan,
    targets: [target],
    credentials: new Map([["loopback", { key: vault.register("0f1e2d3c4b5a69788796a5b4c3d2e1f0", "apikey") }]]),
    recipients: [],
    vault,
    networkOf: () => ({}),
    settings: {
      ...mergeSettings({}, {}, NO_ENVIRONMENT).settings,
      concurrency: 1,
      timeout: 1,
      "max-wait": 1,
      "max-settle": 0,
      "confirm-after": 0,
    },
    selection: { deployment: [], leftOut: [] },
    expect: [],
    emulated: null,
    notes: [],
    warnings: [],
  };
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Calls `why PASSING FAILING REPORT` as far as its two sides. */
function sides(change: (cell: Cell, report: Report) => void, id = PASSING, more: Partial<PlannedRun> = {}) {
  const report: Report = JSON.parse(honest);
  const result = report.results.find(({ cell }) => cell.id.startsWith(id));
  if (result === undefined) throw new Error(`no cell '${id}'`);
  change(result.cell, report);
  const file = join(folder, "report.json");
  writeFileSync(file, JSON.stringify(report));
  const names = { passing: result.cell.id, failing: "loopback/-/ga-no-selector", report: file };
  return sidesOf(names, { ...planned, ...more });
}

const NAMES = ["..", ".", "../../evil", "a/b", "x\r\nx-evil: 1", "\ud800", "", "$(id)", "a b", "a".repeat(65)];

const REFUSED: [name: string, change: (cell: Cell, report: Report) => void, says: string, id?: string][] = [
  ...NAMES.map((name): [string, (cell: Cell) => void, string] => [
    `a deployment ${JSON.stringify(name).slice(0, 20)}`,
    (cell) => {
      cell.deployment = name;
    },
    "is not a valid deployment name",
  ]),
  [
    "a companion that is a path",
    (cell) => {
      cell.companion = "../evil";
    },
    "is not a valid deployment name",
  ],
  ...["x&evil=1", "2025\r\nx: y", "", "../x"].map((apiVersion): [string, (cell: Cell) => void, string, string] => [
    `an api-version ${JSON.stringify(apiVersion)}`,
    (cell) => {
      cell.variant.apiVersion = apiVersion;
    },
    "is not an api-version",
    "loopback/gpt-realtime-1.5/preview-realtime",
  ]),
  [
    "the key within a URL",
    (cell) => {
      cell.variant.redirectCredential = "as-given";
    },
    "--redirect-credential both",
  ],
  [
    "a token where there is a key alone",
    (cell) => {
      cell.variant.auth = "entra";
    },
    "the target has no credential for entra",
  ],
  [
    "the key in the URL of a handshake",
    (cell) => {
      cell.variant.auth = "key-query";
    },
    "add --auth key-query",
  ],
  [
    "a token for a scope of the report",
    (cell) => {
      cell.variant.scope = "https://management.azure.com/.default";
    },
    "add --entra-scope",
  ],
  [
    "no deployment for a probe that names one",
    (cell) => {
      cell.deployment = null;
    },
    "needs a value for {deployment}",
  ],
  [
    "no api-version for a probe that varies over it",
    (cell) => {
      cell.variant.apiVersion = null;
    },
    "needs a value for {api-version}",
    "loopback/gpt-realtime-1.5/preview-realtime",
  ],
  [
    "a target that is not configured",
    (cell, report) => {
      report.targets.push({ ...(report.targets[0] ?? Object.create(null)), name: "evil" });
      cell.target = "evil";
    },
    "is not configured here",
  ],
];

describe("a cell of a report", () => {
  it.each(REFUSED)("with %s is refused", (_name, change, says, id) => {
    const refusal = () => sides(change, id);
    expect(refusal).toThrow(UsageError);
    expect(refusal).toThrow(says);
  });

  it("that is honest is taken, on the target that is configured, with the catalogue's probe", () => {
    const { passing, unknown, notes } = sides(() => undefined);
    expect(passing.target).toBe(planned.targets[0]);
    expect(passing.probe).toBe(catalog.probes.find(({ id }) => id === "ga-realtime"));
    expect([unknown, notes]).toEqual([[], []]);
  });

  it("that sends the key within a URL is taken if the operator allows it", () => {
    const settings = { ...planned.settings, "redirect-credential": "both" as const };
    const asGiven = (cell: Cell) => {
      cell.variant.redirectCredential = "as-given";
    };
    expect(() => sides(asGiven, PASSING, { settings })).not.toThrow();
  });
});
