import { oncePer } from "../model/once.ts";
import type { Probe, Step } from "../model/probe.ts";
import type { Stage } from "../model/stage.ts";
import { fill } from "../steps/placeholder.ts";
import { isRequest, namesDeployment } from "../steps/request.ts";
import type { CellFacts } from "./facts.ts";

/** What a request is addressed to, apart from the deployment: the same for every cell of a probe. */
export interface Route {
  transport: "websocket" | "GET" | "POST";
  /** As the probe has it, `{deployment}` unfilled. */
  path: string;
  /** null: the target's own host. */
  host: string | null;
  apiVersion: string | null;
}

/** Query names by which a realtime handshake says what it is for (FR-026). */
const SELECTORS = ["model", "deployment", "intent", "call_id"];

/** How far a probe's ladder was climbed, and what it asked on the way: the same for every cell that ended there. */
interface Way {
  steps: Step[];
  request: Step | null;
  route: Route | null;
  routeKey: string;
  form: string;
  /** By the key of each route asked: the place of its first request among the steps. */
  places: Map<string, number>;
}

const WAYS = oncePer((_probe: Probe) => new Map<string, Way>());

function wayOf(cell: CellFacts): Way {
  const failedAt = cell.observation.last?.failedAt ?? null;
  const { apiVersion } = cell.observation.cell.variant;
  const known = WAYS(cell.probe);
  const key = `${failedAt}\n${apiVersion}`;
  const way = known.get(key) ?? climbed(cell.probe, failedAt, apiVersion);
  known.set(key, way);
  return way;
}

function climbed(probe: Probe, failedAt: Stage | null, apiVersion: string | null): Way {
  const all = probe.steps.filter((step) => !step.finally);
  const end = failedAt === null ? -1 : all.findIndex((step) => step.stage === failedAt);
  const steps = end === -1 ? all : all.slice(0, end + 1);
  const request = steps.findLast(isRequest) ?? null;
  const route = request === null ? null : routeWith(request, apiVersion);
  const places = new Map<string, number>();
  for (const [place, step] of steps.entries()) {
    const key = isRequest(step) ? routeKey(routeWith(step, apiVersion)) : null;
    if (key !== null && !places.has(key)) places.set(key, place);
  }
  return { steps, request, route, routeKey: routeKey(route), form: formOf(request, route), places };
}

/** The steps of a cell's ladder up to the one that decided, that one included; the clean-up steps are not among them. */
export function stepsTaken(cell: CellFacts): Step[] {
  return wayOf(cell).steps;
}

/** The step that decided: the refused one, or the last. */
export function decidingStep(cell: CellFacts): Step | null {
  return stepsTaken(cell).at(-1) ?? null;
}

/** The request that decided, or whose socket carried what decided; null where the ladder makes none. */
export function decidingRequest(cell: CellFacts): Step | null {
  return wayOf(cell).request;
}

/** True where the request itself was refused, and not something on the socket that it opened. */
export function refusedAtRequest(cell: CellFacts): boolean {
  const step = decidingStep(cell);
  return step !== null && isRequest(step) && cell.observation.last?.answer?.carrier.kind === "status";
}

/** What a request is addressed to. */
export function routeOfStep(step: Step, cell: CellFacts): Route {
  return routeWith(step, cell.observation.cell.variant.apiVersion);
}

function routeWith(step: Step, variant: string | null): Route {
  const version = step.query?.["api-version"] ?? null;
  return {
    transport: step.websocket !== undefined ? "websocket" : step.post !== undefined ? "POST" : "GET",
    path: step.websocket ?? step.post ?? step.get ?? "",
    host: step.host ?? null,
    apiVersion: version === "{api-version}" ? variant : version,
  };
}

/** The route of the deciding request; null where the ladder makes none. */
export function routeOf(cell: CellFacts): Route | null {
  return wayOf(cell).route;
}

/** The key of that route. */
export function routeKeyOf(cell: CellFacts): string {
  return wayOf(cell).routeKey;
}

/** Every route that a cell's ladder would ask. */
export function routesOf(cell: CellFacts): Route[] {
  return cell.probe.steps.filter((step) => isRequest(step) && !step.finally).map((step) => routeOfStep(step, cell));
}

/** A key that is the same for the same route. */
export function routeKey(route: Route | null): string {
  return route === null ? "" : [route.transport, route.host, route.path, route.apiVersion].join("\n");
}

/** Key that groups cells of one target by the route that decided them. */
export function perRoute(cell: CellFacts): string {
  return `${cell.target.name}\n${routeKeyOf(cell)}`;
}

/** `WebSocket /openai/realtime (api-version 2025-04-01-preview)`. */
export function routeInWords(route: Route | null): string {
  if (route === null) return "this path";
  const transport = route.transport === "websocket" ? "WebSocket" : route.transport;
  const where = route.host === null ? "" : ` on the ${route.host} host`;
  const version = route.apiVersion === null ? "" : ` (api-version ${route.apiVersion})`;
  return `${transport} ${route.path}${where}${version}`;
}

/** A route with what selects there: `WebSocket /openai/v1/realtime?intent=transcription`. */
export function requestInWords(cell: CellFacts): string {
  const { deployment, companion } = cell.observation.cell;
  return fill(formInWords(cell), { deployment: deployment ?? "", companion: companion ?? "", call: "CALL" });
}

/** The same with the names left open: `WebSocket /openai/v1/realtime?model={deployment}`. */
export function formInWords(cell: CellFacts): string {
  return wayOf(cell).form;
}

function formOf(step: Step | null, route: Route | null): string {
  const query = selectorsOf(step).map((name) => `${name}=${step?.query?.[name] ?? ""}`);
  if (route === null || query.length === 0) return routeInWords(route);
  return routeInWords({ ...route, path: `${route.path}?${query.join("&")}` });
}

/** A key that is the same where the route, its selectors and the step that first names the deployment are. */
export function formKey(cell: CellFacts): string {
  const named = stepsTaken(cell).find(namesDeployment)?.stage;
  return [cell.target.name, routeKeyOf(cell), formInWords(cell), named].join("\n");
}

/** True where the cell got past this route: its request was accepted there, or a later step was reached. */
export function gotPast(cell: CellFacts, key: string): boolean {
  const { steps, places } = wayOf(cell);
  const place = places.get(key);
  if (place === undefined) return false;
  return place < steps.length - 1 || cell.observation.last?.completed === true;
}

/** Names of the selectors that a WebSocket request gives, in a fixed order. */
export function selectorsOf(step: Step | null): string[] {
  return step?.websocket === undefined ? [] : SELECTORS.filter((name) => step.query?.[name] !== undefined);
}

/** Keys of the routes that a cell got past, likewise. */
export function routesPassed(cell: CellFacts): string[] {
  return [...wayOf(cell).places.keys()].filter((key) => gotPast(cell, key));
}
