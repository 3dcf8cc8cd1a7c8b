import { oncePer } from "../model/once.ts";
import type { Probe, Step } from "../model/probe.ts";
import type { Stage } from "../model/stage.ts";
import { fill, valuesOf } from "../steps/placeholder.ts";
import { isRequest, namesDeployment } from "../steps/request.ts";
import type { CellFacts } from "./facts.ts";

/** The address of a request without its deployment. It is the same for every cell of a probe. */
export interface Route {
  transport: "websocket" | "GET" | "POST";
  /** As in the probe, with `{deployment}` as a placeholder. */
  path: string;
  /** null: the host of the target. */
  host: string | null;
  apiVersion: string | null;
}

/** Query parameters that name the purpose of a realtime handshake (FR-026). */
const SELECTORS = ["model", "deployment", "intent", "call_id"];

/** The steps of a probe up to the one that decided. They are the same for every cell that ended there. */
interface Way {
  steps: Step[];
  request: Step | null;
  route: Route | null;
  routeKey: string;
  form: string;
  /** The index of the first request to each route, by the key of the route. */
  places: Map<string, number>;
}

const WAYS = oncePer((_probe: Probe) => new Map<string, Way>());

function getWay(cell: CellFacts): Way {
  const failedAt = cell.observation.last?.failedAt ?? null;
  const { apiVersion } = cell.observation.cell.variant;
  const known = WAYS(cell.probe);
  const key = `${failedAt}\n${apiVersion}`;
  const way = known.get(key) ?? cutAtFailure(cell.probe, failedAt, apiVersion);
  known.set(key, way);
  return way;
}

function cutAtFailure(probe: Probe, failedAt: Stage | null, apiVersion: string | null): Way {
  const all = probe.steps.filter((step) => !step.finally);
  const end = failedAt === null ? -1 : all.findIndex((step) => step.stage === failedAt);
  const steps = end === -1 ? all : all.slice(0, end + 1);
  const request = steps.findLast(isRequest) ?? null;
  const route = request === null ? null : buildRoute(request, apiVersion);
  const places = new Map<string, number>();
  for (const [place, step] of steps.entries()) {
    const key = isRequest(step) ? formatRouteKey(buildRoute(step, apiVersion)) : null;
    if (key !== null && !places.has(key)) places.set(key, place);
  }
  return { steps, request, route, routeKey: formatRouteKey(route), form: formatForm(request, route), places };
}

/** The steps of a cell up to and including the one that decided, without clean-up steps. */
export function listStepsTaken(cell: CellFacts): Step[] {
  return getWay(cell).steps;
}

/** The step that decided: the refused one, or the last one. */
export function getDecidingStep(cell: CellFacts): Step | null {
  return listStepsTaken(cell).at(-1) ?? null;
}

/** The request that decided, or whose socket carried the deciding event. null if the probe sends none. */
export function getDecidingRequest(cell: CellFacts): Step | null {
  return getWay(cell).request;
}

/** Whether the request itself was refused, and not an event on its socket. */
export function isRefusedAtRequest(cell: CellFacts): boolean {
  const step = getDecidingStep(cell);
  return step !== null && isRequest(step) && cell.observation.last?.answer?.carrier.kind === "status";
}

/** The route of a step that sends a request. */
export function getRouteOfStep(step: Step, cell: CellFacts): Route {
  return buildRoute(step, cell.observation.cell.variant.apiVersion);
}

function buildRoute(step: Step, variant: string | null): Route {
  const version = step.query?.["api-version"] ?? null;
  return {
    transport: step.websocket !== undefined ? "websocket" : step.post !== undefined ? "POST" : "GET",
    path: step.websocket ?? step.post ?? step.get ?? "",
    host: step.host ?? null,
    apiVersion: version === "{api-version}" ? variant : version,
  };
}

/** The route of the deciding request, or null if the probe sends none. */
export function getRoute(cell: CellFacts): Route | null {
  return getWay(cell).route;
}

/** The key of the route of the deciding request. */
export function getRouteKey(cell: CellFacts): string {
  return getWay(cell).routeKey;
}

/** Every route that the probe of a cell requests. */
export function listRoutes(cell: CellFacts): Route[] {
  return cell.probe.steps.filter((step) => isRequest(step) && !step.finally).map((step) => getRouteOfStep(step, cell));
}

/** Equal routes have equal keys. */
export function formatRouteKey(route: Route | null): string {
  return route === null ? "" : [route.transport, route.host, route.path, route.apiVersion].join("\n");
}

/** Key that groups the cells of a target by the route of the deciding request. */
export function keyByRoute(cell: CellFacts): string {
  return `${cell.target.name}\n${getRouteKey(cell)}`;
}

/** `WebSocket /openai/realtime (api-version 2025-04-01-preview)`. */
export function formatRoute(route: Route | null): string {
  if (route === null) return "this path";
  const transport = route.transport === "websocket" ? "WebSocket" : route.transport;
  const host = route.host === null ? "" : ` on the ${route.host} host`;
  const version = route.apiVersion === null ? "" : ` (api-version ${route.apiVersion})`;
  return `${transport} ${route.path}${host}${version}`;
}

/** `WebSocket /openai/realtime`: a route without its host and api-version, short enough for a title. */
export function formatShortRoute(route: Route | null): string {
  if (route === null) return "This path";
  const path = formatRoute({ ...route, host: null, apiVersion: null });
  return path.replace("/openai/deployments/{deployment}/", "/openai/deployments/…/");
}

/** A route with its selectors: `WebSocket /openai/v1/realtime?intent=transcription`. */
export function formatRequest(cell: CellFacts): string {
  const unknown = { deployment: "", model: "", companion: "", call: "CALL" };
  return fill(getRequestForm(cell), { ...unknown, ...valuesOf(cell.observation.cell) });
}

/** A route with its selectors, and placeholders for names: `WebSocket /openai/v1/realtime?model={deployment}`. */
export function getRequestForm(cell: CellFacts): string {
  return getWay(cell).form;
}

function formatForm(step: Step | null, route: Route | null): string {
  const query = listSelectors(step).map((name) => `${name}=${step?.query?.[name] ?? ""}`);
  if (route === null || query.length === 0) return formatRoute(route);
  return formatRoute({ ...route, path: `${route.path}?${query.join("&")}` });
}

/** Key that groups cells by route, selectors and the stage that first names the deployment. */
export function keyByForm(cell: CellFacts): string {
  const named = listStepsTaken(cell).find(namesDeployment)?.stage;
  return [cell.target.name, getRouteKey(cell), getRequestForm(cell), named].join("\n");
}

/** Whether the route accepted the request of a cell, or the cell reached a later step. */
export function hasPassedRoute(cell: CellFacts, key: string): boolean {
  const { steps, places } = getWay(cell);
  const place = places.get(key);
  if (place === undefined) return false;
  return place < steps.length - 1 || cell.observation.last?.completed === true;
}

/** Names of the selectors that a WebSocket request gives, in a fixed order. */
export function listSelectors(step: Step | null): string[] {
  return step?.websocket === undefined ? [] : SELECTORS.filter((name) => step.query?.[name] !== undefined);
}

/** Keys of the routes that accepted a request of the cell. */
export function listRoutesPassed(cell: CellFacts): string[] {
  return [...getWay(cell).places.keys()].filter((key) => hasPassedRoute(cell, key));
}
