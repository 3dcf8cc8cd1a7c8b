import type { Report } from "../../src/model/report.ts";

/** Keys whose values are times, or depend on the machine. */
const TIMES = new Set([
  "at",
  "from",
  "to",
  "durationMs",
  "waitedMs",
  "startedAt",
  "finishedAt",
  "phases",
  "remote",
  "busy",
  "machine",
]);
/** A smaller number is no epoch time. */
const SMALLEST_EPOCH = 1_000_000_000;

/** A report without what differs between two runs of the same plan: times, ids and ports. */
export function comparableReport(report: Report): unknown {
  return JSON.parse(JSON.stringify({ ...report, run: { ...report.run, id: "ID" } }, comparableMember));
}

function comparableMember(name: string, value: unknown): unknown {
  if (TIMES.has(name)) return undefined;
  // Each handshake has a new key.
  if (Array.isArray(value) && /^sec-websocket-(key|accept)$/i.test(String(value[0]))) return [value[0]];
  if (typeof value === "number" && value >= SMALLEST_EPOCH) return "TIME";
  if (typeof value !== "string") return value;
  return value
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "ID")
    .replace(/\b(event|item|sess|resp|conv|rtc|msg|call)_\w+|chatcmpl-\w+/g, "ID")
    .replace(/\(run [\w-]+\)/g, "(run ID)")
    .replace(/REDACTED-ephemeral-\d+/g, "REDACTED-ephemeral")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "TIME")
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, "TIME")
    .replace(/"(expires_at|created|created_at)":\d+/g, '"$1":TIME')
    .replace(/\b\d+(\.\d+)? (ms|s)\b/g, "DURATION");
}
