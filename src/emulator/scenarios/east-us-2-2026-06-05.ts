import { translateThread } from "./translate-thread.ts";

/** FR-006 to FR-014 in East US 2. */
export const eastUs2 = translateThread("east-us-2-2026-06-05", "East US 2");
