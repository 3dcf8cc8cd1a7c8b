import { notFoundAt, notSupportedAt, TRANSCRIPT_OF_NONE, unheardOfAt } from "../answers.ts";
import { asked, missing, type Situation } from "../situation.ts";

const WORKS = asked("ga-realtime", "gpt-realtime-1.5", "passes");
const MISSING_GA = missing("ga-realtime", notFoundAt("upgrade"));

/** Situations that are set beside what is on record: claims and model names. */
export const CLAIMS: Situation[] = [
  {
    name: "a path works as one page says, and not as another does",
    onRecord: true,
    cells: [
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
      missing("ga-transcription", TRANSCRIPT_OF_NONE),
    ],
    found: ["claim-confirmed", "claim-contradicted", "working-path"],
    says: {
      "claim-contradicted": {
        component: "documentation",
        cells: ["france/gpt-realtime-whisper/ga-transcription"],
        title: "This run contradicts claim CL-08 by Microsoft Q&A moderator",
      },
      "claim-confirmed": { severity: "information", ask: null },
    },
  },
  {
    name: "the model is refused where two pages say that it works",
    onRecord: true,
    cells: [WORKS, asked("ga-realtime", "gpt-realtime-whisper", notSupportedAt("upgrade")), MISSING_GA],
    found: ["claim-contradicted × 2", "operation-unsupported-by-model", "working-path"],
  },
  {
    name: "a refusal that nobody can attribute, beside a control that is not healthy, speaks to no claim",
    onRecord: true,
    cells: [
      asked("ga-realtime", "gpt-realtime-whisper", unheardOfAt("upgrade", 500)),
      missing("ga-realtime", "passes"),
    ],
    found: ["control-unhealthy"],
  },
  {
    name: "a name that no model has, and that is not there (FR-004)",
    onRecord: true,
    cells: [WORKS, asked("ga-realtime", "gpt-4o-realtime-whisper", notFoundAt("upgrade")), MISSING_GA],
    found: ["deployment-missing", "model-name-unknown", "working-path"],
    says: {
      "model-name-unknown": {
        deployment: "gpt-4o-realtime-whisper",
        facts: {
          name: "gpt-4o-realtime-whisper",
          nearest: "gpt-realtime-whisper",
          answer:
            "404 DeploymentNotFound “The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.”",
        },
      },
    },
  },
  {
    name: "a known model that is not deployed",
    onRecord: true,
    cells: [WORKS, asked("ga-realtime", "gpt-4o-transcribe", notFoundAt("upgrade")), MISSING_GA],
    found: ["deployment-missing", "working-path"],
  },
  {
    name: "a name that no model has, and that the service knows",
    onRecord: true,
    cells: [WORKS, asked("ga-realtime", "gpt-4o-realtime-whisper", notSupportedAt("upgrade")), MISSING_GA],
    found: ["operation-unsupported-by-model", "working-path"],
  },
];
