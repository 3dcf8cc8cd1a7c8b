import { plain } from "../../render/inert.ts";
import { counted } from "../../render/words.ts";
import type { WaitEvent } from "../../run/index.ts";

const MOST_NAMED = 3;
const LONGEST_NAME = 80;

type Wait = Extract<WaitEvent, { kind: "waits" }>["wait"];

/** One line for standard error that says what a run waits for. */
export function formatWait(event: WaitEvent): string {
  if (event.kind === "waits")
    return `${name(event.wait.target)} waits ${seconds(event.ms)}: ${formatReason(event.wait)}.`;
  const waits = event.waits.map((wait) => `${name(wait.target)} (${seconds(wait.ms)}, ${formatReason(wait)})`);
  const parts = [
    ...(waits.length === 0 ? [] : [`Waiting: ${listed(waits)}.`]),
    ...(event.running.length === 0 ? [] : [`Running: ${listed(event.running.map(name))}.`]),
  ];
  return [`No cell finished for ${seconds(event.ms)}.`, ...parts].join(" ");
}

function formatReason({ why, deployments, header }: Wait): string {
  const of = deployments.length === 0 ? "" : ` ${listed(deployments.map(name))}`;
  if (why === "host") return "its host does not answer";
  if (why === "pace") return `the documented rate of${of === "" ? " its deployments" : of}`;
  return `the service rate-limits${of === "" ? " it" : of}${header === null ? "" : ` (${plain(header, LONGEST_NAME)})`}`;
}

function listed(words: string[]): string {
  const rest = words.length - MOST_NAMED;
  return `${words.slice(0, MOST_NAMED).join(", ")}${rest > 0 ? ` and ${counted(rest, "other")}` : ""}`;
}

function name(text: string): string {
  return plain(text, LONGEST_NAME);
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
