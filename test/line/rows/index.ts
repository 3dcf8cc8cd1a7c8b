import { scenarioNames } from "../../../src/emulator/scenario-folder.ts";
import { parseScenario } from "../../../src/emulator/scenario-parser.ts";
import type { PlanOptions } from "../../../src/plan/index.ts";
import { runScenarios } from "../../support/embedded.ts";
import { ACCESS } from "./access.ts";
import { GATEWAYS } from "./gateways.ts";
import { LIMITS } from "./limits.ts";
import { NAMES } from "./names.ts";
import { NETWORKS } from "./networks.ts";
import { PEERS } from "./peers.ts";
import { PLACES } from "./places.ts";
import type { Row } from "./row.ts";
import { SHAPES } from "./shapes.ts";

/** Scenarios of a whole resource: every deployment is asked everything. */
const WHOLE = /^(all-supported|openai-platform|(east|france|sweden)-)/;

/** What the scenarios of one trouble are asked: it is seen on some of these, and not on the others. */
const SOME = [
  "ga-realtime",
  "ga-client-secret-input-*",
  "ga-transcription",
  "preview-*realtime",
  "preview-*transcription",
  "chat-completions-*",
];

/** Every scenario as it is, and what only another credential, gateway, limit, name, peer, place or shape can show. */
export const ROWS: Row[] = [
  ...scenarioNames().map((name) => ({
    name,
    run: async () => (await runScenarios({ one: name }, planOptionsFor(name))).report,
  })),
  ...ACCESS,
  ...GATEWAYS,
  ...LIMITS,
  ...NAMES,
  ...NETWORKS,
  ...PEERS,
  ...PLACES,
  ...SHAPES,
];

/** What the run of a scenario as it is has. */
export function planOptionsFor(name: string): Partial<PlanOptions> {
  if (WHOLE.test(name)) return { scope: "all" };
  return isReported(name) ? { scope: "documented" } : { scope: "all", probe: SOME };
}

/** Whether a scenario has a date or an answer that a field report saw at this place. */
function isReported(name: string): boolean {
  const { date, rules } = parseScenario(name);
  return date !== null || rules.some(({ source }) => /^FR-\d+$/.test(source));
}
