import { FAULTS } from "../../emulator/demonstration.ts";
import { defineVerb } from "../verb.ts";

export const emulate = defineVerb({
  describe: "Serve an emulated target on 127.0.0.1 until standard input ends or SIGTERM arrives",
  positionals: [
    {
      name: "SCENARIO",
      required: false,
      describe: "Name of a scenario, or path of a scenario YAML file. Default: all-supported.",
    },
  ],
  flags: {
    tls: { kind: "switch", describe: "Serve over TLS with a certificate made at start." },
    certificate: {
      kind: "text",
      describe: "Write the certificate to this file (PEM), for NODE_EXTRA_CA_CERTS or SSL_CERT_FILE. Implies --tls.",
    },
    port: { kind: "text", describe: "Port to listen on.", default: "a free port" },
    from: { kind: "text", describe: "Replay a report.json instead of a scenario." },
    arm: { kind: "switch", describe: "Also serve an Azure Resource Manager that lists this target, for `discover`." },
    latency: { kind: "text", describe: "Delay every response, for example by 200ms.", default: "no delay" },
    fault: { kind: "text", choices: FAULTS, describe: "Make every response fail in this way." },
    session: { kind: "text", describe: "Maximum duration of a session.", default: "60m" },
    handshakes: {
      kind: "text",
      describe: "Handshakes allowed per minute before a 429.",
      default: "as in the scenario",
    },
    turns: {
      kind: "text",
      describe: "Responses allowed per minute and session before a rate-limit error.",
      default: "1000",
    },
  },
  examples: [
    "aoai-probe emulate france-central-2026-06-10",
    "aoai-probe emulate --certificate emulator.pem",
    "aoai-probe emulate --from report.json --tls",
  ],
  run: async ({ arguments: [scenario], flags }) => await (await import("../emulate/serve.ts")).serve(scenario, flags),
});
