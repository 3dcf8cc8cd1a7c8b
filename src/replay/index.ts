import { freshSecret, freshToken } from "../emulator/identity.ts";
import { type Listener, listen } from "../emulator/listener.ts";
import type { Report } from "../model/report.ts";
import type { Deployment, ExtraHost, Target } from "../model/target.ts";
import { Player } from "./player.ts";
import { storiesOf } from "./story.ts";

export { findExemptions } from "./exemption.ts";

interface ReplayOptions {
  report: Report;
  /** Port of the first listener. 0 or absent: any free port. All other listeners use any free port. */
  port?: number;
  /** If absent, 127.0.0.1. */
  host?: string;
  /** PEM of key and certificate for TLS. Absent or null: plain HTTP. */
  tls?: { key: string; cert: string } | null;
}

/** A replayed target of the report. */
export interface ReplayedTarget {
  name: string;
  endpoint: string;
  /** The path before the paths of every probe. Absent: none. */
  basePath?: string;
  hosts: Target["hosts"];
  key: string;
  token: string;
  deployments: Deployment[];
  /** The emulator name of answers that do not name one themselves. */
  scenario: string;
  region: string | null;
}

export interface RunningReplay {
  targets: ReplayedTarget[];
  /** Closes every listener and every open connection. */
  close(): Promise<void>;
}

/** Replays a report, with one listener per host of each target. Rejects if a port is not available. */
export async function startReplay(options: ReplayOptions): Promise<RunningReplay> {
  const listeners: Listener[] = [];
  const targets: ReplayedTarget[] = [];
  const close = async () => {
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  try {
    for (const target of options.report.targets) targets.push(await replayTarget(target, options, listeners));
  } catch (error) {
    await close();
    throw error;
  }
  return { targets, close };
}

async function replayTarget(target: Target, options: ReplayOptions, listeners: Listener[]): Promise<ReplayedTarget> {
  const { report, host = "127.0.0.1", port = 0, tls = null } = options;
  const place = {
    origins: new Map<string, string>(),
    key: freshSecret(""),
    token: freshToken(),
    name: `replay-of-${report.run.id}`,
  };
  const player = new Player(storiesOf(report, target.name), place);
  for (const origin of originsOf(target)) {
    const listener = await listen({ host, port: listeners.length === 0 ? port : 0, tls }, player.at(origin));
    listeners.push(listener);
    place.origins.set(origin, listener.origin);
  }
  const moved = (origin: string) => place.origins.get(new URL(origin).origin) ?? origin;
  const hosts: Target["hosts"] = {};
  for (const name of Object.keys(target.hosts) as ExtraHost[]) {
    const origin = target.hosts[name];
    if (origin !== undefined) hosts[name] = moved(origin);
  }
  const { name, deployments, region, basePath } = target;
  return {
    name,
    endpoint: moved(target.endpoint),
    ...(basePath === undefined ? {} : { basePath }),
    hosts,
    key: place.key,
    token: place.token,
    deployments,
    scenario: place.name,
    region,
  };
}

function originsOf(target: Target): string[] {
  return [...new Set([target.endpoint, ...Object.values(target.hosts)].map((origin) => new URL(origin).origin))];
}
