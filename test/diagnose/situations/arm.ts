import type { ArmClaim } from "../../../src/model/arm-claim.ts";
import type { Deployment } from "../../../src/model/target.ts";
import { notFoundAt, notSupportedAt } from "../answers.ts";
import { asked, missing, type Situation } from "../situation.ts";

const NAME = "gpt-realtime-1.5";
const AT = "2026-05-01T09:00:00.000Z";
const AVAILABLE: ArmClaim = { lifecycle: "GenerallyAvailable", capabilities: ["realtime"], at: AT };
const MISSING = missing("ga-realtime", notFoundAt("upgrade"));

const deployment = (arm: ArmClaim, more: Partial<Deployment> = {}): Deployment => ({
  name: NAME,
  model: NAME,
  version: "2026-02-23",
  sku: "GlobalStandard",
  role: "conversation",
  source: "arm",
  arm,
  ...more,
});

const stating = (...one: Parameters<typeof deployment>) => ({ france: { deployments: [deployment(...one)] } });

/** What Azure Resource Manager says about a deployment, against what the service and the pages say. */
export const ARM: Situation[] = [
  {
    name: "a model that is listed as available, and that the service does not find",
    onRecord: true,
    targets: stating(AVAILABLE),
    cells: [asked("ga-realtime", NAME, notFoundAt("upgrade")), MISSING],
    found: ["claimed-but-refused"],
    says: {
      "claimed-but-refused": {
        severity: "high",
        title: "Service refuses gpt-realtime-1.5, which Resource Manager lists",
        deployment: NAME,
        facts: {
          claim: "ARM-01",
          lifecycle: "GenerallyAvailable",
          capabilities: ["realtime"],
          claimedAt: AT,
          seenAt: "2026-06-10T14:41:07.512Z",
          answer:
            "404 DeploymentNotFound “The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.”",
        },
      },
    },
  },
  {
    name: "a preview with the capability realtime, which the service refuses",
    onRecord: true,
    targets: stating({ ...AVAILABLE, lifecycle: "Preview" }),
    cells: [asked("ga-realtime", NAME, notSupportedAt("upgrade")), MISSING],
    found: ["claimed-but-refused", "operation-unsupported-by-model"],
  },
  {
    name: "a preview without a capability, which nobody calls available",
    onRecord: true,
    targets: stating({ lifecycle: "Preview", at: AT }),
    cells: [asked("ga-realtime", NAME, notFoundAt("upgrade")), MISSING],
    found: ["deployment-missing"],
  },
  {
    name: "a model that is listed as available, and works",
    onRecord: true,
    targets: stating(AVAILABLE),
    cells: [asked("ga-realtime", NAME, "passes"), MISSING],
    found: ["working-path"],
  },
  {
    name: "Azure Resource Manager states an earlier date than the page, and both are far away",
    today: "2026-05-01",
    targets: stating({ ...AVAILABLE, retires: "2027-02-01" }),
    cells: [asked("ga-realtime", NAME, "passes"), MISSING],
    found: ["retirement-dates-differ", "working-path"],
    says: {
      "retirement-dates-differ": {
        severity: "low",
        title: "Two retirement dates for gpt-realtime-1.5: 2027-02-01 and 2027-08-24",
        remedy: "Plan with the earlier date, 2027-02-01, and run `aoai-probe discover` again before that date.",
      },
    },
  },
  {
    name: "both state the same date",
    today: "2026-05-01",
    targets: stating({ ...AVAILABLE, retires: "2027-08-24" }),
    cells: [asked("ga-realtime", NAME, "passes"), MISSING],
    found: ["working-path"],
  },
  {
    name: "the date of Azure Resource Manager is near, so one finding has both dates",
    today: "2026-12-01",
    targets: stating({ ...AVAILABLE, retires: "2027-02-01" }),
    cells: [asked("ga-realtime", NAME, "passes"), MISSING],
    found: ["model-retires-soon", "working-path"],
    says: {
      "model-retires-soon": { severity: "medium", title: "gpt-realtime-1.5 retires on 2027-02-01 (in 62 days)" },
    },
  },
  {
    name: "the statement is about another version",
    today: "2026-05-01",
    targets: {
      france: { deployments: [deployment({ ...AVAILABLE, retires: "2027-02-01" }, { version: "2099-01-01" })] },
    },
    cells: [asked("ga-realtime", NAME, "passes"), MISSING],
    found: ["working-path"],
  },
];
