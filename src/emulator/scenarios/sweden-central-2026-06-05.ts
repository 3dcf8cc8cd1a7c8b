import { translateThread } from "./translate-thread.ts";

/** FR-006 to FR-014 in Sweden Central. */
export const swedenCentral = translateThread("sweden-central-2026-06-05", "Sweden Central");
