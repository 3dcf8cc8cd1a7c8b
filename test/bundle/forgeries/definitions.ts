import { catalog } from "../../support/recorded.ts";
import { forgedFrom, TOOL } from "../bundled.ts";
import { type Forgery, files, forged, OTHER_HASH, rebuilt } from "./forger.ts";

/** Another version or other definitions, which can turn any verdict into another. */
export const FORGED_DEFINITIONS: Forgery[] = [
  {
    what: "an older version in the manifest, so that report.md is not rendered again",
    make: () => forgedFrom(files, { "report.md": "# Azure is at fault\n" }, { ...TOOL, version: "0.0.9" }),
    result: "not comparable",
    names:
      /^version: bundled by aoai-probe 0\.0\.9, verified by aoai-probe 0\.1\.0, so report\.md and run\.har were compared/,
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
    names: /^error texts: the order differs/,
  },
  {
    what: "a built-in probe redefined, under another catalogue hash",
    make: () =>
      rebuilt((report) => {
        report.tool.catalog = OTHER_HASH;
        for (const probe of report.probes) if (probe.id === "ga-realtime") probe.role = "chat";
      }),
    result: "not comparable",
    names: /^probe ga-realtime: defined differently in this version's catalogue$/,
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
    names: /^claim CL-\d\d[a-z]?: worded differently in this version's catalogue$/,
  },
  {
    what: "model names invented, under the catalogue's own hash",
    make: () =>
      rebuilt((report) => {
        report.knownModels = ["gpt-imaginary"];
      }),
    result: "differs",
    names: /^model names: they differ from this version's catalogue$/,
  },
  {
    what: "a catalogue hash in the manifest that report.json does not have",
    make: () =>
      forged({}, (manifest) => {
        manifest.catalog = OTHER_HASH;
      }),
    result: "differs",
    names: /^manifest\.json: its catalogue differs from that of report\.json$/,
  },
  {
    what: "another catalogue hash over the same definitions",
    make: () =>
      rebuilt((report) => {
        report.tool.catalog = OTHER_HASH;
      }),
    result: "not comparable",
    names: /^catalogue: the run used sha256:0{12}…, .*, but the definitions that the run used are the same$/,
  },
];
