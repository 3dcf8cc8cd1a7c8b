import { concludeReport } from "../../../src/conclusion/index.ts";
import { startEmulator } from "../../../src/emulator/resource.ts";
import { runLine, targetOf } from "../../support/embedded.ts";
import { bundled } from "../bundled.ts";
import { base, edited, type Forgery, files, forged, hopsOf, moved, rebuilt } from "./forger.ts";

/** Endpoints, addresses, results and texts that do not follow from the recordings. */
export const FORGED_EVIDENCE: Forgery[] = [
  {
    what: "a name in place of the loopback address that answered",
    make: async () => {
      const emulator = await startEmulator({ scenario: "france-central-2026-06-10" });
      const target = targetOf(emulator, "france-central");
      const { report } = await runLine([target], new Map([[target.name, emulator.key]]), {
        probe: ["audio-transcriptions-v1"],
      }).finally(() => emulator.close());
      const { port } = new URL(emulator.endpoint);
      return bundled(
        concludeReport(
          moved(
            moved(report, emulator.endpoint, `https://contoso.openai.azure.com:${port}`),
            emulator.endpoint.replace("http", "ws"),
            `wss://contoso.openai.azure.com:${port}`,
          ),
        ),
      );
    },
    result: "differs",
    names:
      /^target france-central: the recorded peer address 127\.0\.0\.1:\d+ is not an address of contoso\.openai\.azure\.com:\d+ \(\d+ requests?\)$/,
  },
  {
    what: "IPv6 loopback",
    make: () =>
      rebuilt((report) => {
        for (const hop of hopsOf(report)) hop.remote = "[::1]:443";
      }),
    result: "differs",
    names: /^target res-1: the recorded peer address \[::1\]:443 is not an address of res-1\.openai\.azure\.com/,
  },
  {
    what: "loopback written as IPv6",
    make: () =>
      rebuilt((report) => {
        for (const hop of hopsOf(report)) hop.remote = "[::ffff:127.0.0.1]:443";
      }),
    result: "differs",
    names: /the recorded peer address \[::ffff:127\.0\.0\.1\]:443/,
  },
  {
    what: "another port than the endpoint's",
    make: () =>
      rebuilt((report) => {
        for (const hop of hopsOf(report)) hop.remote = "203.0.113.7:8443";
      }),
    result: "differs",
    names: /the recorded peer address 203\.0\.113\.7:8443/,
  },
  {
    what: "another literal address than the endpoint's",
    make: async () => bundled(concludeReport(moved(base, "res-1.openai.azure.com", "192.0.2.9"))),
    result: "differs",
    names: /the recorded peer address 203\.0\.113\.7:443 is not an address of 192\.0\.2\.9/,
  },
  {
    what: "a proxy that did not answer",
    make: () =>
      rebuilt((report) => {
        for (const hop of hopsOf(report)) hop.proxy = "http://192.0.2.1:3128";
      }),
    result: "differs",
    names: /is not an address of the proxy of res-1\.openai\.azure\.com/,
  },
  {
    what: "the endpoint alone changed to another resource",
    make: () =>
      rebuilt((report) => {
        for (const target of report.targets) target.endpoint = "https://contoso.openai.azure.com";
      }),
    result: "differs",
    names: /^target res-1: requests went to res-1\.openai\.azure\.com, which is not one of its hosts \(\d+ requests\)$/,
  },
  {
    what: "the emulator's mark removed from the run",
    make: () =>
      forged(
        edited(({ run }) => {
          delete run.emulated;
        }),
      ),
    result: "differs",
    names: /^run: report\.json differs from what follows from the evidence$/,
  },
  {
    what: "a status changed in report.json, and not in the evidence",
    make: () =>
      forged(
        edited((report) => {
          for (const hop of hopsOf(report)) if (hop.status === 404) hop.status = 200;
        }),
      ),
    result: "differs",
    names: /^recording of .*: report\.json and evidence\.ndjson differ$/,
  },
  {
    what: "the counts of verdicts",
    make: () =>
      forged(
        edited((report) => {
          report.counts = { supported: 99 };
        }),
      ),
    result: "differs",
    names: /^counts: report\.json differs/,
  },
  {
    what: "a request id that support would search for",
    make: () =>
      forged(
        edited(({ results }) => {
          for (const result of results) result.ids = { ...result.ids, "apim-request-id": "not-the-id" };
        }),
      ),
    result: "differs",
    names: /^ids of .*: report\.json differs from the evidence$/,
  },
  {
    what: "a cell twice",
    make: () => {
      const evidence = files.get("evidence.ndjson") ?? "";
      return forged({
        "evidence.ndjson": evidence + (evidence.split("\n")[0] ?? ""),
        ...edited(({ results }) => results.push(...results.slice(0, 1))),
      });
    },
    result: "differs",
    names: /^cells: one occurs twice$/,
  },
  {
    what: "times of the run in the manifest",
    make: () =>
      forged({}, (manifest) => {
        manifest.run.startedAt = "2020-01-01T00:00:00.000Z";
      }),
    result: "differs",
    names: /^manifest\.json: its statements about the run or its clock differ from report\.json$/,
  },
  {
    what: "a promise of anonymity in the manifest",
    make: () =>
      forged({}, (manifest) => {
        manifest.promise = ["Nobody can be identified."];
      }),
    result: "differs",
    names: /^manifest\.json: its promise does not match the anonymisation$/,
  },
  {
    what: "a HAR without its failures",
    make: () => forged({ "run.har": (files.get("run.har") ?? "").replace('"status": 302', '"status": 101') }),
    result: "differs",
    names: /^run\.har: it differs from the text that follows from this report$/,
  },
  {
    what: "a report edited before it was bundled, which cannot be found",
    make: () =>
      rebuilt((report) => {
        for (const hop of hopsOf(report)) if (hop.status === 404) hop.status = 200;
      }),
    result: "agrees",
    names: /^$/,
  },
];
