import { maskFunctions, maskPipe } from "../render/shell-mask.ts";
import {
  assignments,
  CREDENTIAL_ADVICE,
  credentialHeader,
  ENDPOINT_VARIABLE,
  endpointAdvice,
  type HeaderValue,
  requireGatewayVariables,
} from "./environment.ts";
import type { Proof } from "./language.ts";
import { type Action, argumentOf, type Script } from "./script.ts";
import { shellWord } from "./source-text.ts";

/**
 * Writes one request. Null if the script needs a session, several requests, or a value that no argument can hold. The
 * options switch off that curl reads files for `@` and `<`, and expands brackets in a URL.
 */
export function curl(script: Script, { lines }: Proof): string | null {
  const { actions, auth, gateway } = script;
  const [action, ...more] = actions;
  if (action?.kind !== "request" || more.length > 0 || action.credential.kind !== "resource") return null;
  const parts = action.body.kind === "multipart" ? action.body.parts : [];
  if (parts.some((part) => "value" in part && part.value.includes("\0"))) return null;
  const { variable, header, prefix } = credentialHeader(auth);
  const headers = action.headers.map(([name, value]) => ` -H ${headerWord(name, value)}`).join("");
  const usesAudio = action.body.kind === "multipart";
  const isAudio = action.reads === "audio";
  return [
    "#!/usr/bin/env bash",
    ...lines.map((line) => `# ${line}`),
    `# Run: ${assignments(auth, gateway)} bash recipe.sh${argumentOf(script)}`,
    "set -euo pipefail",
    `: "\${${ENDPOINT_VARIABLE}:?${endpointAdvice(script.host)}}"`,
    `: "\${${variable}:?${CREDENTIAL_ADVICE}}"`,
    ...requireGatewayVariables(gateway),
    ...(usesAudio ? [`AUDIO="\${1:?name a WAV file}"`] : []),
    ...(isAudio ? [`AUDIO="\${1:-answer.pcm}"`] : []),
    ...maskFunctions([variable, ...gateway]),
    "# curl reads the key from a file descriptor, so that no command line shows it.",
    `curl -sS${action.reads === "events" ? "N" : ""} --fail-with-body --globoff -X ${action.method} "\${${ENDPOINT_VARIABLE}%/}"${shellWord(action.path)} \\`,
    `  -H @<(printf '${header}: ${prefix}%s\\n' "$${variable}")${headers}${body(action)}${isAudio ? ` \\\n  -o "$AUDIO" -w '%{size_download} bytes of audio\\n'` : ""} | ${maskPipe(1 + gateway.length)}`,
    "",
  ].join("\n");
}

function headerWord(name: string, value: HeaderValue): string {
  if (typeof value === "string") return shellWord(`${name}: ${value}`);
  return `@<(printf '${name}: %s\\n' "$${value.variable}")`;
}

function body({ body: sent }: Action & { kind: "request" }): string {
  const lines =
    sent.kind === "json"
      ? [`-H 'Content-Type: application/json' --data-raw ${shellWord(JSON.stringify(sent.json))}`]
      : sent.kind === "multipart"
        ? sent.parts.map((part) =>
            "value" in part
              ? `--form-string ${shellWord(`${part.name}=${part.value}`)}`
              : `-F ${shellWord(`${part.name}=@-;type=${part.type};filename=${part.filename}`)}`,
          )
        : [];
  const input = sent.kind === "multipart" ? ' < "$AUDIO"' : "";
  return `${lines.map((line) => ` \\\n  ${line}`).join("")}${input}`;
}
