import { concludeRecordings } from "../../src/conclusion/index.ts";
import type { Cell } from "../../src/model/cell.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { type Probe, probeSchema } from "../../src/model/probe.ts";
import type { Recording } from "../../src/model/recording.ts";
import type { Report, Result } from "../../src/model/report.ts";
import type { Role } from "../../src/model/role.ts";
import type { Target } from "../../src/model/target.ts";
import { makePlan, valuesOf } from "../../src/plan/index.ts";
import { type ExtraCell, type SettleLimits, settleReport } from "../../src/settle/index.ts";
import { fillJson } from "../../src/steps/placeholder.ts";
import { PLAN } from "../support/embedded.ts";
import { catalog, hop, received } from "../support/recorded.ts";

/*
 * A service of these tests, whose answers name nothing: only experiments can tell. It is asked in memory, so that a
 * test can afford hundreds of runs.
 */

export type Answer = { status: number; body: JsonObject };
/** Answers a request for the deployment `broken` on its own path. `count` is 1 for the first. */
export type Service = (body: JsonObject, count: number) => Answer;

export const DONE: Answer = {
  status: 200,
  body: { id: "c", object: "chat.completion", choices: [{ finish_reason: "stop", message: { content: "ready" } }] },
};
export const refusal = (message: string, status = 400): Answer => ({
  status,
  body: { error: { code: "E1", message } },
});
const MISSING = refusal("DeploymentNotFound", 404);

export const FIELDS: JsonObject = {
  temperature: 1,
  top_p: 1,
  seed: 7,
  max_tokens: 50,
  response_format: { type: "text" },
  store: false,
  user: "probe",
  logprobs: false,
};

export const BROKEN = "t/broken/own-chat";

export const ownChat: Probe = probeSchema.parse({
  id: "own-chat",
  title: "Chat with many fields",
  surface: "rest",
  role: "chat",
  reference: "https://example.com/",
  steps: [
    {
      stage: "result",
      post: "/openai/v1/chat/completions",
      json: { model: "{deployment}", messages: [{ role: "user", content: "ready" }], ...FIELDS },
      optional: Object.keys(FIELDS),
      expect: { status: [200], present: "choices.0.message", nonempty: "choices.*.message.content" },
      paid: true,
    },
  ],
});
const other: Probe = { ...ownChat, id: "own-other", steps: ownChat.steps.map((step) => ({ ...step, post: "/other" })) };

export interface Played {
  report: Report;
  /** Requests in the order in which they were sent: the body, and the time in ms. */
  sent: { body: JsonObject; at: number }[];
}

/** A request as a service of these tests sees it. */
export interface Asked {
  deployment: string;
  path: string;
  query: Record<string, string>;
  body: JsonObject;
}

/**
 * Runs the two probes and the settle pass against a service.
 *
 * @param peers answers every request for another deployment or path, if it is to differ from a result
 */
export async function play(
  service: Service,
  limits: Partial<SettleLimits> = {},
  peers: Service = () => DONE,
  probe: Probe = ownChat,
): Promise<Played> {
  let count = 0;
  return await playAll(
    { broken: "chat", fine: "chat" },
    [probe, other],
    ({ deployment, path, body }) => {
      if (deployment === "fine" || path === "/other") return peers(body, 1);
      count += 1;
      return service(body, count);
    },
    limits,
  );
}

/**
 * Runs probes and the settle pass against a service that knows these deployments. A handshake that is answered with 101
 * opens a session.
 */
export async function playAll(
  roles: Record<string, Role>,
  own: Probe[],
  service: (asked: Asked) => Answer,
  limits: Partial<SettleLimits> = {},
): Promise<Played> {
  const target: Target = {
    name: "t",
    endpoint: "https://t.openai.azure.com",
    hosts: {},
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: ["key"],
    deployments: Object.entries(roles).map(([name, role]) => ({
      name,
      model: null,
      version: null,
      sku: null,
      role,
      source: "config",
    })),
  };
  const probes = [...catalog.probes, ...own];
  const plan = makePlan([target], probes, { ...PLAN, probe: own.map(({ id }) => id) });
  const sent: Played["sent"] = [];
  const recorded = new Map<string, Recording>();
  const ask = (cell: Cell, { steps }: Probe) => {
    const [step] = steps;
    const values = valuesOf(cell);
    const body = fillJson(step?.json ?? {}, values) as JsonObject;
    const query = fillJson(step?.query ?? {}, values) as Record<string, string>;
    const path = step?.websocket ?? step?.post ?? step?.get ?? "";
    const startedAt = new Date().toISOString();
    const isPath = own.some((probe) => probe.steps.some((one) => path === (one.websocket ?? one.post ?? one.get)));
    const deployment = cell.deployment ?? "";
    const { status, body: answered } = !isPath
      ? refusal("no such path", 404)
      : cell.control === "no-credential"
        ? refusal("no key", 401)
        : deployment in roles
          ? service({ deployment, path, query, body })
          : MISSING;
    sent.push({ body, at: Date.now() });
    const transport = step?.websocket === undefined ? "http" : "websocket";
    const url = `${transport === "http" ? "https" : "wss"}://t.openai.azure.com${path}`;
    const hops = [hop({ transport, url, status, ...(status === 101 ? {} : { body: answered }) })];
    const frames = status === 101 ? [received({ type: "session.created", session: {} })] : [];
    const records = [hops, ...(status === 101 ? [[]] : [])].map((met, index) => ({
      index,
      stage: steps[index]?.stage ?? "result",
      hops: met,
      frames: index === 1 ? frames : [],
      failure: null,
    }));
    const attempt = { startedAt, durationMs: 1, waitedMs: 0, steps: records };
    recorded.set(cell.id, { startedAt, durationMs: 1, attempts: [attempt], notAttempted: null });
  };
  async function* recordings() {
    for (const [cell, recording] of recorded) yield { cell, recording };
  }
  const now = new Date().toISOString();
  const conclude = (extra: ExtraCell[]) =>
    concludeRecordings({
      recordings: recordings(),
      plan: { ...plan, cells: [...plan.cells, ...extra.map(({ cell }) => ({ cell, skip: null, required: false }))] },
      catalog: { ...catalog, errorTexts: [], probes: [...probes, ...extra.map((one) => one.probe)] },
      targets: [target],
      tool: { name: "aoai-probe", version: "0.0.0", node: process.version, catalog: catalog.hash },
      run: {
        id: "settle",
        startedAt: now,
        finishedAt: now,
        complete: true,
        timezone: { offsetMinutes: 0, name: "UTC" },
      },
    });
  for (const { cell } of plan.cells) {
    const asked = probes.find(({ id }) => id === cell.probe);
    if (asked !== undefined) ask(cell, asked);
  }
  const { signal } = new AbortController();
  const report = await settleReport(
    await conclude([]),
    { cells: 24, paid: 100, confirmAfterMs: 0, signal, ...limits },
    async (added, all) => {
      for (const one of added) ask(one.cell, one.probe);
      return await conclude(all);
    },
  );
  return { report, sent };
}

/** The cell that is to be settled. */
export function brokenIn({ results }: Report): Result {
  const found = results.find(({ cell }) => cell.id === BROKEN);
  if (found === undefined) throw new Error(`no cell ${BROKEN}`);
  return found;
}

export function extraIn({ results }: Report): Result[] {
  return results.filter(({ cell }) => cell.settles !== undefined);
}
