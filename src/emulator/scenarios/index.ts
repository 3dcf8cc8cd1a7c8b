import type { Scenario } from "../scenario.ts";
import { allSupported } from "./all-supported.ts";
import { eastUs2 } from "./east-us-2-2026-06-05.ts";
import { franceCentral } from "./france-central-2026-06-10.ts";
import { franceCentralTranslate } from "./france-central-2026-06-10-translate.ts";
import { openaiPlatform } from "./openai-platform.ts";
import { ACCESS } from "./single/access.ts";
import { EARLIER, UNREPORTED } from "./single/documented.ts";
import { GA_PATHS } from "./single/ga.ts";
import { PREVIEW_PATHS } from "./single/preview.ts";
import { REST_PATHS } from "./single/rest.ts";
import { swedenCentral } from "./sweden-central-2026-06-05.ts";

const ALL: readonly Scenario[] = [
  allSupported,
  eastUs2,
  franceCentral,
  franceCentralTranslate,
  openaiPlatform,
  swedenCentral,
  ...ACCESS,
  ...EARLIER,
  ...GA_PATHS,
  ...PREVIEW_PATHS,
  ...REST_PATHS,
  ...UNREPORTED,
];

/** The built-in scenarios, by name, in the order of their names. */
export const SCENARIOS: Record<string, Scenario> = Object.fromEntries(
  ALL.map((scenario): [string, Scenario] => [scenario.name, scenario]).sort(([a], [b]) => (a < b ? -1 : 1)),
);
