import { isHeaderName } from "./header-syntax.ts";

/*
 * The request headers that a probe may set. A probe may come from a stranger, and its requests carry the operator's
 * key. A routing header could send that key to another server, and a credential belongs in `credential`.
 */

/** Standard headers, and those that Azure OpenAI and OpenAI define, in lower case. */
export const OPEN_HEADERS = [
  "accept",
  "accept-language",
  "anthropic-beta",
  "anthropic-version",
  "aoai-evals",
  "extra-parameters",
  "foundry-features",
  "idempotency-key",
  "openai-beta",
  "openai-organization",
  "openai-project",
  "origin",
  "prefer",
  "traceparent",
  "tracestate",
] as const;

/** Headers that authors often try to set, with the alternative. */
const INSTEAD: Record<string, string> = {
  authorization: "use `credential` with a secret that an earlier step kept",
  "api-key": "use `credential` with a secret that an earlier step kept",
  "content-type": "`json` and `multipart` imply it, and `body.type` sets it for a file",
  host: "the configuration of the target names the host",
  "sec-websocket-accept": "the WebSocket library answers it",
  "sec-websocket-extensions": "the WebSocket library negotiates them",
  "sec-websocket-key": "the WebSocket library makes a new one for each handshake",
  "sec-websocket-protocol": "use `subprotocol` of the step",
  "sec-websocket-version": "the WebSocket library sets it",
  "user-agent": "it identifies the run to the owner of the resource",
  "x-ms-client-request-id": "the tool sets a new one for each request",
};

/** Parts that make a header name a credential in any spelling: `x-authtoken`, `x-auth-token`. */
const CREDENTIAL =
  /token|secret|credential|passw|pwd|cookie|apikey|accesskey|signature|assertion|principal|bearer|jwt|auth(?!or)/;
const ROUTE = /forward|origin|rewrit|overrid|proxy|upstream|backend|redirect|rout|sendfile|hostname|tunnel/;
/** Words that count only as a whole: `x-host`, but not `x-ghost`. */
const WORDS = new Set(
  `key keys sas sig host vhost domain ip ipaddress addr address url uri path method scheme proto protocol port via server
   remote target destination connection upgrade transfer arr waws azure envoy accel`.split(/\s+/),
);

/** Returns why a probe may not set a header, as the end of a sentence about it. Null if it may. */
export function reasonNotToSet(name: string): string | null {
  const lower = name.toLowerCase();
  if (!isHeaderName(name)) return "has an invalid name: use letters, digits and hyphens";
  if (Object.hasOwn(INSTEAD, lower)) return `is reserved for the tool: ${INSTEAD[lower]}`;
  if (OPEN_HEADERS.some((open) => open === lower)) return null;
  if (!lower.startsWith("x-")) return `is not allowed in a probe: remove it, or use ${HEADER_LIST}`;
  const words = lower.split(/[^a-z0-9]+/);
  const joined = words.join("");
  if (CREDENTIAL.test(joined)) return "names a credential: remove it, or use `credential` with a kept secret";
  if (ROUTE.test(joined) || words.some((word) => WORDS.has(word))) {
    return "could route the request or its key elsewhere: remove it or rename the header";
  }
  return null;
}

/** The headers that a probe may set, for a reader. */
const HEADER_LIST = `${OPEN_HEADERS.join(", ")}, or an x- header without a credential or route`;

/** Some services take a key in the name of a subprotocol. A probe may set only names that cannot hold one. */
export function isSubprotocol(value: string): boolean {
  return (
    /^[a-z][a-z0-9-]{0,29}(\.v?\d{1,3})?$/i.test(value) && !CREDENTIAL.test(value.toLowerCase()) && !/key/i.test(value)
  );
}
