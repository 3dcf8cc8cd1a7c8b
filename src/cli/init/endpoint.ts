import { credentialShapeIn } from "../configuration/credential-shape.ts";
import { isServiceHost, readTargetUri } from "../configuration/target-uri.ts";
import { hasReference, variableIn } from "./reference.ts";
import type { ForeignEndpoint, Place } from "./translation.ts";

/** An endpoint with what else its URL names, or why it cannot be used. */
export type EndpointReading =
  | { kind: "endpoint"; endpoint: ForeignEndpoint; deployment: string | null; apiVersion: string | null }
  | { kind: "refused"; why: string };

/**
 * Reads the endpoint of an entry. A variable is looked up in the file only, because the value of any other variable
 * might be a secret.
 * @param variables values that the file itself gives to variables
 * @param fallback the variable that the program reads if the entry has no endpoint
 */
export function readForeignEndpoint(
  text: string | null,
  place: Place,
  variables: Record<string, string>,
  fallback: string,
): EndpointReading {
  const variable = text === null ? fallback : variableIn(text);
  const value = variable === null ? text : (lookUp(variables, variable) ?? null);
  if (value === null || hasReference(value)) return unread(variable, place);
  const reading = readTargetUri(withScheme(value));
  if (reading.kind === "refused") return reading;
  const { origin, loopback, basePath, deployment, apiVersion } = reading;
  return { kind: "endpoint", endpoint: { kind: "read", origin, loopback, basePath }, deployment, apiVersion };
}

function unread(variable: string | null, place: Place): EndpointReading {
  const endpoint = { kind: "unread" as const, variable, place };
  return { kind: "endpoint", endpoint, deployment: null, apiVersion: null };
}

/** A value of the file's own variables. */
export function lookUp(variables: Record<string, string>, name: string): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

/** Whether an entry of OpenAI or Foundry is at a host of Azure OpenAI. */
export function isAtService(text: string | null): boolean {
  if (text === null) return false;
  const url = withScheme(text.trim());
  return URL.canParse(url) && isServiceHost(new URL(url).hostname);
}

/** promptfoo takes a host without its scheme. */
function withScheme(text: string): string {
  const isHost = /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/|$)/i.test(text) && credentialShapeIn(text) === null;
  return isHost ? `https://${text}` : text;
}
