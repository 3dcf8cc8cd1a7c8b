import { CREDENTIAL_FLAGS } from "../configuration/credential-flags.ts";
import { NETWORK_FLAGS, TARGET_FLAGS } from "../configuration/plan-flags.ts";
import { defineVerb } from "../verb.ts";

export const doctor = defineVerb({
  describe: "Check configuration, network, credential and deployments, without billable requests",
  positionals: [],
  flags: {
    ...TARGET_FLAGS,
    target: { kind: "list", describe: "Check only targets whose name matches this glob. Repeatable." },
    tls: { kind: "switch", describe: "With --emulate: use TLS." },
    json: { kind: "switch", describe: "Print the verdicts and their evidence as JSON." },
    ...CREDENTIAL_FLAGS,
    ...NETWORK_FLAGS,
    timeout: { kind: "text", describe: "Time limit of each connection and each request.", default: "10s" },
  },
  examples: ["aoai-probe doctor", "aoai-probe doctor -c aoai-probe.yaml --json"],
  run: async ({ flags }) => await (await import("../doctor/run-doctor.ts")).runDoctor(flags),
});
