import { isHeaderName } from "./header-syntax.ts";

/*
 * Which request headers a probe may set. A probe may come from a stranger, and its requests bear the operator's key: a
 * header that routes could lead the key to somebody else, and one that is a credential belongs in `credential`.
 */

/** Standard headers, and those that Azure OpenAI and OpenAI define; in lower case. */
export const OPEN_HEADERS = [
  "accept",
  "accept-language",
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

/** Headers that people try to set, and what to do instead. */
const INSTEAD: Record<string, string> = {
  authorization: "use `credential` with a secret that an earlier step kept",
  "api-key": "use `credential` with a secret that an earlier step kept",
  "content-type": "it follows from `json` and `multipart`, and `body.type` sets it for a file",
  host: "the target's configuration names the host",
  "user-agent": "it names the run, so that the owner of a resource can find it",
  "x-ms-client-request-id": "each request gets a fresh one",
};

/** Within a name of any spelling: `x-authtoken`, `x-auth-token`. */
const CREDENTIAL =
  /token|secret|credential|passw|pwd|cookie|apikey|accesskey|signature|assertion|principal|bearer|jwt|auth(?!or)/;
const ROUTE = /forward|origin|rewrit|overrid|proxy|upstream|backend|redirect|rout|sendfile|hostname|tunnel/;
/** As a word of its own: `x-host`, and not `x-ghost`. */
const WORDS = new Set(
  `key keys sas sig host vhost domain ip ipaddress addr address url uri path method scheme proto protocol port via server
   remote target destination connection upgrade transfer arr waws azure envoy accel`.split(/\s+/),
);

/** Why a probe may not set a header of this name, as the end of a sentence about it; null if it may. */
export function reasonNotToSet(name: string): string | null {
  const lower = name.toLowerCase();
  if (!isHeaderName(name)) return "is not the name of a header: use letters, digits and hyphens";
  if (Object.hasOwn(INSTEAD, lower)) return `is not for a probe to set: ${INSTEAD[lower]}`;
  if (OPEN_HEADERS.some((open) => open === lower)) return null;
  if (!lower.startsWith("x-")) return `is not one that a probe may set: remove it, or use ${HEADER_LIST}`;
  const words = lower.split(/[^a-z0-9]+/);
  const joined = words.join("");
  if (CREDENTIAL.test(joined)) return "names a credential: remove it, or use `credential` with a kept secret";
  if (ROUTE.test(joined) || words.some((word) => WORDS.has(word))) {
    return "could route the request or its key to another place: remove it, or give the header another name";
  }
  return null;
}

/** The headers that a probe may set, for a reader. */
export const HEADER_LIST = `${OPEN_HEADERS.join(", ")}, or an x- header that names no credential and no route`;
