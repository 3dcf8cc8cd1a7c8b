import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleFiles, type Verification, verifyBundle } from "../../src/bundle/index.ts";
import type { Manifest } from "../../src/bundle/manifest.ts";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Hop } from "../../src/model/recording.ts";
import type { Report } from "../../src/model/report.ts";
import { runLine, targetOf } from "../support/embedded.ts";
import { catalog } from "../support/recorded.ts";
import { bundled, concluded, forgedFrom, TOOL, VERIFIER } from "./bundled.ts";

/*
 * Bundles that somebody forged with our own code: every hash and the seal fit. What follows from the recordings must
 * differ, and what cannot be compared must be named.
 */

let base: Report;
let files: Map<string, string>;
beforeAll(async () => {
  base = await concluded();
  files = await bundleFiles(base, TOOL, "none");
});

/** The base with something changed in report.json alone. */
function edited(change: (report: Report) => void): Record<string, string> {
  const copy = structuredClone(base);
  change(copy);
  return { "report.json": `${JSON.stringify(copy, null, 2)}\n` };
}

/** The base with something changed, judged, rendered and bundled again: what a careful forger makes. */
async function rebuilt(change: (report: Report) => void, tool = TOOL): Promise<Uint8Array> {
  const copy = structuredClone(base);
  change(copy);
  return forgedFrom(await bundleFiles(concludeReport(copy), tool, "none"), {}, tool);
}

function hopsOf(report: Report): Hop[] {
  return report.results.flatMap((r) => (r.recording?.attempts ?? []).flatMap((a) => a.steps.flatMap((s) => s.hops)));
}

function moved(report: Report, from: string, to: string): Report {
  return parseReport(JSON.stringify(report).replaceAll(from, to));
}

const forged = (changes: Record<string, string>, change?: (manifest: Manifest) => void) =>
  forgedFrom(files, changes, TOOL, change);

interface Forgery {
  what: string;
  make: () => Uint8Array | Promise<Uint8Array>;
  result: "agrees" | "differs" | "not comparable";
  /** A line that names it. */
  names: RegExp;
}

const OTHER_HASH = `sha256:${"0".repeat(64)}`;

const FORGERIES: Forgery[] = [
  {
    what: "an older version in the manifest, so that report.md is not rendered again",
    make: () => forgedFrom(files, { "report.md": "# Azure is at fault\n" }, { ...TOOL, version: "0.0.9" }),
    result: "not comparable",
    names:
      /^version: bundled by aoai-probe 0\.0\.9, verified by aoai-probe 0\.1\.0; report\.md and run\.har were compared/,
  },
  {
    what: "a tool of another name",
    make: () => forgedFrom(files, { "run.har": "{}" }, { ...TOOL, name: "other-probe" }),
    result: "not comparable",
    names: /^version: bundled by other-probe/,
  },
  {
    what: "wordings that turn refusals into faults of the service, under another catalogue hash",
    make: () =>
      rebuilt((report) => {
        report.tool.catalog = OTHER_HASH;
        for (const text of report.errorTexts) if (text.means === "refused.operation") text.means = "server.5xx";
      }),
    result: "not comparable",
    names: /^error text 'OperationNotSupported' \(means server\.5xx\): not in this version's catalogue$/,
  },
  {
    what: "wordings left out, under another catalogue hash",
    make: () =>
      rebuilt((report) => {
        report.tool.catalog = OTHER_HASH;
        report.errorTexts = report.errorTexts.slice(1);
      }),
    result: "not comparable",
    names: /^error text 'OperationNotSupported' \(means request\.selector-missing\): not in report\.json$/,
  },
  {
    what: "wordings in another order, under the catalogue's own hash",
    make: () =>
      rebuilt((report) => {
        report.errorTexts.reverse();
      }),
    result: "differs",
    names: /^error texts: in another order/,
  },
  {
    what: "a built-in probe redefined, under another catalogue hash",
    make: () =>
      rebuilt((report) => {
        report.tool.catalog = OTHER_HASH;
        for (const probe of report.probes) if (probe.id === "ga-realtime") probe.role = "chat";
      }),
    result: "not comparable",
    names: /^probe ga-realtime: defined differently from this version's catalogue$/,
  },
  {
    what: "a built-in probe redefined, under the catalogue's own hash",
    make: () =>
      rebuilt((report) => {
        for (const probe of report.probes) if (probe.id === "ga-realtime") probe.title = "Something else";
      }),
    result: "differs",
    names: /^probe ga-realtime: defined differently/,
  },
  {
    what: "a claim of documentation reworded, under the catalogue's own hash",
    make: () =>
      rebuilt((report) => {
        report.claims = catalog.claims.slice(0, 3).map((claim) => ({
          ...claim,
          says: "The vendor promised it.",
          standing: "untested",
          confirming: [],
          contradicting: [],
          untested: null,
        }));
      }),
    result: "differs",
    names: /^claim CL-\d\d[a-z]?: worded differently from this version's catalogue$/,
  },
  {
    what: "model names invented, under the catalogue's own hash",
    make: () =>
      rebuilt((report) => {
        report.knownModels = ["gpt-imaginary"];
      }),
    result: "differs",
    names: /^model names: not those of this version's catalogue$/,
  },
  {
    what: "a catalogue hash in the manifest that report.json does not have",
    make: () =>
      forged({}, (manifest) => {
        manifest.catalog = OTHER_HASH;
      }),
    result: "differs",
    names: /^manifest\.json: names another catalogue than report\.json$/,
  },
  {
    what: "another catalogue hash over the same definitions",
    make: () =>
      rebuilt((report) => {
        report.tool.catalog = OTHER_HASH;
      }),
    result: "not comparable",
    names: /^catalogue: the run used sha256:0{12}…, .*; the definitions that the run used are the same$/,
  },
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
    names: /^target res-1: requests went to res-1\.openai\.azure\.com, which is none of its hosts \(\d+ requests\)$/,
  },
  {
    what: "the emulator's mark removed from the run",
    make: () =>
      forged(
        edited(({ run }) => {
          delete run.standIn;
        }),
      ),
    result: "differs",
    names: /^run: report\.json says otherwise than follows from the evidence$/,
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
    names: /^counts: report\.json says otherwise/,
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
    names: /^ids of .*: report\.json says otherwise than the evidence$/,
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
    names: /^cells: one stands there twice$/,
  },
  {
    what: "times of the run in the manifest",
    make: () =>
      forged({}, (manifest) => {
        manifest.run.startedAt = "2020-01-01T00:00:00.000Z";
      }),
    result: "differs",
    names: /^manifest\.json: says otherwise of the run or its clock than report\.json$/,
  },
  {
    what: "a promise of anonymity in the manifest",
    make: () =>
      forged({}, (manifest) => {
        manifest.promise = ["Nobody can be identified."];
      }),
    result: "differs",
    names: /^manifest\.json: promises another anonymity than it has$/,
  },
  {
    what: "a HAR without its failures",
    make: () => forged({ "run.har": (files.get("run.har") ?? "").replace('"status": 302', '"status": 101') }),
    result: "differs",
    names: /^run\.har: is not what the report of this bundle reads as$/,
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

function resultOf({ differences, incomparable }: Verification): Forgery["result"] {
  return differences.length > 0 ? "differs" : incomparable.length > 0 ? "not comparable" : "agrees";
}

describe(`${FORGERIES.length} forged bundles, every hash and seal made again`, () => {
  const results: Record<string, number> = {};
  afterAll(() => console.log(`verify: ${FORGERIES.length} forgeries: ${JSON.stringify(results)}`));

  it.each(FORGERIES)("$what: $result", async ({ make, result, names }) => {
    const verification = await verifyBundle(await make(), VERIFIER);
    results[result] = (results[result] ?? 0) + 1;
    expect([...verification.differences, ...verification.incomparable].join("\n")).toMatch(
      new RegExp(names.source, "m"),
    );
    expect(resultOf(verification)).toBe(result);
  });
});

describe("an honest bundle", () => {
  it("of a run through a proxy on this machine agrees", async () => {
    const archive = await rebuilt((report) => {
      for (const hop of hopsOf(report)) {
        hop.proxy = "http://127.0.0.1:3128";
        hop.remote = "127.0.0.1:3128";
      }
    });
    expect(resultOf(await verifyBundle(archive, VERIFIER))).toBe("agrees");
  });

  it("of a private endpoint agrees, and so does one of which no address was recorded", async () => {
    for (const remote of ["10.1.2.3:443", "[fd00::7]:443", null]) {
      const archive = await rebuilt((report) => {
        for (const hop of hopsOf(report)) hop.remote = remote;
      });
      expect(resultOf(await verifyBundle(archive, VERIFIER)), `${remote}`).toBe("agrees");
    }
  });
});
