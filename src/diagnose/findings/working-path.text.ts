import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning:
    "A path returned a result in the role of the deployment, for example a transcript for a transcription deployment.",
  evidence: "At least one probe of the deployment's role returned its complete result in this run.",
  causes: ["The service supports the model on this path."],
  title: {
    probes: "{deployment}: {role} works via {probes}",
    example: "{deployment}: {role} works via {count}, for example {simplest}",
    count: "{deployment}: {role} works via {count}",
    other: "{deployment} works via {probes}",
    otherCount: "{deployment} works via {count}",
  },
  explanation: {
    seen: "In this run, {count} returned a result. This shows what worked at that time, not what is supported.",
  },
  remedy: { use: "Use {simplest}: {request}." },
} as const satisfies FindingText;
