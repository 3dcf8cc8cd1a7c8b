import { describe, expect, it } from "vitest";
import { AnonymityError, anonymise, bundleFiles, packBundle, verifyBundle } from "../../src/bundle/index.ts";
import { listModels } from "../../src/catalog/models.ts";
import { addBaseline } from "../../src/conclusion/baseline.ts";
import { earlierOf } from "../../src/conclusion/earlier.ts";
import { concludeReport } from "../../src/conclusion/index.ts";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Report } from "../../src/model/report.ts";
import { runLine, targetOf } from "../support/embedded.ts";
import { catalog } from "../support/recorded.ts";
import { concluded, TOOL, VERIFIER } from "./bundled.ts";

const MODELS = listModels(catalog.models);
const SUBSCRIPTION = "8f6a1f04-3b52-4c55-9d0e-7f3a2b1c0d9e";
const TENANT = "1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f";
const OBJECT = "0d9e8f6a-1f04-4b52-8c55-9d0e7f3a2b1c";
const REQUEST = "4b30c637-e2c5-41f9-8e2c-5d37fa3d22d8";
const RUN = "d2739f16-1694-4840-8be4-bd4704dd198e";
const EARLIER_RUN = "6d0a5b8e-7c1f-4e57-9a34-5f21c8e0b7d3";
const OWNER = "/home/margarethe/probe";
const SECRETIVE = [
  "contoso",
  SUBSCRIPTION,
  TENANT,
  OBJECT,
  "203.0.113.7",
  "2001:db8::7f3a",
  "margarethe",
  "rg-kranich",
];

/** The France Central situation at a resource called contoso-voice, with names in everything a server may write. */
async function named(change: (report: Report) => void = () => undefined): Promise<Report> {
  const base = structuredClone(await concluded());
  const text = JSON.stringify(base)
    .replaceAll("res-1", "contoso-voice")
    .replaceAll("gpt-realtime-1.5/", "contoso-voice-chat/")
    .replaceAll('"gpt-realtime-1.5"', '"contoso-voice-chat"')
    .replaceAll("model=gpt-realtime-1.5", "model=contoso-voice-chat")
    .replaceAll('"model":"contoso-voice-chat","version"', '"model":"gpt-realtime-1.5","version"');
  const report: Report = JSON.parse(text);
  report.run.id = RUN;
  for (const target of report.targets) {
    target.label = "Kranich GmbH";
    target.subscription = SUBSCRIPTION;
    target.resourceId = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-kranich/providers/Microsoft.CognitiveServices/accounts/contoso-voice`;
  }
  for (const hop of hops(report).slice(0, 4)) {
    hop.responseHeaders.push(
      [
        "x-server",
        `tenant ${TENANT}; principal ${OBJECT}; ${OWNER}, that is user margarethe; peer 203.0.113.7 via 2001:db8::7f3a`,
      ],
      ["x-request-id", REQUEST],
      ["x-detail", `request id: ${REQUEST}, https://contoso-voice-2.openai.azure.com/x, CONTOSO-VOICE`],
    );
  }
  change(report);
  return concludeReport(report);
}

function hops(report: Report) {
  return report.results.flatMap((r) => (r.recording?.attempts ?? []).flatMap((a) => a.steps.flatMap((s) => s.hops)));
}

async function filesOf(report: Report, strict = false) {
  const { report: anonymous, prove } = anonymise(report, { strict, models: MODELS });
  const files = await bundleFiles(anonymous, TOOL, strict ? "strict" : "names");
  for (const [name, text] of files) prove(name, text);
  return { anonymous, files };
}

describe("an anonymised bundle", () => {
  it("holds no name in any file, however it is spelt", async () => {
    const report = await named();
    const plainly = [...(await bundleFiles(report, TOOL, "none")).values()].join("\n").toLowerCase();
    for (const name of SECRETIVE) expect(plainly, "the names are there to begin with").toContain(name);
    const { files } = await filesOf(report);
    for (const [file, text] of files) {
      for (const name of [...SECRETIVE, "kranich"]) expect(text.toLowerCase(), file).not.toContain(name);
    }
  });

  it("tells of an earlier run by the same pseudonyms, and in strict by no id of it", async () => {
    const earlier = await named((report) => {
      report.run.id = EARLIER_RUN;
    });
    const report = addBaseline(await named(), earlierOf(earlier));
    expect(report.baseline?.cells.map(({ cell }) => cell).join(), "the names are there to begin with").toContain(
      "contoso-voice",
    );
    const { anonymous, files } = await filesOf(report);
    const ids = new Set(anonymous.results.map(({ cell }) => cell.id));
    expect(anonymous.baseline?.cells.filter(({ cell }) => !ids.has(cell))).toEqual([]);
    expect(anonymous.baseline?.cells).toHaveLength(report.baseline?.cells.length ?? 0);
    expect(files.get("report.json")).toContain(EARLIER_RUN);
    for (const [file, text] of (await filesOf(report, true)).files) expect(text, file).not.toContain(EARLIER_RUN);
  });

  it("holds no name of an origin that is trusted with the resource's own", async () => {
    const report = await named((change) => {
      for (const target of change.targets) target.trusted = ["https://kranich-alias.cognitiveservices.azure.com"];
      const [hop] = hops(change);
      hop?.responseHeaders.push(["x-detail", "see kranich-alias and KRANICH-ALIAS.cognitiveservices.azure.com"]);
    });
    const { files } = await filesOf(report);
    for (const [name, text] of files) expect(text.toLowerCase(), name).not.toContain("kranich-alias");
  });

  it("leaves out what is found of a name alone, and nothing else", async () => {
    const emulator = await startEmulator({ scenario: "france-central-2026-06-10" });
    const target = targetOf(emulator, "france-central");
    const slip = { name: "gpt-4o-realtime-whisper", model: null, version: null, sku: null } as const;
    const deployments = [...target.deployments, { ...slip, role: "transcription", source: "guessed" } as const];
    const run = runLine([{ ...target, deployments }], new Map([["france-central", emulator.key]]), {
      probe: ["ga-realtime", "audio-transcriptions-deployment"],
    });
    const { report } = await run.finally(() => emulator.close());
    const codes = ({ findings }: Report) => findings.map(({ code }) => code).sort();
    expect(codes(report)).toContain("model-name-unknown");
    const { anonymous } = await filesOf(report);
    expect(codes(anonymous)).toEqual(codes(report).filter((code) => code !== "model-name-unknown"));
  });

  it("calls one thing by one pseudonym in every file", async () => {
    const { files } = await filesOf(await named());
    for (const file of ["report.md", "report.json", "evidence.ndjson", "run.har"]) {
      expect(files.get(file), file).toContain("res-1.openai.azure.com");
      expect(files.get(file), file).toContain("dep-1");
    }
    expect(files.get("report.json")).toContain("/subscriptions/guid-1/resourceGroups/rg-1/providers");
    expect(files.get("evidence.ndjson")).toContain("https://res-2.openai.azure.com/x, res-1");
    expect(files.get("evidence.ndjson")).toContain("/home/user-1/probe");
  });

  it("keeps what support searches for: request ids, region, codes, query names, the model", async () => {
    const report = await named();
    const { files } = await filesOf(report);
    const json = files.get("report.json") ?? "";
    expect(json).toContain(`request id: ${REQUEST}`);
    expect(json).toContain(RUN);
    for (const id of hops(report).flatMap((hop) => hop.responseHeaders)) {
      if (id[0] === "apim-request-id") expect(json).toContain(id[1]);
    }
    for (const kept of [
      "France Central",
      "OpperationNotSupported",
      "&intent=transcription&deployment=dep-",
      "REDACTED-apikey-1",
    ])
      expect(json).toContain(kept);
    expect(files.get("report.md")).toContain("# gpt-realtime-whisper, francecentral:");
  });

  it("results in the same verdicts and findings, and verifies", async () => {
    const report = await named();
    const { anonymous, files } = await filesOf(report);
    expect(anonymous.results.map(({ verdict, cause }) => [verdict, cause])).toEqual(
      report.results.map(({ verdict, cause }) => [verdict, cause]),
    );
    expect(anonymous.findings.map(({ code }) => code)).toEqual(report.findings.map(({ code }) => code));
    expect((await verifyBundle(packBundle(files), VERIFIER)).differences).toEqual([]);
  });

  it("has the same bytes when the same report is anonymised again", async () => {
    const report = await named();
    expect((await filesOf(report)).files).toEqual((await filesOf(report)).files);
  });

  it("leaves the report it was made of as it was", async () => {
    const report = await named();
    const before = structuredClone(report);
    await filesOf(report);
    expect(report).toEqual(before);
  });
});

describe("a strictly anonymised bundle", () => {
  it("holds no request id and no region either, and still verifies", async () => {
    const report = await named();
    const { files } = await filesOf(report, true);
    const ids = hops(report).flatMap((hop) =>
      [...hop.requestHeaders, ...hop.responseHeaders].flatMap(([name, value]) =>
        /request-id$/.test(name) ? value : [],
      ),
    );
    expect(ids.length).toBeGreaterThan(20);
    for (const [file, text] of files) {
      for (const id of [REQUEST, RUN, ...ids.filter((one) => one.length > 4)]) {
        expect(new RegExp(`(?<![\\w-])${id}(?![\\w-])`).test(text), `${file}: ${id}`).toBe(false);
      }
      expect(text.replaceAll(/france-central-2026-06-10/g, ""), file).not.toMatch(/france ?central|Europe\/Paris/i);
    }
    expect((await verifyBundle(packBundle(files), VERIFIER)).differences).toEqual([]);
  });
});

describe("a name that cannot be replaced safely", () => {
  const renamed = (name: string) => (report: Report) => {
    for (const target of report.targets) target.endpoint = `https://${name}.openai.azure.com`;
  };

  it.each([
    ["shorter than four characters", "abc", "a resource's name is shorter than 4 characters"],
    ["a common word", "production", "a resource's name is a common word"],
    ["a word of the report's own", "transcription-session", "a resource's name is a word that the report itself uses"],
  ])("is refused where it is %s, by its kind and not its value", async (_, name, message) => {
    const report = await named(renamed(name));
    const refusal = () => anonymise(report, { strict: false, models: MODELS });
    expect(refusal).toThrow(AnonymityError);
    expect(refusal).toThrow(message);
    expect(refusal).not.toThrow(new RegExp(`\\b${name}\\b`));
  });

  it("is refused if it is a deployment's", async () => {
    const report = await named((r) => {
      for (const target of r.targets) for (const deployment of target.deployments.slice(0, 1)) deployment.name = "dev";
    });
    expect(() => anonymise(report, { strict: false, models: MODELS })).toThrow("a deployment's name is shorter");
  });

  it("is refused by the last net if it stands in a form that is not replaced", async () => {
    const { prove } = anonymise(await named(), { strict: false, models: MODELS });
    expect(() => prove("report.md", "x contoso-voice-2 y")).toThrow(
      "the name of a resource would still be in report.md",
    );
    for (const encoding of ["base64", "hex"] as const) {
      const hidden = Buffer.from(`to contoso-voice, please`).toString(encoding);
      expect(() => prove("run.har", hidden), encoding).toThrow("the name of a");
    }
    expect(() => prove("report.md", "res-1 and dep-1")).not.toThrow();
  });

  it("is replaced with its whole host, if that is not Azure's", async () => {
    const report = await named((r) => {
      for (const target of r.targets) target.endpoint = "https://voice.kranichwerke.de";
      for (const hop of hops(r).slice(0, 1)) hop.responseHeaders.push(["via", "edge.kranichwerke.de"]);
    });
    const { anonymous } = await filesOf(report);
    expect(anonymous.targets[0]?.endpoint).toBe("https://res-1.example");
    expect(JSON.stringify(anonymous)).not.toContain("kranich");
  });
});
