import type { Deployment } from "../model/target.ts";
import { Ephemerals } from "./ephemeral.ts";
import { freshSecret } from "./identity.ts";
import { listen } from "./listener.ts";
import type { Scenario, ScenarioDeployment } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { standIn } from "./stand-in.ts";

export interface EmulatorOptions {
  /** A scenario, or the name of a built-in one. */
  scenario: string | Scenario;
  /** 0 or absent: any free port. */
  port?: number;
  /** Absent: 127.0.0.1. */
  host?: string;
  /** PEM of key and certificate: served over TLS; absent or null: plain. */
  tls?: { key: string; cert: string } | null;
  /** The resource's key; absent: made anew. */
  key?: string;
  /** A bearer token it takes; absent: made anew. */
  token?: string;
}

export interface RunningEmulator {
  /** Origin only: `http://127.0.0.1:41873`. */
  endpoint: string;
  key: string;
  token: string;
  deployments: Deployment[];
  scenario: string;
  region: string;
  /** Ends the listener and every open connection. */
  close(): Promise<void>;
}

/** Starts the stand-in; rejects where the scenario is not known or the port cannot be had. */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const scenario = scenarioOf(options.scenario);
  const { key = freshSecret(""), token = freshSecret("stand-in."), host = "127.0.0.1", port = 0, tls = null } = options;
  const ephemerals = new Ephemerals(Date.now);
  const byName = new Map<string, ScenarioDeployment>(scenario.deployments.map((each) => [each.name, each]));
  const listener = await listen(
    { host, port, tls },
    standIn({
      resource: { scenario, ephemerals, calls: new Map(), find: (name) => byName.get(name) ?? null },
      credentials: { key, token, ephemerals },
      socketOrigin: ({ headers }) => `${tls === null ? "ws" : "wss"}://${headers.host ?? "localhost"}`,
    }),
  );
  return {
    endpoint: listener.origin,
    key,
    token,
    deployments: scenario.deployments.map((deployment) => ({ ...deployment, source: "config" })),
    scenario: scenario.name,
    region: scenario.region,
    close: listener.close,
  };
}

function scenarioOf(given: string | Scenario): Scenario {
  if (typeof given !== "string") return given;
  const scenario = Object.hasOwn(SCENARIOS, given) ? SCENARIOS[given] : undefined;
  if (scenario !== undefined) return scenario;
  throw new Error(`No scenario is named '${given}'; there are ${Object.keys(SCENARIOS).join(", ")}.`);
}
