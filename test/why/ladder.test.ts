import { describe, expect, it } from "vitest";
import { probeSchema } from "../../src/model/probe.ts";
import { putTogether, takeApart } from "../../src/why/step-parts.ts";
import { catalog } from "../support/recorded.ts";

describe("a ladder taken apart", () => {
  it.each(catalog.probes.map((probe) => [probe.id, probe] as const))(
    "%s is put together again as it was",
    (_, probe) => {
      const { steps, leaves } = takeApart(probe, {});
      const again = steps.map((frame) =>
        putTogether(
          frame,
          [...leaves.values()].filter(({ step }) => step === frame.key),
        ),
      );
      expect(probeSchema.parse({ ...probe, steps: again })).toEqual(probe);
    },
  );
});
