import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import {
  type Account,
  accountEntry,
  capacityEntries,
  deploymentEntry,
  GROUP,
  listAccounts,
  modelEntries,
  PROVIDER,
  subscriptionEntry,
  usageEntries,
} from "./arm-entries.ts";
import { freshRequestId } from "./identity.ts";
import type { Question } from "./question.ts";
import type { Responder } from "./responder.ts";
import type { EmulatedArm, Scenario } from "./scenario.ts";
import { judgeToken } from "./token.ts";

/*
 * An emulated Azure Resource Manager: subscriptions, accounts, deployments, models and quota of a scenario. It only lists.
 * The lists have the form of api-version 2024-10-01, as the examples of Azure/azure-rest-api-specs show it. The refusals
 * have the words of public reports, except that of a 429, which is assumed.
 */

/** What an answer of the emulated Azure Resource Manager needs. */
interface ArmGate {
  scenario: Scenario;
  arm: EmulatedArm;
  /** The only token that it accepts. */
  token: string;
  /** Origin of a request: `http://127.0.0.1:41873`. */
  originOf: (question: Question) => string;
  /** Headers of every answer. */
  marks: [string, string][];
}

interface Reply {
  status: number;
  body: JsonObject;
  headers?: [string, string][];
}

/** `/subscriptions` and everything below it is answered here, all else by the other responder. */
export function withArm(gate: ArmGate, other: Responder): Responder {
  const world = listAccounts(gate.scenario, gate.arm);
  let requests = 0;
  return {
    isKnown: (head) => other.isKnown(head),
    respond: (question) => {
      if (question.transport !== "http" || !/^\/subscriptions(\/|$)/.test(question.path))
        return other.respond(question);
      requests += 1;
      const { throttle } = gate.arm;
      const isThrottled = throttle !== undefined && requests % throttle.every === 0;
      const reply = isThrottled ? throttled(throttle.retryAfter) : answer(question, gate, world);
      const ids: [string, string][] = [["x-ms-request-id", freshRequestId()]];
      return {
        kind: "reply",
        status: reply.status,
        headers: [...gate.marks, ...ids, ...(reply.headers ?? []), ["content-type", "application/json; charset=utf-8"]],
        bytes: Buffer.from(JSON.stringify(reply.body)),
      };
    },
  };
}

function answer(question: Question, gate: ArmGate, world: Account[]): Reply {
  const refused = refusalOf(question, gate);
  if (refused !== null) return refused;
  const [, , subscription, ...place] = question.path.split("/");
  const subscriptions = Array.from({ length: gate.arm.subscriptions }, (_, index) => subscriptionEntry(index));
  if (subscription === undefined) return page(subscriptions, question, gate);
  const number = subscriptions.findIndex(({ subscriptionId }) => subscriptionId === subscription) + 1;
  if (number === 0) {
    return error(404, "SubscriptionNotFound", `The subscription '${subscription}' could not be found.`);
  }
  if (gate.arm.denied?.includes(number) === true) return denied(subscription);
  const own = world.filter((account) => account.subscription === subscription);
  const entries = entriesAt(place, own, question, gate);
  if (entries !== null) return page(entries, question, gate);
  return error(404, "ResourceNotFound", `The Resource '${question.path}' was not found.`);
}

/** The entries of the list at a place below a subscription. Null if there is no such list. */
function entriesAt(place: string[], own: Account[], question: Question, gate: ArmGate): JsonObject[] | null {
  const { scenario, arm } = gate;
  const list = place.map((part) => (part === PROVIDER ? "*" : part));
  const [kind, group, , , what, accountName, below] = place;
  const account = own.find(({ name }) => name === accountName);
  if (kind === "resourceGroups") {
    if (group !== GROUP || what !== "accounts" || below !== "deployments" || account === undefined) return null;
    return account.deployments.map((one) => deploymentEntry(one, account));
  }
  const [, , , region = ""] = list;
  switch ([...list.slice(0, 3), ...list.slice(4)].join("/")) {
    case "providers/*/accounts":
      return own.map((one) => accountEntry(one, gate.originOf(question)));
    case "providers/*/modelCapacities":
      return capacityEntries(own, question.query, scenario, arm);
    case "providers/*/locations/models":
      return modelEntries(scenario, arm);
    case "providers/*/locations/usages":
      return usageEntries(own, region, scenario, arm);
    default:
      return null;
  }
}

/** The audience of Azure Resource Manager in the public cloud. */
const AUDIENCE = /^https:\/\/management\.(azure|core\.windows)\.(com|net)\/?$/;

function refusalOf({ method, headers, query, path }: Question, { token }: ArmGate): Reply | null {
  if (method !== "GET")
    return error(405, "MethodNotAllowed", `The emulator only lists. ${method} ${path} is not served.`);
  const shown = headers.authorization;
  if (shown === undefined) {
    return error(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
  }
  const bearer = shown.replace(/^Bearer /, "");
  if (bearer !== token && judgeToken(bearer, Date.now(), AUDIENCE) !== "valid")
    return error(401, "InvalidAuthenticationToken", "The access token is invalid.");
  if (query.get("api-version") !== null) return null;
  return error(
    400,
    "MissingApiVersionParameter",
    "The api-version query parameter (?api-version=) is required for all requests.",
  );
}

/** A page of a list. The rest follows at `nextLink`, whose token is opaque as that of the service. */
function page(entries: JsonObject[], question: Question, gate: ArmGate): Reply {
  const from = positionIn(question.query.get("$skiptoken"));
  const to = from + gate.arm.pageSize;
  const more = to < entries.length;
  const token = Buffer.from(JSON.stringify({ from: to })).toString("base64url");
  const version = question.query.get("api-version") ?? "";
  const next = `${gate.originOf(question)}${question.path}?api-version=${version}${extra(question)}&$skiptoken=${token}`;
  return { status: 200, body: { value: entries.slice(from, to), ...(more ? { nextLink: next } : {}) } };
}

function extra({ query }: Question): string {
  return [...query]
    .filter(([name]) => name.startsWith("model"))
    .map(([name, value]) => `&${name}=${encodeURIComponent(value)}`)
    .join("");
}

function positionIn(token: string | null): number {
  if (token === null) return 0;
  try {
    const position: Json = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    return isJsonObject(position) && typeof position.from === "number" ? position.from : 0;
  } catch {
    return 0;
  }
}

function error(status: number, code: string, message: string, headers: [string, string][] = []): Reply {
  return { status, body: { error: { code, message } }, headers };
}

function denied(subscription: string): Reply {
  return error(
    403,
    "AuthorizationFailed",
    `The client 'CLIENT' with object id 'CLIENT' does not have authorization to perform action 'Microsoft.CognitiveServices/accounts/read' over scope '/subscriptions/${subscription}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

function throttled(seconds: number): Reply {
  const message = `The request is being throttled. Please try again after '${seconds}' seconds.`;
  return error(429, "TooManyRequests", message, [["Retry-After", String(seconds)]]);
}
