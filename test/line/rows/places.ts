import { startEmulator } from "../../../src/emulator/resource.ts";
import type { Deployment } from "../../../src/model/target.ts";
import { asIfReal } from "../../support/as-if-real.ts";
import { identity, trusting } from "../../support/certificates.ts";
import { askLine, runScenarios, targetOf } from "../../support/embedded.ts";
import { readEmbeddedReport } from "../../support/embedded-report.ts";
import { tunnelTo } from "../../support/gateway.ts";
import { type Row, withResource } from "./row.ts";

const NAMES = ["contoso.openai.azure.com", "contoso.services.ai.azure.com"];

/** Several places at once, which only together can be compared; and a run taken for one of real resources. */
export const PLACES: Row[] = [
  { name: "three regions at once", run: async () => readEmbeddedReport() },
  {
    name: "three regions at once, as if they were real",
    run: async () => asIfReal(readEmbeddedReport()),
  },
  {
    name: "all-supported, as if it were real and in September 2026",
    run: async () => {
      const { report } = await runScenarios({ here: "all-supported" }, { probe: ["audio-transcriptions-deployment"] });
      // Without the other claims, because this row is about dates.
      const dated = report.claims.filter(({ expects }) => expects.kind === "retires");
      return asIfReal({ ...report, claims: dated }, "2026-09-20");
    },
  },
  {
    name: "all-supported, with what Azure Resource Manager says about two deployments",
    run: () =>
      withResource({ scenario: "all-supported" }, async (emulator, whole) => {
        const arm = { lifecycle: "GenerallyAvailable", capabilities: ["realtime"], at: "2026-05-01T09:00:00.000Z" };
        const realtime = whole.deployments.filter(({ name }) => name === "gpt-realtime-1.5");
        const deployments: Deployment[] = realtime.flatMap((deployment) => [
          { ...deployment, source: "arm", arm: { ...arm, retires: "2027-02-01" } },
          { ...deployment, source: "arm", arm, name: "gpt-realtime-listed" },
        ]);
        const { report } = await askLine([{ ...whole, deployments }], {
          credentials: new Map([["here", { key: emulator.key }]]),
          plan: { scope: "documented", probe: ["ga-realtime"] },
        });
        return asIfReal(report);
      }),
  },
  {
    name: "sweden-central-2026-06-05 beside all-supported, which serves more",
    run: async () => {
      const places = { sweden: "sweden-central-2026-06-05", everywhere: "all-supported" };
      return (await runScenarios(places, { scope: "documented", probe: ["ga-transl*", "ga-transcription"] })).report;
    },
  },
  {
    name: "fr-027-2026-08-03, under two of its host names",
    run: async () => {
      // The names are real ones of the service: a proxy on this machine makes a tunnel to the emulator for each.
      const { pem } = identity({ hosts: NAMES, authority: true });
      const emulator = await startEmulator({ scenario: "fr-027-2026-08-03", tls: pem });
      const port = Number(new URL(emulator.endpoint).port);
      const proxy = await tunnelTo(Object.fromEntries(NAMES.map((name) => [name, port])));
      try {
        const targets = NAMES.map((name) => ({
          ...targetOf(emulator, name.split(".")[1] ?? name),
          endpoint: `https://${name}`,
          hosts: {},
        }));
        const { report } = await askLine(targets, {
          credentials: new Map(targets.map(({ name }) => [name, { key: emulator.key }])),
          plan: { scope: "documented" },
          network: {
            proxies: { https: { origin: proxy.endpoint, credential: null }, http: null, except: [] },
            tls: trusting(pem.cert),
          },
        });
        return report;
      } finally {
        await proxy.close();
        await emulator.close();
      }
    },
  },
];
