import { isPlainName } from "./name-form.ts";
import type { Target } from "./target.ts";

/*
 * The request headers that the configuration may add to every request of a target. Their values are secrets, such as the
 * key of a gateway.
 */

const TOOL = "the tool sets it";
const HTTP = "the HTTP library sets it";
const WEBSOCKET = "the WebSocket library sets it";

/** Headers that have another owner, in lower case. */
const OWNERS: Record<string, string> = {
  accept: TOOL,
  "accept-encoding": TOOL,
  "api-key": "use `key` of the target",
  authorization: "use `key` or `token` of the target",
  connection: HTTP,
  "content-length": HTTP,
  "content-type": "the body of the probe implies it",
  expect: HTTP,
  host: "the endpoint of the target names the host",
  "keep-alive": HTTP,
  te: HTTP,
  trailer: HTTP,
  "transfer-encoding": HTTP,
  upgrade: WEBSOCKET,
  "user-agent": "it identifies the run to the owner of the resource",
  "x-ms-client-request-id": TOOL,
};

/** Shells and programs that are written for a target can hold such a name as it is. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Returns why a target may not have a header of this name, as the end of a sentence about it. Null if it may. */
export function reasonNotToAdd(name: string): string | null {
  const lower = name.toLowerCase();
  if (!NAME.test(name) || !isPlainName(name))
    return "is not the name of a header: use letters, digits and hyphens, and never the secret itself";
  if (Object.hasOwn(OWNERS, lower)) return `must not be set here: ${OWNERS[lower]}`;
  if (lower.startsWith("sec-websocket-")) return `must not be set here: ${WEBSOCKET}`;
  if (lower.startsWith("proxy-")) return "must not be set here: use HTTPS_PROXY with user and password";
  return null;
}

/**
 * Returns the variables with which a command or a program for readers carries the headers of a target, in their order.
 * The names are always the same: a stranger's report cannot choose which variable of its reader is sent.
 */
export function gatewayVariables({ headers = [] }: Pick<Target, "headers">): string[] {
  return headers.map((_, index) => (index === 0 ? "GATEWAY_KEY" : `GATEWAY_KEY_${index + 1}`));
}
