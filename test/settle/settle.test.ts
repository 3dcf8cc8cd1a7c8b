import { mkdtempSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { concludeRecordings, concludeReport } from "../../src/conclusion/index.ts";
import { valueAt } from "../../src/model/dotted.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { type Probe, probeSchema } from "../../src/model/probe.ts";
import type { Report, Result } from "../../src/model/report.ts";
import type { Target } from "../../src/model/target.ts";
import { makePlan } from "../../src/plan/index.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { readJournal, run } from "../../src/run/index.ts";
import { type ExtraCell, settleReport } from "../../src/settle/index.ts";
import { catalog } from "../support/recorded.ts";

/*
 * The settle pass against a service of these tests, whose answers name nothing: only experiments can tell.
 */

type Answer = { status: number; body: JsonObject };
type Service = (body: JsonObject, count: number) => Answer;

const KEY = "0123456789abcdef0123456789abcdef";
const DONE: Answer = {
  status: 200,
  body: { id: "c", object: "chat.completion", choices: [{ finish_reason: "stop", message: { content: "ready" } }] },
};
const refusal = (message: string, status = 400): Answer => ({ status, body: { error: { code: "E1", message } } });
const MISSING = refusal("DeploymentNotFound", 404);

const FIELDS: JsonObject = {
  temperature: 1,
  top_p: 1,
  seed: 7,
  max_tokens: 50,
  response_format: { type: "text" },
  store: false,
  user: "probe",
  logprobs: false,
};

const probe: Probe = probeSchema.parse({
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
const other: Probe = { ...probe, id: "own-other", steps: probe.steps.map((step) => ({ ...step, post: "/other" })) };

let server: Server | null = null;
afterEach(() => server?.close());

interface Settled {
  report: Report;
  sent: number;
}

async function settled(service: Service, limits: { cells?: number; paid?: number } = {}): Promise<Settled> {
  let sent = 0;
  const counts = new Map<string, number>();
  const listening = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      sent += 1;
      const text = Buffer.concat(chunks).toString();
      const body: JsonObject = text === "" ? {} : JSON.parse(text);
      const model = String(body.model ?? "");
      counts.set(model, (counts.get(model) ?? 0) + 1);
      const isKnown = ["broken", "fine"].includes(model);
      const answer = !isKnown
        ? MISSING
        : model === "fine" || request.url === "/other"
          ? DONE
          : service(body, counts.get(model) ?? 0);
      response.writeHead(answer.status, { "content-type": "application/json", "apim-request-id": "1" });
      response.end(JSON.stringify(answer.body));
    });
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const deployment = (name: string) =>
    ({ name, model: null, version: null, sku: null, role: "chat", source: "config" }) as const;
  const target: Target = {
    name: "t",
    endpoint,
    hosts: {},
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: ["key"],
    deployments: [deployment("broken"), deployment("fine")],
  };
  const probes = [...catalog.probes, probe, other];
  const plan = makePlan([target], probes, {
    probe: ["own-chat", "own-other"],
    skip: [],
    deployment: [],
    scope: "all",
    apiVersion: null,
    addApiVersion: null,
    redirectCredential: "clean",
    leftOut: [],
  });
  const vault = new Vault();
  const credentials = new Map([["t", { key: vault.register(KEY, "apikey") }]]);
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-settle-"));
  const journals: string[] = [];
  const { signal } = new AbortController();
  const runCells = async (cells: typeof plan.cells, extra: ExtraCell[]) => {
    const journal = join(folder, `${journals.length}.ndjson`);
    journals.push(journal);
    await run({
      catalog: { ...catalog, probes: [...probes, ...extra.map((one) => one.probe)] },
      plan: { ...plan, cells },
      targets: [target],
      credentials,
      vault,
      runId: "settle",
      userAgent: "aoai-probe/test",
      concurrency: 4,
      timeoutMs: 5_000,
      maxWaitMs: 1_000,
      retryHostAfterMs: [20],
      signal,
      trust: null,
      journal,
      onProgress: () => undefined,
    });
  };
  const planned = ({ cell }: ExtraCell) => ({ cell, skip: null, required: false });
  async function* recordings() {
    for (const journal of journals) yield* readJournal(journal);
  }
  const conclude = (extra: ExtraCell[]) =>
    concludeRecordings({
      recordings: recordings(),
      plan: { ...plan, cells: [...plan.cells, ...extra.map(planned)] },
      catalog: { ...catalog, errorTexts: [], probes: [...probes, ...extra.map((one) => one.probe)] },
      targets: [target],
      tool: { name: "aoai-probe", version: "0.0.0", node: process.version, catalog: catalog.hash },
      run: {
        id: "settle",
        startedAt: new Date().toISOString(),
        finishedAt: new Date().toISOString(),
        complete: true,
        timezone: { offsetMinutes: 0, name: "UTC" },
      },
    });
  await runCells(plan.cells, []);
  const first = await conclude([]);
  const { cells = 24, paid = 100 } = limits;
  const report = await settleReport(first, { cells, paid, confirmAfterMs: 0, signal }, async (added, all) => {
    await runCells(added.map(planned), all);
    return await conclude(all);
  });
  return { report, sent };
}

function broken(report: Report): Result {
  const found = report.results.find(({ cell }) => cell.id === "t/broken/own-chat");
  if (found === undefined) throw new Error("no cell");
  return found;
}

const extraOf = (report: Report) => report.results.filter(({ cell }) => cell.settles !== undefined);

describe("the settle pass", () => {
  const WORDS = ["Bad request", "", "Ungültig", "無効です", "E1", "no"];
  const names = Object.keys(FIELDS);
  it.each(names.map((name, n) => [name, WORDS[n % WORDS.length] ?? ""] as const))(
    "finds the field %s, which the answer %j does not name",
    async (name, words) => {
      const { report } = await settled((body) =>
        valueAt(body, name) === null && !(name in body) ? DONE : refusal(words),
      );
      const { verdict, cause, facts, settledBy } = broken(report);
      expect([verdict, cause, facts]).toEqual(["rejected-request", "request.field", { field: `body ${name}` }]);
      expect(settledBy).toHaveLength(2);
      expect(extraOf(report).length).toBeLessThanOrEqual(9);
      const finding = report.findings.find(({ code }) => code === "request-field-refused");
      expect(finding?.explanation).toContain(`Without ${name} the same request works.`);
    },
  );

  it("needs one removal for a field that the answer names", async () => {
    const { report } = await settled((body) => ("seed" in body ? refusal("What is 'seed'?") : DONE));
    expect(broken(report).facts).toEqual({ field: "body seed" });
    expect(extraOf(report).map(({ cell }) => cell.settles?.trial.kind)).toEqual(["without", "again"]);
  });

  it.each(["Bad request", "", "いいえ", "non", "nein", "E1", "nope", "x", "0", "…"])(
    "finds that it is the model if the minimal request is refused too: %j",
    async (words) => {
      const { report } = await settled(() => refusal(words));
      expect([broken(report).verdict, broken(report).cause]).toEqual(["unsupported", "refused.by-experiment"]);
      expect(broken(report).settledBy).toHaveLength(3);
    },
  );

  it.each([409, 423, 425, 428, 412])("makes no claim from a state that may pass: %i", async (status) => {
    const { report } = await settled(() => refusal("not ready yet", status));
    expect(broken(report).verdict).toBe("inconclusive");
  });

  it.each([1, 2])("makes no claim from a request that works later, after %i refusals", async (times) => {
    const { report } = await settled((_, count) => (count <= times + 1 ? refusal("no") : DONE));
    expect(["inconclusive", "supported"]).toContain(broken(report).verdict);
  });

  it.each([0, 1, 2, 5])("sends at most %i extra cells", async (cells) => {
    const { report } = await settled(() => refusal("no"), { cells });
    expect(extraOf(report).length).toBeLessThanOrEqual(cells);
  });

  it("sends no more billable cells than allowed", async () => {
    const { report } = await settled(() => refusal("no"), { paid: 1 });
    expect(extraOf(report)).toHaveLength(1);
  });

  it("sends nothing if nothing is open", async () => {
    const { report } = await settled(() => DONE);
    expect(extraOf(report)).toEqual([]);
  });

  it("counts no extra cell as coverage, and is judged the same from its saved form", async () => {
    const { report } = await settled(() => refusal("no"));
    const planned = report.results.filter(({ cell }) => cell.control !== "settle").length;
    expect(Object.values(report.counts).reduce((a, b) => a + b, 0)).toBe(planned);
    const again = concludeReport(JSON.parse(JSON.stringify(report)));
    expect(again.results.map(({ verdict, settledBy }) => [verdict, settledBy])).toEqual(
      report.results.map(({ verdict, settledBy }) => [verdict, settledBy]),
    );
  });
});
