import { BASE_PATH } from "../../model/base-path.ts";
import { credentialShapeIn } from "./credential-shape.ts";
import { DEPLOYMENT_NAME } from "./deployment-text.ts";
import { readEndpoint } from "./endpoint.ts";
import { API_VERSION } from "./form.ts";

/*
 * People paste the Target URI of a deployment, the endpoint of a Foundry project, or the URL of an API in
 * a gateway. Each has an origin and more. What is unambiguous is read, and everything else is refused as before.
 */

/** What a pasted endpoint says. */
type TargetUri =
  | {
      kind: "target";
      origin: string;
      loopback: boolean;
      /** The path before the paths of every probe, or null. */
      basePath: string | null;
      deployment: string | null;
      apiVersion: string | null;
    }
  | { kind: "refused"; why: string };

/** Hosts of the service, at which only a Foundry project has a path of its own. */
const SERVICE_HOST =
  /\.(openai\.azure\.(com|us|cn)|cognitiveservices\.azure\.(com|us|cn)|services\.ai\.azure\.(com|us|cn))$/;
const PROJECT_PATH = /^\/api\/projects\/[^/]+$/;
/** A query of a Target URI has these names only. */
const QUERY_NAMES = new Set(["api-version", "deployment", "model", "intent"]);

/** Reads an endpoint as its operator pasted it. */
export function readTargetUri(text: string): TargetUri {
  const whole = readEndpoint(text);
  if (whole.kind === "origin") {
    return { ...whole, kind: "target", basePath: null, deployment: null, apiVersion: null };
  }
  if (whole.only === undefined) return whole;
  const [, head = "", path = "", query = ""] = /^([a-z]+:\/\/[^/?#]+)([^?#]*)(?:\?([^#]*))?$/i.exec(text.trim()) ?? [];
  const bare = readEndpoint(head);
  const asked = new URLSearchParams(query);
  if (bare.kind === "refused" || [...asked.keys()].some((name) => !QUERY_NAMES.has(name))) return whole;
  const [base, own] = splitPath(path.replace(/\/+$/, ""));
  const deployment = deploymentIn(own, asked);
  const apiVersion = asked.get("api-version");
  const isOwn = own !== null || query === "";
  const isHere = base === null || isBasePath(base, new URL(bare.origin).hostname);
  if (!isOwn || !isHere || !isDeployment(deployment) || (apiVersion !== null && !API_VERSION.test(apiVersion))) {
    return whole;
  }
  return { kind: "target", origin: bare.origin, loopback: bare.loopback, basePath: base, deployment, apiVersion };
}

/** The part of a path before the API of the service, and that API. Null if there is none. */
function splitPath(path: string): [base: string | null, own: string | null] {
  const at = path.search(/\/openai(\/|$)/);
  const base = at === -1 ? path : path.slice(0, at);
  return [base === "" ? null : base, at === -1 ? null : path.slice(at)];
}

function deploymentIn(own: string | null, asked: URLSearchParams): string | null {
  const named = /^\/openai\/deployments\/([^/]+)/.exec(own ?? "")?.[1] ?? null;
  return named ?? asked.get("deployment") ?? asked.get("model");
}

function isDeployment(name: string | null): boolean {
  return name === null || (DEPLOYMENT_NAME.test(name) && credentialShapeIn(name) === null);
}

function isBasePath(path: string, host: string): boolean {
  if (!BASE_PATH.test(path) || credentialShapeIn(path) !== null) return false;
  return !isServiceHost(host) || PROJECT_PATH.test(path);
}

/** Whether a host is one of the service itself, and no gateway. */
export function isServiceHost(host: string): boolean {
  return SERVICE_HOST.test(host);
}

/** What was read beyond the origin, as a sentence. Null if it was an origin only. */
export function noteTargetUri(from: string, uri: Extract<TargetUri, { kind: "target" }>): string | null {
  const { origin, basePath, deployment, apiVersion } = uri;
  const parts = [
    `the endpoint ${origin}`,
    ...(basePath === null ? [] : [`the base path ${basePath}, under which every path is requested`]),
    ...(deployment === null ? [] : [`the deployment ${deployment}`]),
    ...(apiVersion === null ? [] : [`the api-version ${apiVersion}`]),
  ];
  return parts.length === 1 ? null : `${from} was read as ${parts.join(", ")}.`;
}
