import { Vault } from "../../wire/secret.ts";
import { readCredential } from "./credential.ts";
import { VARIABLES } from "./environment.ts";

/** A report from elsewhere is redacted already; the operator's own keys must not come out whatever it holds. */
export function vaultOfEnvironment(variables: Record<string, string | undefined>): Vault {
  const vault = new Vault();
  for (const kind of ["key", "token"] as const) {
    const reading = readCredential(kind, variables[VARIABLES[kind]], 0);
    if (reading.kind === "value") vault.register(reading.value, kind === "key" ? "apikey" : "token");
  }
  return vault;
}
