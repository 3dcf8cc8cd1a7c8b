import type { Catalog } from "../catalog/index.ts";
import { type Cell, cellId, MISSING_DEPLOYMENT } from "../model/cell.ts";
import type { Probe } from "../model/probe.ts";
import type { Deployment, Target } from "../model/target.ts";
import { credentialsOf, type OwnCredential } from "../plan/index.ts";

/*
 * The requests of `doctor`. Each is free: a list, or a handshake without any event. They are the first steps of built-in
 * probes, so that doctor and run send the same requests.
 */

/** The ids of the requests, as the cells of the examination have them. */
export const REQUESTS = {
  list: "doctor-list",
  handshake: "doctor-handshake",
  intent: "doctor-handshake-intent",
} as const;

/** Maximum requests per target. A redirect within the same origin may add to one of them. */
export const MOST_REQUESTS = 16;

/** The requests of one target, in the order in which they are sent. */
export interface Requests {
  /** The list without and with each credential. */
  lists: Cell[];
  /** The nonexistent deployment first. */
  handshakes: Cell[];
  /** Deployments that are not checked, because of the limit. */
  leftOut: Deployment[];
}

/** The probes of the requests. */
export function probesOf({ probes }: Pick<Catalog, "probes">): Probe[] {
  return [
    firstStepOf(probes, "models-v1", REQUESTS.list),
    firstStepOf(probes, "ga-realtime", REQUESTS.handshake),
    firstStepOf(probes, "ga-transcription", REQUESTS.intent),
  ];
}

function firstStepOf(probes: Probe[], built: string, id: string): Probe {
  const probe = probes.find((one) => one.id === built);
  const step = probe?.steps[0];
  if (probe === undefined || step === undefined) throw new Error(`the catalogue has no probe ${built}`);
  return { ...probe, id, role: "any", steps: [step] };
}

/** Plans the requests of one target within the limit. */
export function requestsOf(target: Target): Requests {
  const credentials = credentialsOf(target);
  const [auth = { auth: "key" as const }] = credentials;
  const lists = [
    cellOf(target, { probe: REQUESTS.list, control: "no-credential", auth }),
    ...credentials.map((one) => cellOf(target, { probe: REQUESTS.list, auth: one })),
  ];
  const fixed = [
    cellOf(target, { probe: REQUESTS.handshake, control: "missing-deployment", deployment: MISSING_DEPLOYMENT, auth }),
    cellOf(target, { probe: REQUESTS.intent, auth }),
  ];
  const room = Math.max(1, MOST_REQUESTS - lists.length - fixed.length);
  const checked = target.deployments.slice(0, room);
  return {
    lists,
    handshakes: [
      ...fixed,
      ...checked.map(({ name }) => cellOf(target, { probe: REQUESTS.handshake, deployment: name, auth })),
    ],
    leftOut: target.deployments.slice(room),
  };
}

function cellOf(
  target: Target,
  {
    probe,
    auth,
    control = null,
    deployment = null,
  }: { probe: string; auth: OwnCredential; control?: Cell["control"]; deployment?: string | null },
): Cell {
  const coordinates = {
    target: target.name,
    deployment,
    role: target.deployments.find(({ name }) => name === deployment)?.role ?? null,
    probe,
    control,
    variant: { apiVersion: null, ...auth, redirectCredential: "clean" },
    companion: null,
  } as const satisfies Omit<Cell, "id">;
  return { id: cellId(coordinates), ...coordinates };
}
