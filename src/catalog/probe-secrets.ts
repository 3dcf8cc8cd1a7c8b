import type { Json } from "../model/json.ts";
import type { Probe } from "../model/probe.ts";
import { credentialName, isCredentialName } from "../redaction/credential-names.ts";
import type { ProbeFault } from "./sources.ts";

/** A text that consists of one placeholder. */
const KEPT = /^\{[a-z][a-z0-9-]*\}$/;

/**
 * Returns the place in a probe that may hold a secret, or null. Every report contains the probe definitions, so a
 * credential must be a secret that an earlier step keeps. The text repeats no value.
 */
export function findSecret(probe: Probe): ProbeFault | null {
  for (const [index, { credential, headers, query, json, send, multipart }] of probe.steps.entries()) {
    const path = ["steps", index];
    const values = typeof credential === "object" ? Object.values(credential) : [];
    if (!values.every((value) => KEPT.test(value))) {
      return {
        path: [...path, "credential"],
        text: 'must be a secret kept by an earlier step, such as "{ephemeral}": the target\'s own needs no `credential`',
      };
    }
    for (const [key, named] of Object.entries({ headers, query, multipart })) {
      const name = Object.keys(named ?? {}).find((one) => isCredentialName(one));
      if (name !== undefined) return { path: [...path, key], text: `sends \`${name.toLowerCase()}\`: ${ADVICE}` };
    }
    // A form can have a part with JSON.
    for (const [key, value] of Object.entries({ json, send, multipart })) {
      const field = credentialField(value as Json | undefined);
      if (field !== null) return { path: [...path, key], text: `sends \`${field.toLowerCase()}\`: ${ADVICE}` };
    }
  }
  return null;
}

const ADVICE = "remove it, and use `credential` with a secret that an earlier step kept";

function credentialField(json: Json | undefined): string | null {
  if (typeof json !== "object" || json === null) return null;
  for (const [name, value] of Object.entries(json)) {
    const found = !Array.isArray(json) && credentialName(name) === "certain" ? name : credentialField(value);
    if (found !== null) return found;
  }
  return null;
}
