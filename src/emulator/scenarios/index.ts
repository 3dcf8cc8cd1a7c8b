import type { Scenario } from "../scenario.ts";
import { allSupported } from "./all-supported.ts";
import { eastUs2 } from "./east-us-2-2026-06-05.ts";
import { franceCentral } from "./france-central-2026-06-10.ts";
import { swedenCentral } from "./sweden-central-2026-06-05.ts";

/** The built-in scenarios, by name. */
export const SCENARIOS: Record<string, Scenario> = {
  "all-supported": allSupported,
  "east-us-2-2026-06-05": eastUs2,
  "france-central-2026-06-10": franceCentral,
  "sweden-central-2026-06-05": swedenCentral,
};
