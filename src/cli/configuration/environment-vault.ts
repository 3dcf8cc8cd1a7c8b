import { Vault } from "../../redaction/secret.ts";
import { readCredential } from "./credential.ts";
import { VARIABLES } from "./variables.ts";

/** Names of variables that hold a secret, whoever reads them. */
const SECRET_VARIABLE = /key|token|secret|password|credential|_proxy$/i;
/** A shorter value is a path's or a word's as likely as a secret's. */
const SHORTEST = 16;

/**
 * All that the environment may hold of secrets, for what is said when something went wrong: then it is not known yet
 * which of them the run was to use. Over-careful on purpose, so not for reports.
 */
export function vaultOfMessages(variables: Record<string, string | undefined>): Vault {
  const vault = new Vault();
  for (const [name, value = ""] of Object.entries(variables)) {
    if (!SECRET_VARIABLE.test(name)) continue;
    for (const text of [value, ...passwordsIn(value)]) {
      const secret = text.replace(/[\u0000-\u001f\u007f]+/g, "");
      if (secret.length >= SHORTEST) vault.register(secret, "unknown");
    }
  }
  return vault;
}

/** What stands between a scheme and the last `@`, as it is and without its escapes. */
function passwordsIn(value: string): string[] {
  const userinfo = /^(?:[a-z]+:\/\/)?(.*)@/i.exec(value)?.[1] ?? "";
  const password = userinfo.slice(userinfo.indexOf(":") + 1);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** A report from elsewhere is redacted already; the operator's own keys must not come out whatever it holds. */
export function vaultOfEnvironment(variables: Record<string, string | undefined>): Vault {
  const vault = new Vault();
  for (const kind of ["key", "token"] as const) {
    const reading = readCredential(kind, variables[VARIABLES[kind]], 0);
    if (reading.kind === "value") vault.register(reading.value, kind === "key" ? "apikey" : "token");
  }
  return vault;
}
