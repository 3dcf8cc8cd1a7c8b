import { CLOUDS, type CloudName } from "../../model/cloud.ts";
import { CREDENTIAL_FLAGS } from "../configuration/credential-flags.ts";
import { NETWORK_FLAGS } from "../configuration/plan-flags.ts";
import { defineVerb } from "../verb.ts";

const CLOUD_NAMES = Object.keys(CLOUDS).filter((name): name is CloudName => name in CLOUDS);

export const discover = defineVerb({
  describe: "List resources and deployments, and write a configuration with them",
  positionals: [],
  flags: {
    output: { kind: "text", alias: "o", describe: "File to write.", default: "aoai-probe.yaml" },
    force: { kind: "switch", describe: "Replace the file if it exists." },
    subscription: {
      kind: "list",
      describe:
        "ID of a subscription to read. Repeatable. Default: every subscription that Azure Resource Manager lists.",
    },
    cloud: {
      kind: "text",
      choices: CLOUD_NAMES,
      describe: "Azure cloud to read. Only the Resource Manager of this cloud receives the token.",
      default: "public",
    },
    "entra-credential": CREDENTIAL_FLAGS["entra-credential"],
    arm: {
      kind: "text",
      describe: "Origin of an emulated Azure Resource Manager on this machine, as printed by `emulate`.",
    },
    endpoint: {
      kind: "text",
      describe: "Endpoint of a resource. `discover` also reads the lists of this resource, which need no subscription.",
    },
    guess: {
      kind: "switch",
      describe:
        "If the resource lists no deployments, try the names of known models. Sends one free request for each name.",
    },
    regions: {
      kind: "switch",
      describe: "Rank the regions by their free quota for --model. Reads no resources and writes no file.",
    },
    model: { kind: "list", describe: "With --regions: the name of a model. Repeatable." },
    json: { kind: "switch", describe: "Print the results as JSON." },
    dotenv: { kind: "text", describe: "File of NAME=VALUE lines.", default: ".env, if it exists" },
    ...NETWORK_FLAGS,
    "max-wait": { kind: "text", describe: "Maximum time to wait after 429 responses, per list.", default: "2m" },
  },
  examples: ["aoai-probe discover -o aoai-probe.yaml", "aoai-probe discover --regions --model gpt-realtime"],
  run: async ({ flags }) => await (await import("../discover/discover.ts")).discover(flags, process.env),
});
