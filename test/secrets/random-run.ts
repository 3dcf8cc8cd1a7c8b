import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Destination, publish } from "../../src/cli/output/publication.ts";
import { concludeRecordings } from "../../src/conclusion/index.ts";
import { readyToken } from "../../src/entra/token-source.ts";
import type { AuthKind, Target } from "../../src/model/target.ts";
import { makePlan } from "../../src/plan/index.ts";
import { REDACTION_RULES, type RuleName } from "../../src/redaction/rules.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { FORMATS } from "../../src/render/index.ts";
import { readJournal, run } from "../../src/run/index.ts";
import { closing, event, type RawPeer, rawPeer, switching } from "../support/raw-peer.ts";
import { catalog } from "../support/recorded.ts";
import { type Canaries, freshCanaries, KNOWN } from "./canaries.ts";
import { DISGUISES } from "./disguises.ts";
import { type Course, honestScript, type Planting, plant, type Script } from "./hostile-answers.ts";
import { type Leak, leaksIn } from "./search.ts";

/** In memory where the machine has such a folder: what is proven here is what is written, not that it is on a disk. */
const SCRATCH = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** What one run is asked to do. */
export interface Trial {
  course: Course;
  auth: AuthKind;
  plantings: Planting[];
}

export interface Outcome {
  leaks: Leak[];
  /** Artefacts that the last net refused. */
  refused: number;
  planted: string[];
  artefacts: Map<string, string>;
}

/** A peer that plays whatever script it is given; runs against it are made one after the other. */
export interface HostilePeer {
  peer: RawPeer;
  play(script: Script): void;
}

/** Starts it. With `tls` it shows that certificate. */
export async function hostilePeer(tls?: { key: string; cert: string }): Promise<HostilePeer> {
  let script = honestScript("answered", "");
  const peer = await rawPeer((socket, head) => respond(socket, head, script), tls === undefined ? {} : { tls });
  return {
    peer,
    play(next) {
      script = next;
      peer.received.length = 0;
    },
  };
}

function respond(socket: Socket, head: string, script: Script): void {
  const upgrade = /\r\nupgrade: *websocket/i.test(head);
  const answer = upgrade ? script.upgrade : script.mint;
  if (!upgrade || answer.status !== 101) {
    const body = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
    const length = Buffer.byteLength(body) + answer.missing;
    const lines = [`HTTP/1.1 ${answer.status} ${answer.reason}`, ...answer.headers, `content-length: ${length}`];
    socket.end(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), Buffer.from(body)]));
    return;
  }
  const extra = answer.headers.filter((header) => !/^content-/i.test(header));
  socket.write(Buffer.from(switching(head, extra), "latin1"));
  for (const message of script.events) socket.write(event(message));
  socket.end(closing(4000, script.closeReason));
}

const PLAN = {
  probe: ["ga-client-secret-realtime"],
  skip: [],
  deployment: [],
  scope: "all",
  apiVersion: null,
  addApiVersion: null,
  redirectCredential: "clean",
  leftOut: [],
} as const;

/** Makes one whole run in this process against a hostile peer, and searches all that it wrote. */
export async function randomRun(
  { peer, play }: HostilePeer,
  trial: Trial,
  rules: readonly RuleName[] = REDACTION_RULES,
  scheme: "http" | "https" = "http",
  secrets: Canaries = freshCanaries(),
): Promise<Outcome> {
  const script = honestScript(trial.course, secrets.S5);
  const known = KNOWN.filter((kind) => kind !== "S5" || !trial.course.startsWith("mint"));
  const planted = trial.plantings.map((one) => plant(script, one, secrets, Object.entries(DISGUISES), known));
  play(script);
  const folder = mkdtempSync(join(SCRATCH, "aoai-probe-secrets-"));
  const vault = new Vault(rules);
  const isToken = trial.auth === "entra";
  const key = vault.register(isToken ? secrets.S4 : secrets.S1, isToken ? "token" : "apikey");
  vault.register(isToken ? secrets.S1 : secrets.S4, "token");
  vault.register(secrets.S2, "apikey");
  vault.register(secrets.S9, "proxy");
  const said: string[] = [];
  try {
    const artefacts = await silently(said, () => wholeLine(peer.url(scheme, "/").origin, trial, folder, vault, key));
    artefacts.set("stdout and stderr", said.join(""));
    const leaks = leaksIn(artefacts, new Map(Object.entries(secrets)));
    return { leaks, refused: said.filter((text) => text.includes("was not written")).length, planted, artefacts };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function wholeLine(
  endpoint: string,
  { auth }: Trial,
  folder: string,
  vault: Vault,
  key: ReturnType<Vault["register"]>,
): Promise<Map<string, string>> {
  const target: Target = {
    name: "hostile",
    endpoint,
    hosts: {},
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: [auth],
    deployments: [{ name: "dep", model: null, version: null, sku: null, role: "conversation", source: "config" }],
  };
  const options = { ...PLAN, probe: [...PLAN.probe], skip: [], deployment: [], leftOut: [] };
  const whole = makePlan([target], catalog.probes, options);
  const plan = { ...whole, cells: whole.cells.filter(({ cell }) => cell.control === null) };
  const journal = join(folder, "run.journal.ndjson");
  const startedAt = new Date().toISOString();
  await run({
    catalog,
    plan,
    targets: [target],
    credentials: new Map([[target.name, auth === "entra" ? { entra: readyToken(key) } : { key }]]),
    vault,
    runId: "secrets",
    userAgent: "aoai-probe/test",
    concurrency: 1,
    timeoutMs: 10_000,
    maxWaitMs: 0,
    signal: new AbortController().signal,
    journal,
    onProgress: () => undefined,
  });
  const report = await concludeRecordings({
    recordings: readJournal(journal),
    plan,
    catalog,
    targets: [target],
    tool: { name: "aoai-probe", version: "0.0.0", node: process.version, catalog: catalog.hash },
    run: {
      id: "secrets",
      startedAt,
      finishedAt: startedAt,
      complete: true,
      timezone: { offsetMinutes: 0, name: "UTC" },
    },
  });
  // The definitions of probes are ours, and most of the bytes: they would only make the search slow.
  const view = { matrix: true, target: null, finding: null };
  const destination: Destination = { shown: null, folder, files: [...FORMATS], view };
  await publish({ ...report, probes: [], errorTexts: [] }, destination, vault);
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** Does something while what it says is kept instead of shown. */
async function silently<T>(said: string[], act: () => Promise<T>): Promise<T> {
  const keep = (text: string | Uint8Array) => {
    said.push(typeof text === "string" ? text : Buffer.from(text).toString());
    return true;
  };
  const { stdout, stderr } = process;
  const [out, err] = [stdout.write, stderr.write];
  stdout.write = keep;
  stderr.write = keep;
  try {
    return await act();
  } finally {
    stdout.write = out;
    stderr.write = err;
  }
}
