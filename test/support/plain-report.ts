import { type Cause, verdictOf } from "../../src/model/cause.ts";
import { type Cell, cellId } from "../../src/model/cell.ts";
import { probeSchema } from "../../src/model/probe.ts";
import { REPORT_SCHEMA, type Report, type ReportTarget, type Result } from "../../src/model/report.ts";
import type { Role } from "../../src/model/role.ts";

/* Reports without recordings, for tests of what depends on verdicts only. */

const probe = (id: string, role: string) =>
  probeSchema.parse({
    id,
    title: id,
    surface: "ga",
    role,
    reference: "https://example.org/",
    steps: [{ stage: "upgrade", websocket: "/openai/v1/realtime" }],
  });

/** A result with this cause, of the deployment `d` on the target `here`. */
export function plainResult(cause: Cause, more: Partial<Cell> = {}): Result {
  const cell = {
    target: "here",
    deployment: "d",
    role: "conversation" as const,
    probe: "talk",
    control: null,
    companion: null,
    variant: { apiVersion: null, auth: "key" as const, redirectCredential: "clean" as const },
    ...more,
  };
  return {
    cell: { ...cell, id: cellId(cell) },
    verdict: verdictOf(cause),
    cause,
    stage: { reached: null, failedAt: null },
    evidence: [],
    unstable: false,
    restsOn: [],
    status: null,
    error: null,
    close: null,
    ids: {},
    sources: [],
    recording: null,
  };
}

/** The same request again by the settle pass. */
export function plainRepetition(cause: Cause, { cell }: Result): Result {
  const settles = { cell: cell.id, trial: { kind: "again" } } as const;
  return plainResult(cause, { ...cell, probe: `${cell.probe}-settle-1`, control: "settle", settles });
}

export function plainTarget(name: string, deployments: Record<string, Role>, more: Partial<ReportTarget> = {}) {
  return {
    name,
    endpoint: `https://${name}.openai.azure.com`,
    hosts: {},
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: ["key"],
    answeredRegions: [],
    deployments: Object.entries(deployments).map(([deployment, role]) => ({
      name: deployment,
      model: null,
      version: null,
      sku: null,
      role,
      source: "config" as const,
    })),
    ...more,
  } satisfies ReportTarget;
}

/** A report of these results, with the probes `talk`, `say`, `write` and `refuse`. */
export function plainReport(results: Result[], more: Partial<Report> = {}): Report {
  return {
    schema: REPORT_SCHEMA,
    tool: { name: "aoai-probe", version: "0", node: "v20", catalog: "sha256:0" },
    run: {
      id: "0",
      startedAt: "2026-06-10T00:00:00.000Z",
      finishedAt: "2026-06-10T00:00:01.000Z",
      complete: true,
      timezone: { offsetMinutes: 0, name: "UTC" },
    },
    targets: [],
    probes: [
      probe("talk", "conversation"),
      probe("say", "conversation"),
      probe("refuse", "none"),
      probe("write", "transcription"),
    ],
    errorTexts: [],
    results,
    findings: [],
    claims: [],
    skipped: [],
    counts: {},
    ...more,
  };
}
