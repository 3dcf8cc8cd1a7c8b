import { CREDENTIAL_ADVICE, credentialHeader, ENDPOINT_ADVICE, ENDPOINT_VARIABLE } from "./environment.ts";
import type { Proof } from "./language.ts";
import type { Script } from "./script.ts";
import { shellWord } from "./source-text.ts";

/** Seconds after the last message until the socket is closed. */
const WAIT = 5;

/** A session of text. null for one that speaks, that is minted first, or that is no session. */
export function wscat({ actions, auth }: Script, { lines }: Proof): string | null {
  const [open, ...rest] = actions;
  if (open?.kind !== "open" || open.credential.kind !== "resource") return null;
  if (rest.some(({ kind }) => kind !== "send" && kind !== "await")) return null;
  const { variable, header, prefix } = credentialHeader(auth);
  const events = rest.flatMap((action) => (action.kind === "send" ? [action.event] : []));
  const messages = events.map((event, n) => JSON.stringify({ ...event, event_id: `aoai_probe_${n + 1}` }));
  const headers = open.headers.map(([name, value]) => ` -H ${shellWord(`${name}: ${value}`)}`).join("");
  return [
    "#!/usr/bin/env bash",
    ...lines.map((line) => `# ${line}`),
    `# Needs: npm install -g wscat. Run: ${ENDPOINT_VARIABLE}=… ${variable}=… bash recipe.sh`,
    "set -euo pipefail",
    `: "\${${ENDPOINT_VARIABLE}:?${ENDPOINT_ADVICE}}"`,
    `: "\${${variable}:?${CREDENTIAL_ADVICE}}"`,
    `URL="\${${ENDPOINT_VARIABLE}/#http/ws}"`,
    "# wscat takes headers as arguments only: on a machine of several users, use another recipe. It ends with its standard input.",
    `sleep ${WAIT} | wscat -c "\${URL%/}"${shellWord(open.path)} -H "${header}: ${prefix}$${variable}"${headers} -w ${WAIT} \\`,
    messages.map((message) => `  -x ${shellWord(message)}`).join(" \\\n"),
    "",
  ].join("\n");
}
