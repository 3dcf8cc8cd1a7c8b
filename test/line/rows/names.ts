import { askLine } from "../../support/embedded.ts";
import { named, type Row, withResource } from "./row.ts";

/** Paths of each kind: a socket by model and by intent, a mint, a request. */
const SOME = {
  scope: "documented",
  probe: [
    "ga-realtime",
    "ga-transcription",
    "preview-*realtime",
    "preview-transcription",
    "ga-client-secret-*",
    "audio-*",
  ],
} as const;

/** Names that the resource does not have: the operator's own name for a deployment, a typo, and an unsafe name. */
export const NAMES: Row[] = [
  ["all-supported", "a deployment that was never made", named("contoso-voice-prod", "conversation")] as const,
  ["all-supported", "a model's name with a slip", named("gpt-realtime-wisper", "transcription")] as const,
  ["all-supported", "a deployment whose name would change the path", named("..", "transcription")] as const,
  ["refusals-alike", "a deployment that was never made", named("contoso-voice-prod", "conversation")] as const,
].map(([scenario, what, extra]) => ({
  name: `${scenario}, and ${what}`,
  run: () =>
    withResource({ scenario }, async ({ key }, target) => {
      const asked = { ...target, deployments: [...target.deployments, extra] };
      return (
        await askLine([asked], { credentials: new Map([["here", { key }]]), plan: { ...SOME, probe: [...SOME.probe] } })
      ).report;
    }),
}));
