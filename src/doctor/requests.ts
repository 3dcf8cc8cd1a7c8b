import type { Catalog } from "../catalog/index.ts";
import { type Cell, MISSING_DEPLOYMENT } from "../model/cell.ts";
import type { Probe } from "../model/probe.ts";
import type { Deployment, Target } from "../model/target.ts";
import { cellOf } from "../plan/controls.ts";
import { credentialsOf, type OwnCredential } from "../plan/index.ts";

/*
 * The requests of `doctor`. Each is free: a list, or a handshake without any event. They are the first steps of built-in
 * probes, so that doctor and run send the same requests.
 */

/** The ids of the requests, as the cells of the examination have them. */
export const REQUESTS = {
  list: "doctor-list",
  deployments: "doctor-deployments",
  handshake: "doctor-handshake",
  intent: "doctor-handshake-intent",
} as const;

/** Maximum requests per target. A redirect within the same origin may add to one of them. */
export const MOST_REQUESTS = 16;

/** The requests of one target, in the order in which they are sent. */
export interface Requests {
  /** The list of models without and with each credential, and the list of deployments. */
  lists: Cell[];
  /** The nonexistent deployment first. */
  handshakes: Cell[];
  /** Deployments that are not checked, because of the limit or because of `probe: false`. */
  leftOut: Deployment[];
}

/** Few resources still list their deployments. The list is documented for this api-version, and later ones lack it. */
const DEPLOYMENTS = { get: "/openai/deployments", query: { "api-version": "2022-12-01" } };

/** The probes of the requests. */
export function probesOf({ probes }: Pick<Catalog, "probes">): Probe[] {
  const list = firstStepOf(probes, "models-v1", REQUESTS.list);
  return [
    list,
    { ...list, id: REQUESTS.deployments, steps: list.steps.map((step) => ({ ...step, ...DEPLOYMENTS })) },
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
    requestCell(target, { probe: REQUESTS.list, control: "no-credential", auth }),
    ...credentials.map((one) => requestCell(target, { probe: REQUESTS.list, auth: one })),
    requestCell(target, { probe: REQUESTS.deployments, auth }),
  ];
  const fixed = [
    requestCell(target, {
      probe: REQUESTS.handshake,
      control: "missing-deployment",
      deployment: MISSING_DEPLOYMENT,
      auth,
    }),
    requestCell(target, { probe: REQUESTS.intent, auth }),
  ];
  const room = Math.max(1, MOST_REQUESTS - lists.length - fixed.length);
  const checked = target.deployments.filter((deployment) => deployment.probe !== false).slice(0, room);
  return {
    lists,
    handshakes: [
      ...fixed,
      ...checked.map(({ name }) => requestCell(target, { probe: REQUESTS.handshake, deployment: name, auth })),
    ],
    leftOut: target.deployments.filter((deployment) => !checked.includes(deployment)),
  };
}

function requestCell(
  target: Target,
  {
    probe,
    auth,
    control = null,
    deployment = null,
  }: { probe: string; auth: OwnCredential; control?: Cell["control"]; deployment?: string | null },
): Cell {
  return cellOf({
    target: target.name,
    deployment,
    role: target.deployments.find(({ name }) => name === deployment)?.role ?? null,
    probe,
    control,
    variant: { apiVersion: null, ...auth, redirectCredential: "clean" },
    companion: null,
  });
}
