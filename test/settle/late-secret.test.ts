import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { recordRun } from "../../src/cli/run/record.ts";
import { probeSchema } from "../../src/model/probe.ts";
import type { Target } from "../../src/model/target.ts";
import { makePlan } from "../../src/plan/index.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { rawPeer, response, say } from "../support/raw-peer.ts";
import { catalog } from "../support/recorded.ts";

const MINTED = "ek_7Wd4kZp1xRb8vTs5mYc2nLfQ0";

const MINT = probeSchema.parse({
  id: "own-mint",
  title: "A request that is issued a secret",
  surface: "rest",
  role: "chat",
  reference: "https://example.com/",
  steps: [
    {
      stage: "mint",
      post: "/mint",
      json: { model: "{deployment}" },
      expect: { status: [200] },
      keep: { ephemeral: { from: "value", secret: true } },
    },
  ],
});

it("removes a secret that the settle pass is issued from the lines of the journal before it", async () => {
  let isSettling = false;
  // A value in a sentence is no declared secret, and without its prefix it has no known form.
  const refused = JSON.stringify({ error: { code: "E1", message: `no ${MINTED.slice(3)}` } });
  const peer = await rawPeer((socket, head) =>
    (isSettling
      ? say(response("200 OK", ["content-type: application/json"], JSON.stringify({ value: MINTED })))
      : say(response("500 Oops", ["content-type: application/json", "apim-request-id: 1"], refused)))(socket, head),
  );
  const target: Target = {
    name: "t",
    endpoint: peer.url("http").origin,
    hosts: {},
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: ["key"],
    deployments: [{ name: "d", model: null, version: null, sku: null, role: "chat", source: "config" }],
  };
  const probes = [...catalog.probes, MINT];
  const plan = makePlan([target], probes, {
    probe: [MINT.id],
    skip: [],
    deployment: [],
    scope: "all",
    apiVersion: null,
    addApiVersion: null,
    redirectCredential: "clean",
    leftOut: [],
  });
  const vault = new Vault();
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-settle-"));
  const report = await recordRun(
    {
      catalog: { ...catalog, probes },
      plan,
      targets: [target],
      credentials: new Map([["t", { key: vault.register("0123456789abcdef0123456789abcdef", "apikey") }]]),
      vault,
      settings: { concurrency: 1, timeout: 5_000, "max-wait": 1, "max-settle": 4, "max-paid": 9, deadline: null },
      emulated: null,
      networkOf: () => ({}),
    } as unknown as Parameters<typeof recordRun>[0],
    {
      id: "late",
      journal: join(folder, "late.journal.ndjson"),
      signal: new AbortController().signal,
      onProgress: ({ done, total }) => {
        isSettling ||= done === total;
      },
      settle: { confirmAfterMs: 1 },
    },
  );
  await peer.close();
  const journals = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  expect(journals).toHaveLength(1);
  for (const text of [...journals, JSON.stringify(report)]) {
    expect(text).not.toContain(MINTED.slice(3));
    expect(text).toContain("REDACTED-ephemeral-1");
  }
});
