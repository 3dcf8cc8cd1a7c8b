import { SCENARIOS } from "../../../src/emulator/scenarios/index.ts";
import { UNREPORTED } from "../../../src/emulator/scenarios/single/documented.ts";
import type { PlanOptions } from "../../../src/plan/index.ts";
import { runScenarios } from "../../support/embedded.ts";
import { ACCESS } from "./access.ts";
import { GATEWAYS } from "./gateways.ts";
import { LIMITS } from "./limits.ts";
import { NAMES } from "./names.ts";
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
  ...Object.keys(SCENARIOS).map((name) => ({
    name,
    run: async () => (await runScenarios({ one: name }, asked(name))).report,
  })),
  ...ACCESS,
  ...GATEWAYS,
  ...LIMITS,
  ...NAMES,
  ...PEERS,
  ...PLACES,
  ...SHAPES,
];

function asked(name: string): Partial<PlanOptions> {
  if (UNREPORTED.some((scenario) => scenario.name === name)) return { scope: "all", probe: SOME };
  return { scope: WHOLE.test(name) ? "all" : "documented" };
}
