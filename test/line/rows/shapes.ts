import { askLine } from "../../support/embedded.ts";
import { probeOf } from "../../support/recorded.ts";
import { type Row, withResource } from "./row.ts";

/** What a client library sends that takes the preview socket for a GA one (FR-034). */
const GA_SHAPE_ON_PREVIEW = {
  ...probeOf("preview-realtime"),
  id: "own-ga-shape-on-preview",
  title: "Preview socket, configured in the shape of GA",
  steps: probeOf("preview-realtime").steps.map((step) =>
    step.stage === "configure"
      ? { ...step, send: { type: "session.update", session: { type: "realtime", output_modalities: ["text"] } } }
      : step,
  ),
};

/** What is sent in another shape than the path takes. */
export const SHAPES: Row[] = [
  {
    name: "fr-034-2025-10-06, configured in the shape of GA",
    run: () =>
      withResource({ scenario: "fr-034-2025-10-06" }, async ({ key }, target) => {
        const plan = { scope: "documented", probe: ["preview-realtime", GA_SHAPE_ON_PREVIEW.id] } as const;
        const credentials = new Map([["here", { key }]]);
        return (
          await askLine([target], {
            credentials,
            plan: { ...plan, probe: [...plan.probe] },
            probes: [GA_SHAPE_ON_PREVIEW],
          })
        ).report;
      }),
  },
  {
    name: "all-supported, as client libraries ask",
    run: () =>
      withResource({ scenario: "all-supported" }, async ({ key }, target) => {
        const plan = {
          scope: "documented",
          probe: ["sdk-*", "ga-realtime", "ga-transcription", "preview-realtime"],
        } as const;
        const credentials = new Map([["here", { key }]]);
        return (await askLine([target], { credentials, plan: { ...plan, probe: [...plan.probe] } })).report;
      }),
  },
];
