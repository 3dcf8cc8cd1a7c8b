import { describe, it } from "vitest";
import { FIELD_REPORTS } from "./field-reports/index.ts";
import { resource } from "./resource-client.ts";

// A plain client asks what each reporter asked: node's http and ws, nothing of the prober.
describe.each(FIELD_REPORTS)("$report: $saw", ({ scenarios, options, ask }) => {
  it.each(scenarios)("%s", async (scenario) => {
    await ask(await resource(scenario, options));
  });
});
