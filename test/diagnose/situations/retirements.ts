import type { Deployment } from "../../../src/model/target.ts";
import { serviceError } from "../../support/recorded.ts";
import { notFoundAt, refusedAt } from "../answers.ts";
import { asked, missing, type Situation } from "../situation.ts";

const MINI = "gpt-realtime-mini";
const WORKS = asked("ga-realtime", MINI, "passes");
const MISSING = missing("ga-realtime", notFoundAt("upgrade"));
const RETIRED = serviceError(
  "ModelDeprecated",
  "The model associated with the deployment is deprecated and no longer available for use.",
);

const deployment = (name: string, model: string | null, version: string | null): Deployment => ({
  name,
  model,
  version,
  sku: null,
  role: "conversation",
  source: model === null ? "guessed" : "config",
});

/** A target with this deployment only. */
const holding = (...one: Parameters<typeof deployment>) => ({ france: { deployments: [deployment(...one)] } });

export const RETIREMENTS: Situation[] = [
  {
    name: "the model retires in 16 days, and the same page states a later date too",
    today: "2026-11-29",
    targets: holding(MINI, MINI, "2025-12-15"),
    cells: [WORKS, MISSING],
    found: ["model-retires-soon", "working-path"],
    says: {
      "model-retires-soon": {
        severity: "high",
        title: "gpt-realtime-mini retires on 2026-12-15 (in 16 days)",
        deployment: MINI,
        remedy: "Choose a successor in the list of model retirements and move your clients to it before 2026-12-15.",
      },
    },
  },
  {
    name: "the version is unknown, so the next date of any version counts",
    today: "2026-12-20",
    targets: holding(MINI, MINI, null),
    cells: [WORKS, MISSING],
    found: ["model-retires-soon", "working-path"],
    says: { "model-retires-soon": { severity: "low", title: "gpt-realtime-mini retires on 2027-04-06 (in 107 days)" } },
  },
  {
    name: "nobody stated the model, and the name of the deployment is that of one",
    today: "2026-12-01",
    targets: holding("gpt-realtime", null, null),
    cells: [asked("ga-realtime", "gpt-realtime", "passes"), MISSING],
    found: ["model-retires-soon", "working-path"],
    says: { "model-retires-soon": { severity: "low", title: "gpt-realtime retires on 2027-03-02 (in 91 days)" } },
  },
  {
    name: "every stated date has passed, and the model still works",
    today: "2026-11-29",
    targets: holding("gpt-realtime-2", "gpt-realtime-2", "2026-05-06"),
    cells: [asked("ga-realtime", "gpt-realtime-2", "passes"), MISSING],
    found: ["model-retires-soon", "working-path"],
    says: {
      "model-retires-soon": {
        severity: "high",
        title: "Retirement date of gpt-realtime-2 has passed (2026-08-31)",
        remedy: "Check the date in the list of model retirements, and move your clients to a successor now.",
      },
    },
  },
  {
    name: "OpenAI's own platform retires the model on another date, and names a successor",
    today: "2026-12-01",
    targets: {
      france: { provider: "openai", deployments: [deployment("gpt-4o-transcribe", "gpt-4o-transcribe", null)] },
    },
    cells: [asked("ga-transcription", "gpt-4o-transcribe", "passes")],
    found: ["model-retires-soon", "working-path"],
    says: {
      "model-retires-soon": {
        severity: "medium",
        title: "gpt-4o-transcribe retires on 2027-02-26 (in 87 days)",
        remedy: "Deploy gpt-live-transcribe or gpt-transcribe and move your clients to it before 2027-02-26.",
      },
    },
  },
  {
    name: "the date is more than 180 days away",
    today: "2026-05-01",
    targets: holding(MINI, MINI, "2025-12-15"),
    cells: [WORKS, MISSING],
    found: ["working-path"],
  },
  {
    name: "another version retires soon",
    today: "2026-12-01",
    targets: holding(MINI, MINI, "2027-01-01"),
    cells: [WORKS, MISSING],
    found: ["working-path"],
  },
  {
    name: "the day of the run is unknown",
    onRecord: true,
    targets: holding(MINI, MINI, "2025-12-15"),
    cells: [WORKS, MISSING],
    found: ["working-path"],
  },
  {
    name: "the model retires soon, and the service does not find the deployment",
    today: "2026-12-01",
    targets: holding(MINI, MINI, "2025-12-15"),
    cells: [asked("ga-realtime", MINI, notFoundAt("upgrade")), MISSING],
    found: ["deployment-missing"],
  },
  {
    name: "the service says that the model is retired, so its date is no news",
    today: "2026-12-16",
    targets: holding(MINI, MINI, "2025-12-15"),
    cells: [asked("ga-realtime", MINI, refusedAt("upgrade", 404, RETIRED)), MISSING],
    found: ["model-retired"],
  },
];
