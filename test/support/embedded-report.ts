import { resolve } from "node:path";

/** The emulated run of three regions as JSON. It is recorded once per `npm test`, and is not in git. */
export const EMBEDDED_JSON = resolve(import.meta.dirname, "../../reports/runs/embedded-run.json");
