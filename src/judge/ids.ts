import { valueAt } from "../model/dotted.ts";
import type { Json } from "../model/json.ts";
import type { Attempt, Hop, MessageFrame } from "../model/recording.ts";

/** Response headers that support can search for. */
const ID_HEADERS = ["apim-request-id", "x-request-id", "x-ms-request-id", "x-ms-region", "x-ms-deployment-name"];
/** Paths of ids in events and bodies. */
const ID_PATHS: [name: string, path: string][] = [
  ["session", "session.id"],
  ["response", "response.id"],
  ["items", "item_id"],
  ["items", "item.id"],
  ["calls", "call_id"],
];

/** Returns the ids of an attempt for support: by name, one value or several in the order of their arrival. */
export function collectIds(attempt: Attempt): Record<string, string | string[]> {
  const found = new Map<string, Set<string>>();
  const add = (name: string, value: Json | undefined) => {
    if (typeof value !== "string" || value === "") return;
    found.set(name, (found.get(name) ?? new Set()).add(value));
  };
  for (const hop of listHops(attempt)) {
    for (const name of ID_HEADERS) add(name, readHeader(hop, name) ?? undefined);
    add("x-ms-client-request-id", hop.requestHeaders.find(([n]) => n.toLowerCase() === "x-ms-client-request-id")?.[1]);
    const id = valueAt(hop.body?.json ?? null, "id");
    if (typeof id === "string") add(id.startsWith("sess_") ? "session" : "response", id);
    add("session", valueAt(hop.body?.json ?? null, "session.id"));
  }
  for (const { event, direction } of listMessages(attempt)) {
    if (event === null || direction === "sent") continue;
    for (const [name, path] of ID_PATHS) add(name, valueAt(event, path));
    if (event.type === "error" || String(event.type).endsWith(".failed")) add("events", event.event_id);
  }
  return Object.fromEntries(
    [...found].map(([name, values]) => [name, values.size === 1 ? ([...values][0] ?? "") : [...values]]),
  );
}

/** Returns every hop of an attempt, in order. */
export function listHops(attempt: Attempt): Hop[] {
  return attempt.steps.flatMap((step) => step.hops);
}

/** Returns every message of an attempt, in order. */
export function listMessages(attempt: Attempt): MessageFrame[] {
  return attempt.steps.flatMap((step) => step.frames).filter((frame) => frame.kind === "message");
}

/** Returns the first value of a response header, whose name is compared without case. Null if absent. */
export function readHeader(hop: Hop, name: string): string | null {
  return hop.responseHeaders.find(([n]) => n.toLowerCase() === name)?.[1] ?? null;
}

/** A cluster of the service contains its region in the name: `hyena-eastus2-01`. Some answers have only this header. */
const CLUSTER = /^[a-z0-9]+-([a-z]+\d?(?:euap)?)-\d+$/i;

/** Returns the region that a response names. Null if it names none. */
export function readRegion(hop: Hop): string | null {
  return (
    readHeader(hop, "x-ms-region") ?? CLUSTER.exec(readHeader(hop, "azureml-served-by-cluster") ?? "")?.[1] ?? null
  );
}
