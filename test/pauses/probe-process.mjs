// A run of given cells in a process of its own, so that it can be stopped. Started with a JSON of
// { dist, endpoint, trust, timeoutMs, concurrency, probes: [{ probe, endpoint? }], cells? }; each probe is one cell, on a
// target of its own if it has an endpoint. Says `asking` before the first request, and at the end a JSON of the results.
// With `says` it also says `journal PATH`, and `done CELL` for each finished cell.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const asked = JSON.parse(process.argv[2] ?? "{}");
const { loadCatalog } = await import(`${asked.dist}/catalog/index.js`);
const { concludeRecordings } = await import(`${asked.dist}/conclusion/index.js`);
const { cellId } = await import(`${asked.dist}/model/cell.js`);
const { probeSchema } = await import(`${asked.dist}/model/probe.js`);
const { readJournal, run } = await import(`${asked.dist}/run/index.js`);
// Older builds have it elsewhere.
const { Vault } = await import(`${asked.dist}/redaction/secret.js`).catch(() => import(`${asked.dist}/wire/secret.js`));

const { ClientTls } = await import(`${asked.dist}/wire/tls.js`);
const network = asked.trust === null ? {} : { tls: new ClientTls({ trust: asked.trust, cert: null, key: null }) };

const loaded = await loadCatalog({ extra: null });
const probes = asked.probes.map(({ probe }) => probeSchema.parse(probe));
const LARGE = Buffer.alloc(24 * 1024 * 1024, 0x61);
const LARGE_FILES = [{ name: "large.bin", bytes: LARGE }];
const catalog = {
  ...loaded,
  probes: [...new Map(probes.map((probe) => [probe.id, probe])).values()],
  samples: { ...loaded.samples, file: () => LARGE, files: LARGE_FILES },
};
const targets = new Map();
const cells = probes.map((probe, n) => {
  const endpoint = asked.probes[n].endpoint ?? asked.endpoint;
  const name = `t${[...new Set(asked.probes.map((one) => one.endpoint ?? asked.endpoint))].indexOf(endpoint)}`;
  targets.set(name, {
    name,
    endpoint,
    hosts: {},
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: ["key"],
    deployments: [],
  });
  const variant = { apiVersion: `v${n}`, auth: "key", redirectCredential: "clean" };
  const cell = { target: name, deployment: null, role: null, probe: probe.id, control: null, variant, companion: null };
  return { ...cell, id: cellId(cell) };
});
const plan = { cells: cells.map((cell) => ({ cell, skip: null, required: false })), targets: [] };
const journal = join(mkdtempSync(join(tmpdir(), "aoai-probe-pauses-")), "journal.ndjson");
const vault = new Vault();
const key = vault.register("0123456789abcdef0123456789abcdef", "apikey");
const startedAt = new Date().toISOString();
if (asked.says) process.stdout.write(`journal ${journal}\n`);
process.stdout.write("asking\n");
const end = await run({
  catalog,
  plan,
  targets: [...targets.values()],
  credentials: new Map([...targets.keys()].map((name) => [name, { key }])),
  vault,
  runId: "pauses",
  userAgent: "aoai-probe/test",
  concurrency: asked.concurrency,
  timeoutMs: asked.timeoutMs,
  maxWaitMs: 20_000,
  signal: new AbortController().signal,
  networkOf: () => network,
  journal,
  onProgress: ({ cell }) => {
    if (asked.says) process.stdout.write(`done ${cell}\n`);
  },
});
const report = await concludeRecordings({
  recordings: readJournal(journal),
  plan,
  catalog,
  targets: [...targets.values()],
  tool: { name: "aoai-probe", version: "0.0.0", node: process.version, catalog: catalog.hash },
  run: {
    id: "pauses",
    startedAt,
    finishedAt: new Date().toISOString(),
    complete: end.complete,
    timezone: { offsetMinutes: 0, name: "UTC" },
  },
});
const results = report.results.map(({ cell, verdict, cause, recording }) => ({
  probe: cell.probe,
  verdict,
  cause,
  attempts: recording.attempts.length,
  lostMs: recording.attempts.reduce((sum, { busy }) => sum + (busy?.lostMs ?? 0), 0),
  kilobytes: Math.round(JSON.stringify(recording).length / 1024),
  stalls: recording.attempts.flatMap(({ busy }) => busy?.stalls.map(({ ms }) => ms) ?? []),
}));
process.stdout.write(
  `${JSON.stringify({ results, findings: report.findings.map(({ code }) => code), machine: end.machine ?? null })}\n`,
);
