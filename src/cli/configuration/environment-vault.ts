import { Vault } from "../../redaction/secret.ts";
import { readCredential } from "./credential.ts";
import { NEAR_MISSES } from "./near-miss.ts";
import { VARIABLES } from "./variables.ts";

/** Names of variables that usually have a secret. */
const SECRET_VARIABLE = /key|token|secret|password|credential|_proxy$/i;
/** A shorter value is probably a word or a path. */
const SHORTEST = 16;

/**
 * Everything in the environment that may be a secret, for error messages: an error may come before it is known which
 * secrets the run uses. It is too strict for reports.
 */
export function vaultOfMessages(variables: Record<string, string | undefined>): Vault {
  const vault = new Vault();
  for (const [name, value = ""] of Object.entries(variables)) {
    if (!SECRET_VARIABLE.test(name) || isProxyWithoutPassword(name, value)) continue;
    for (const text of [value, ...passwordsIn(value)]) {
      const secret = text.replace(/[\u0000-\u001f\u007f]+/g, "");
      if (secret.length >= SHORTEST) vault.register(secret, "unknown");
    }
  }
  return vault;
}

/** Errors name hosts, and the address of a proxy, or a list of hosts without one, is no secret. */
function isProxyWithoutPassword(name: string, value: string): boolean {
  return /_proxy$/i.test(name) && !value.includes("@") && /[.:]/.test(value);
}

/** The password between a scheme and the last `@`, as written and decoded. */
function passwordsIn(value: string): string[] {
  const userinfo = /^(?:[a-z]+:\/\/)?(.*)@/i.exec(value)?.[1] ?? "";
  const password = userinfo.slice(userinfo.indexOf(":") + 1);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** For a saved report. It was redacted when it was made, but our own keys must not be printed in any case. */
export function vaultOfEnvironment(variables: Record<string, string | undefined>): Vault {
  const vault = new Vault();
  for (const kind of ["key", "token"] as const) {
    const names = [VARIABLES[kind], ...(kind === "key" ? NEAR_MISSES[VARIABLES.key] : [])];
    for (const name of names) {
      const reading = readCredential(kind, variables[name], 0);
      if (reading.kind === "value") vault.register(reading.value, kind === "key" ? "apikey" : "token");
    }
  }
  return vault;
}
