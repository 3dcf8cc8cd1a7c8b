import { describe, expect, it } from "vitest";
import { type Probe, probeSchema } from "../../src/model/probe.ts";
import { putTogether, takeApart } from "../../src/why/step-parts.ts";
import { catalog } from "../support/recorded.ts";

/** What a step may leave out matters to the settle pass only. */
function withoutOptional(probe: Probe): Probe {
  return { ...probe, steps: probe.steps.map(({ optional: _, ...step }) => step) };
}

describe("the parts of a probe", () => {
  it.each(catalog.probes.map((probe) => [probe.id, probe] as const))("of %s make the same probe again", (_, probe) => {
    const { steps, leaves } = takeApart(probe, {});
    const again = steps.map((frame) =>
      putTogether(
        frame,
        [...leaves.values()].filter(({ step }) => step === frame.key),
      ),
    );
    expect(probeSchema.parse({ ...probe, steps: again })).toEqual(withoutOptional(probe));
  });
});
