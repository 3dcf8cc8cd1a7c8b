import { ROLES } from "../../model/role.ts";
import type { Flags, FlagValues } from "../verb.ts";
import { CREDENTIAL_FLAGS } from "./credential-flags.ts";
import { NETWORK_SETTINGS } from "./network-settings.ts";
import { settingFlags } from "./settings.ts";

/** Flags that say which targets and deployments there are. */
export const TARGET_FLAGS = {
  config: {
    kind: "text",
    alias: "c",
    describe:
      "Configuration file. Default: aoai-probe.yaml in the working directory. The default file may use only variables named AZURE_OPENAI_* and OPENAI_*.",
  },
  endpoint: { kind: "text", describe: "Endpoint of one target, such as https://NAME.openai.azure.com." },
  deployment: {
    kind: "list",
    describe:
      "Deployment to probe: NAME, NAME=ROLE or NAME=MODEL[@VERSION]. If NAME is in the configuration, the flag selects this deployment, and ROLE or MODEL replaces the configured value. Otherwise the flag adds a deployment. Repeatable.",
  },
  "trust-origin": {
    kind: "list",
    describe:
      "Another origin of the same target. The client follows redirects to this origin and sends the key. Repeatable.",
  },
  dotenv: { kind: "text", describe: "File of NAME=VALUE lines.", default: ".env, if it exists" },
  emulate: {
    kind: "optional",
    describe:
      "Use the built-in emulator with this scenario instead of real targets. Without a value: three emulated regions.",
  },
} as const satisfies Flags;

/** Flags of every verb that connects to a target. */
export const NETWORK_FLAGS = settingFlags(...NETWORK_SETTINGS);

/** Flags of a verb whose probes are named one by one. */
export const CELL_FLAGS = {
  ...TARGET_FLAGS,
  ...CREDENTIAL_FLAGS,
  ...settingFlags("probes", "api-version", "redirect-credential"),
  ...NETWORK_FLAGS,
};

/** Flags that narrow a plan to some targets or deployments. */
const SELECTION_FLAGS = {
  target: { kind: "list", describe: "Include only targets whose name matches this glob. Repeatable." },
  region: { kind: "list", describe: "Include only targets whose stated region matches this glob. Repeatable." },
  role: {
    kind: "list",
    describe: `Include only deployments of this role: ${ROLES.join(", ")}. Repeatable.`,
  },
} as const satisfies Flags;

/** Flags of every verb that makes a plan. */
export const PLAN_FLAGS = {
  ...TARGET_FLAGS,
  ...CREDENTIAL_FLAGS,
  ...SELECTION_FLAGS,
  shard: {
    kind: "text",
    describe:
      "Run one part of the plan, such as 1/4. `merge` joins the reports of all parts. auto/4 reads the number of the part from the variable JOB_COMPLETION_INDEX.",
  },
  ...settingFlags("probe", "skip", "probes", "api-version", "scope", "redirect-credential", "repeat", "hosts"),
  ...NETWORK_FLAGS,
} as const;

/** The flags that a plan is made from. A verb need not have all of them. */
export type PlanFlags = FlagValues<typeof TARGET_FLAGS> & Record<string, unknown>;
