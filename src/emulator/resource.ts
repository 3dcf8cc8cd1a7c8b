import type { Deployment } from "../model/target.ts";
import { withArm } from "./arm.ts";
import { armDeployments } from "./arm-entries.ts";
import { type Demonstration, demonstrated } from "./demonstration.ts";
import { Ephemerals } from "./ephemeral.ts";
import { freshSecret, freshToken } from "./identity.ts";
import { listen } from "./listener.ts";
import type { Question } from "./question.ts";
import { type RateLimit, SlidingWindow } from "./rate.ts";
import type { EmulatedArm, Scenario, ScenarioDeployment } from "./scenario.ts";
import { readScenario } from "./scenario-reader.ts";
import { EMULATOR_HEADER, emulatedService } from "./service.ts";
import { SESSION_MS } from "./session-end.ts";

export interface EmulatorOptions {
  /** A scenario, the name of a built-in one, or the path of a scenario file. */
  scenario: string | Scenario;
  /** 0 or absent: any free port. */
  port?: number;
  /** Absent: 127.0.0.1. */
  host?: string;
  /** PEM of key and certificate for TLS. Absent or null: no TLS. */
  tls?: { key: string; cert: string } | null;
  /** The resource's key. Absent: a new one. */
  key?: string;
  /** A bearer token that it accepts although it has no claims. Absent: a new one. */
  token?: string;
  /** Serve an Azure Resource Manager, even if the scenario has none. Absent: as the scenario has it. */
  arm?: boolean;
  /** The token that its Azure Resource Manager accepts. Absent: a new one. */
  armToken?: string;
  /** Latency and faults. Absent: none. */
  demonstration?: Partial<Demonstration>;
  /** Maximum ms of a session. Absent: 60 minutes. */
  sessionMs?: number;
  /** Absent: as the scenario has it. */
  handshakes?: RateLimit;
  /** Limit for responses in one session. Absent: 1,000 per minute. */
  turns?: RateLimit;
  /** Epoch ms, for the expiry of ephemeral secrets and for limits. Absent: the clock. */
  now?: () => number;
}

const TURNS: RateLimit = { count: 1000, within: 60_000 };

/** An Azure Resource Manager with one account that has the deployments of the scenario. */
function armOfOne({ deployments }: Scenario): EmulatedArm {
  return { subscriptions: 1, accounts: 1, deployments: deployments.length, pageSize: 100, regions: ["swedencentral"] };
}

export interface RunningEmulator {
  /** Origin only: `http://127.0.0.1:41873`. */
  endpoint: string;
  /** The path before every path. Absent: none. */
  basePath?: string;
  key: string;
  token: string;
  /** The token of its Azure Resource Manager, which has the same origin. Absent: it has none. */
  armToken?: string;
  deployments: Deployment[];
  scenario: string;
  region: string;
  /** Ends the listener and every open connection. */
  close(): Promise<void>;
}

/** Starts the emulator; rejects if the scenario cannot be read or the port is taken. */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const scenario = typeof options.scenario === "string" ? await readScenario(options.scenario) : options.scenario;
  const { key = freshSecret(""), token = freshToken(), host = "127.0.0.1", port = 0, tls = null } = options;
  const { now = Date.now, sessionMs = SESSION_MS, turns = TURNS, handshakes = scenario.handshakes } = options;
  const ephemerals = new Ephemerals(now);
  const { arm = options.arm === true ? armOfOne(scenario) : undefined } = scenario;
  const { armToken = freshToken() } = options;
  const known =
    arm === undefined
      ? scenario.deployments
      : armDeployments(scenario.deployments, Math.ceil(arm.deployments / arm.accounts));
  const byName = new Map<string, ScenarioDeployment>(
    [...known, ...scenario.deployments].map((each) => [each.name, each]),
  );
  const service = emulatedService({
    resource: {
      scenario,
      ephemerals,
      calls: new Map(),
      liveCalls: new Map(),
      find: (name) => byName.get(name) ?? null,
      handshakes: handshakes === undefined ? null : new SlidingWindow(handshakes, now),
      turns,
    },
    credentials: { key, token, ephemerals, now },
    socketOrigin: ({ headers }) => `${tls === null ? "ws" : "wss"}://${headers.host ?? "localhost"}`,
    sessionMs,
  });
  const marks: [string, string][] = [[EMULATOR_HEADER, scenario.name]];
  const originOf = ({ headers }: Question) => `${tls === null ? "http" : "https"}://${headers.host ?? "localhost"}`;
  const responder = arm === undefined ? service : withArm({ scenario, arm, token: armToken, originOf, marks }, service);
  const listener = await listen(
    { host, port, tls },
    demonstrated(responder, { latencyMs: 0, fault: null, ...options.demonstration }),
  );
  return {
    endpoint: listener.origin,
    ...(scenario.basePath === undefined ? {} : { basePath: scenario.basePath }),
    key,
    token,
    ...(arm === undefined ? {} : { armToken }),
    deployments: scenario.deployments.map((deployment) => ({ ...deployment, source: "config" })),
    scenario: scenario.name,
    region: scenario.region,
    close: listener.close,
  };
}
