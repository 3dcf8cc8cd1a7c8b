import { ACCESS_REPORTS } from "./access.ts";
import { FRANCE_TRANSLATE } from "./france-translate.ts";
import { GA_REPORTS } from "./ga.ts";
import { OPENAI_REPORTS } from "./openai.ts";
import { PREVIEW_REPORTS } from "./preview.ts";
import type { FieldReport } from "./reporter.ts";
import { REST_REPORTS } from "./rest.ts";
import { THREADS } from "./threads.ts";

/** What every reporter asked and got, of those whose report a scenario serves. */
export const FIELD_REPORTS: readonly FieldReport[] = [
  ...THREADS,
  ...FRANCE_TRANSLATE,
  ...ACCESS_REPORTS,
  ...GA_REPORTS,
  ...OPENAI_REPORTS,
  ...PREVIEW_REPORTS,
  ...REST_REPORTS,
];
