import type { Json } from "../model/json.ts";
import type { Probe } from "../model/probe.ts";
import { credentialName, isCredentialName } from "../redaction/credential-names.ts";

/** One placeholder and nothing else. */
const KEPT = /^\{[a-z][a-z0-9-]*\}$/;

/**
 * Where a probe holds what may be a secret, or null: a definition stands in every report as it was read, so a
 * credential in it is a secret kept by an earlier step or it is refused. Completes "FILE: …", and repeats no value.
 */
export function secretIn(probe: Probe): string | null {
  for (const [index, { credential, headers, query, json, multipart }] of probe.steps.entries()) {
    const at = `'steps.${index}`;
    const values = typeof credential === "object" ? Object.values(credential) : [];
    if (!values.every((value) => KEPT.test(value))) {
      return `${at}.credential' must be a secret kept by an earlier step, such as "{ephemeral}"; the target's own needs no \`credential\`.`;
    }
    for (const [key, named] of Object.entries({ headers, query, multipart })) {
      const name = Object.keys(named ?? {}).find((one) => isCredentialName(one));
      if (name !== undefined) return `${at}.${key}' sends \`${name.toLowerCase()}\`: ${ADVICE}`;
    }
    const field = credentialField(json);
    if (field !== null) return `${at}.json' sends \`${field.toLowerCase()}\`: ${ADVICE}`;
  }
  return null;
}

const ADVICE = "a credential stands in `credential` alone, and no secret in this file; remove it.";

function credentialField(json: Json | undefined): string | null {
  if (typeof json !== "object" || json === null) return null;
  for (const [name, value] of Object.entries(json)) {
    const found = !Array.isArray(json) && credentialName(name) === "certain" ? name : credentialField(value);
    if (found !== null) return found;
  }
  return null;
}
