import {
  assignments,
  CREDENTIAL_ADVICE,
  credentialHeader,
  ENDPOINT_VARIABLE,
  endpointAdvice,
  requireGatewayVariables,
} from "./environment.ts";
import type { Proof } from "./language.ts";
import type { Script } from "./script.ts";
import { shellWord } from "./source-text.ts";

/** Seconds to wait after the last message before closing the socket. */
const WAIT = 5;

/** Writes a session of text. Null if the script sends audio, needs a client secret, or has no session. */
export function wscat(script: Script, { lines }: Proof): string | null {
  const { actions, auth, gateway } = script;
  const [open, ...rest] = actions;
  if (open?.kind !== "open" || open.credential.kind !== "resource") return null;
  if (rest.some(({ kind }) => kind !== "send" && kind !== "await")) return null;
  const { variable, header, prefix } = credentialHeader(auth);
  const events = rest.flatMap((action) => (action.kind === "send" ? [action.event] : []));
  const messages = events.map((event, n) => JSON.stringify({ ...event, event_id: `aoai_probe_${n + 1}` }));
  const headers = open.headers
    .map(([name, value]) =>
      typeof value === "string" ? ` -H ${shellWord(`${name}: ${value}`)}` : ` -H "${name}: $${value.variable}"`,
    )
    .join("");
  const protocol = open.subprotocol === null ? "" : ` -s ${shellWord(open.subprotocol)}`;
  return [
    "#!/usr/bin/env bash",
    ...lines.map((line) => `# ${line}`),
    `# Needs: npm install -g wscat. Run: ${assignments(auth, gateway)} bash recipe.sh`,
    "set -euo pipefail",
    `: "\${${ENDPOINT_VARIABLE}:?${endpointAdvice(script.host)}}"`,
    `: "\${${variable}:?${CREDENTIAL_ADVICE}}"`,
    ...requireGatewayVariables(gateway),
    `URL="\${${ENDPOINT_VARIABLE}/#http/ws}"`,
    "# wscat takes the key as an argument, which other users of this machine can read. Use another recipe on a shared machine.",
    `sleep ${WAIT} | wscat -c "\${URL%/}"${shellWord(open.path)} -H "${header}: ${prefix}$${variable}"${headers}${protocol} -w ${WAIT} \\`,
    messages.map((message) => `  -x ${shellWord(message)}`).join(" \\\n"),
    "",
  ].join("\n");
}
