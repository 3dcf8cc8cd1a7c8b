import { aliasOf } from "../../model/host-alias.ts";
import { type Evaluated, ok, problem, unknown } from "../line.ts";
import { findingOf, formatEnding, handshakeResults, isConnected, isMarked, type Seen } from "../seen.ts";

/** Whether a WebSocket handshake gets through at all. */
export function checkWebsocket(seen: Seen): Evaluated[] {
  const handshakes = handshakeResults(seen);
  const [first] = handshakes;
  if (!isConnected(seen) || first === undefined) return [];
  if (handshakes.some(({ status }) => status === 101)) {
    return seen.results.some(isMarked)
      ? [ok("a handshake gets through (101)")]
      : [unknown("a handshake was accepted (101), without a mark of the service")];
  }
  const blocked = findingOf(seen, "websocket-blocked");
  if (blocked !== null) return [problem(`no handshake gets through: ${formatEnding(first)}`, blocked.remedy)];
  if (handshakes.every(({ verdict }) => verdict === "auth")) {
    return [unknown(`each handshake was refused like the other requests (${first.status})`)];
  }
  const alias = aliasOf(new URL(seen.target.endpoint).hostname);
  if (alias?.alias === "services.ai" && handshakes.every(({ status }) => status === 404)) {
    const [label, ...cloud] = alias.resource.split(".");
    return [
      problem(
        `this host name does not serve the realtime paths: ${formatEnding(first)}`,
        `Use the host name ${label}.openai.${cloud.join(".")} for the realtime paths, without a project path.`,
      ),
    ];
  }
  return [unknown(`no handshake was accepted: ${formatEnding(first)}`)];
}
