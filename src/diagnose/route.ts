import { fill, placeholdersIn } from "../ladder/placeholder.ts";
import { isRequest } from "../ladder/request.ts";
import type { Step } from "../model/probe.ts";
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

/** The steps of a cell's ladder up to the one that decided, that one included; the clean-up steps are not among them. */
export function stepsTaken(cell: CellFacts): Step[] {
  const steps = cell.probe.steps.filter((step) => !step.finally);
  const failedAt = cell.observation.last?.failedAt ?? null;
  const end = failedAt === null ? -1 : steps.findIndex((step) => step.rung === failedAt);
  return end === -1 ? steps : steps.slice(0, end + 1);
}

/** The step that decided: the refused one, or the last. */
export function decidingStep(cell: CellFacts): Step | null {
  return stepsTaken(cell).at(-1) ?? null;
}

/** The request that decided, or whose socket carried what decided; null where the ladder makes none. */
export function decidingRequest(cell: CellFacts): Step | null {
  return stepsTaken(cell).findLast(isRequest) ?? null;
}

/** True where the request itself was refused, and not something on the socket that it opened. */
export function refusedAtRequest(cell: CellFacts): boolean {
  const step = decidingStep(cell);
  return step !== null && isRequest(step) && cell.observation.last?.answer?.carrier.kind === "status";
}

/** What a request is addressed to. */
export function routeOfStep(step: Step, cell: CellFacts): Route {
  const version = step.query?.["api-version"] ?? null;
  return {
    transport: step.websocket !== undefined ? "websocket" : step.post !== undefined ? "POST" : "GET",
    path: step.websocket ?? step.post ?? step.get ?? "",
    host: step.host ?? null,
    apiVersion: version === "{api-version}" ? cell.observation.cell.variant.apiVersion : version,
  };
}

/** The route of the deciding request; null where the ladder makes none. */
export function routeOf(cell: CellFacts): Route | null {
  const step = decidingRequest(cell);
  return step === null ? null : routeOfStep(step, cell);
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
  return `${cell.target.name}\n${routeKey(routeOf(cell))}`;
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
  const step = decidingRequest(cell);
  const query = selectorsOf(step).map((name) => `${name}=${step?.query?.[name] ?? ""}`);
  const route = routeOf(cell);
  if (route === null || query.length === 0) return routeInWords(route);
  return routeInWords({ ...route, path: `${route.path}?${query.join("&")}` });
}

/** A key that is the same where the route, its selectors and the step that first names the deployment are. */
export function formKey(cell: CellFacts): string {
  const named = stepsTaken(cell).find(namesDeployment)?.rung;
  return [cell.target.name, routeKey(routeOf(cell)), formInWords(cell), named].join("\n");
}

/** True where the cell got past this route: its request was accepted there, or a later step was reached. */
export function gotPast(cell: CellFacts, key: string): boolean {
  const steps = stepsTaken(cell);
  const at = steps.findIndex((step) => isRequest(step) && routeKey(routeOfStep(step, cell)) === key);
  if (at === -1) return false;
  return at < steps.length - 1 || cell.observation.last?.completed === true;
}

/** Names of the selectors that a WebSocket request gives, in a fixed order. */
export function selectorsOf(step: Step | null): string[] {
  return step?.websocket === undefined ? [] : SELECTORS.filter((name) => step.query?.[name] !== undefined);
}

/** True where a request names the deployment by itself. */
export function namesDeployment(step: Step): boolean {
  return placeholdersIn(step).includes("deployment");
}
