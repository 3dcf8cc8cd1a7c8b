import { isCredentialName } from "../redaction/credential-names.ts";
import type { Exchange } from "./exchange.ts";

/** A subprotocol of a browser that carries a key. */
const KEY_PROTOCOL = /openai-insecure-api-key\.([^\s,]+)/g;

/** Lists the credentials in the headers and the query of an exchange. A cookie is none of the service's. */
export function listCredentials({ url, requestHeaders, responseHeaders }: Exchange): string[] {
  const named = [...requestHeaders, ...responseHeaders, ...(url === null ? [] : new URL(url).searchParams)];
  return [
    ...named
      .filter(([name]) => isCredentialName(name) && !/cookie/i.test(name))
      .map(([, value]) => value.replace(/^(?:Bearer|Basic)\s+/i, "")),
    ...requestHeaders.flatMap(([, value]) => [...value.matchAll(KEY_PROTOCOL)].flatMap(([, key]) => key ?? [])),
  ];
}
