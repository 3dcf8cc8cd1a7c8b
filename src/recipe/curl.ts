import { maskFunction } from "../render/shell-mask.ts";
import { credentialHeader, ENDPOINT_VARIABLE } from "./environment.ts";
import type { Proof } from "./index.ts";
import type { Script } from "./script.ts";
import { quoted } from "./shell.ts";

/** One request. null where it takes a session, or more than one request. */
export function curl({ actions, auth }: Script, { lines, endpoint }: Proof): string | null {
  const [action, ...more] = actions;
  if (action?.kind !== "request" || more.length > 0 || action.credential.kind !== "resource") return null;
  const { variable, header, prefix } = credentialHeader(auth);
  const headers = action.headers.map(([name, value]) => ` -H ${quoted(`${name}: ${value}`)}`).join("");
  const body =
    action.body.kind === "json"
      ? ` \\\n  -H 'Content-Type: application/json' --data ${quoted(JSON.stringify(action.body.json))}`
      : action.body.kind === "multipart"
        ? action.body.parts
            .map((part) =>
              "value" in part
                ? ` \\\n  -F ${quoted(`${part.name}=${part.value}`)}`
                : ` \\\n  -F ${quoted(`${part.name}=@`)}"$AUDIO"${quoted(`;type=${part.type};filename=${part.filename}`)}`,
            )
            .join("")
        : "";
  const usesAudio = action.body.kind === "multipart";
  return [
    "#!/usr/bin/env bash",
    ...lines.map((line) => `# ${line}`),
    `# Run: ${variable}=… bash recipe.sh${usesAudio ? " speech.wav" : ""}`,
    "set -euo pipefail",
    `PROVEN_ON=${quoted(endpoint)}`,
    `ENDPOINT="\${${ENDPOINT_VARIABLE}:-$PROVEN_ON}"`,
    `: "\${${variable}:?set ${variable}}"`,
    ...(usesAudio ? [`AUDIO="\${1:?name a WAV file}"`] : []),
    ...maskFunction(variable),
    "# The key is read from a file descriptor, so that it stands on no command line.",
    `curl -sS --fail-with-body -X ${action.method} "\${ENDPOINT%/}"${quoted(action.path)} \\`,
    `  -H @<(printf '${header}: ${prefix}%s\\n' "$${variable}")${headers}${body} | mask`,
    "",
  ].join("\n");
}
