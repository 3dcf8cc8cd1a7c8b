import { beforeAll, describe, expect, it } from "vitest";
import { pack } from "../../src/bundle/archive.ts";
import { ArchiveError, bundleFiles, packBundle, verifyBundle } from "../../src/bundle/index.ts";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import type { Report } from "../../src/model/report.ts";
import { bundled, concluded, forgedFrom, numbersFrom, TOOL, VERIFIER } from "./bundled.ts";

const CHANGES = 500;

let report: Report;
let files: Map<string, string>;
beforeAll(async () => {
  report = await concluded();
  files = await bundleFiles(report, TOOL, "none");
});

const forged = (changes: Record<string, string>) => forgedFrom(files, changes);

async function differences(archive: Uint8Array): Promise<string[]> {
  return (await verifyBundle(archive, VERIFIER)).differences;
}

/** report.json with something changed in it. */
function edited(change: (report: Report) => void): string {
  const copy = structuredClone(parseReport(files.get("report.json") ?? ""));
  change(copy);
  return `${JSON.stringify(copy, null, 2)}\n`;
}

describe("an untouched bundle", () => {
  it("agrees with its evidence in every verdict and finding", async () => {
    const verification = await verifyBundle(packBundle(files), VERIFIER);
    expect(verification).toEqual({
      differences: [],
      incomparable: [],
      cells: report.results.length,
      findings: report.findings.length,
      signed: null,
    });
    expect(verification.cells).toBeGreaterThan(5);
    expect(verification.findings).toBeGreaterThan(2);
  });

  it("has the same bytes whenever it is made", async () => {
    expect(await bundled(report)).toEqual(packBundle(files));
  });
});

describe("a changed byte", () => {
  it(`is found, ${CHANGES} of ${CHANGES} times`, async () => {
    const archive = packBundle(files);
    const next = numbersFrom(20260610);
    let caught = 0;
    const missed: number[] = [];
    for (let n = 0; n < CHANGES; n++) {
      const at = next(archive.length);
      const changed = archive.slice();
      changed[at] = ((archive[at] ?? 0) + 1 + next(255)) % 256;
      const found = await differences(changed).catch((error: unknown) => {
        if (error instanceof ArchiveError) return ["refused"];
        throw error;
      });
      if (found.length > 0) caught += 1;
      else missed.push(at);
    }
    console.log(`verify: ${caught} of ${CHANGES} single-byte changes of a bundle found`);
    expect(missed).toEqual([]);
    expect(caught).toBe(CHANGES);
  }, 120_000);

  it("of any file is found by its hash alone, if the archive is packed again", async () => {
    const next = numbersFrom(7);
    const names = [...files.keys()];
    for (let n = 0; n < 40; n++) {
      const name = names[n % names.length] ?? "";
      const text = files.get(name) ?? "";
      const at = next(text.length);
      const other = text[at] === "x" ? "y" : "x";
      const archive = pack(new Map([...files, [name, text.slice(0, at) + other + text.slice(at + 1)]]));
      expect(await differences(archive), `${name} at ${at}`).not.toEqual([]);
    }
  }, 60_000);

  it("is named with its file if only the manifest tells it", async () => {
    const text = (files.get("report.md") ?? "").replace("France", "Trance");
    const archive = pack(new Map([...files, ["report.md", text]]));
    expect(await differences(archive)).toEqual([
      expect.stringMatching(/^report\.md: its SHA-256 is/),
      "report.md: it differs from the text that follows from this report",
    ]);
  });
});

describe("an edit by hand, with a manifest made again", () => {
  it("of a verdict is found, and the cell named", async () => {
    const cell = report.results.find(({ verdict }) => verdict === "unsupported")?.cell.id ?? "";
    const json = edited(({ results }) => {
      for (const result of results) if (result.cell.id === cell) result.verdict = "supported";
    });
    expect(await differences(forged({ "report.json": json }))).toContain(
      `verdict of ${cell}: report.json says supported, the evidence says unsupported (refused.operation)`,
    );
  });

  it("of every verdict is found for every cell", async () => {
    const json = edited(({ results }) => {
      for (const result of results) result.verdict = result.verdict === "partial" ? "supported" : "partial";
    });
    const found = (await differences(forged({ "report.json": json }))).filter((line) => line.startsWith("verdict of "));
    expect(found).toHaveLength(report.results.length);
  });

  it("of a finding is found: removed, added, or worded differently", async () => {
    const removed = edited(({ findings }) => findings.splice(0, 1));
    const softened = edited(({ findings }) => {
      for (const finding of findings.slice(0, 1)) finding.severity = "low";
    });
    const added = edited(({ findings }) => {
      for (const finding of findings.slice(0, 1)) findings.push({ ...finding, code: "server-defect" });
    });
    expect(await differences(forged({ "report.json": removed }))).toContainEqual(
      expect.stringContaining("follows from the evidence, but is missing in report.json"),
    );
    expect(await differences(forged({ "report.json": softened }))).toContainEqual(
      expect.stringContaining("the text in report.json differs"),
    );
    expect(await differences(forged({ "report.json": added }))).toContainEqual(
      expect.stringMatching(/^finding server-defect .*does not follow from the evidence$/),
    );
  });

  it("of the emulator's mark is found", async () => {
    const json = edited(({ run }) => {
      delete run.emulated;
    });
    expect(await differences(forged({ "report.json": json }))).toContain(
      "run: report.json differs from what follows from the evidence",
    );
  });

  it("of a definition is found if the catalogue is known", async () => {
    const json = edited(({ probes }) => {
      for (const probe of probes.slice(0, 1)) probe.role = "chat";
    });
    expect(await differences(forged({ "report.json": json }))).toContainEqual(
      expect.stringMatching(/^probe .*: defined differently in this version's catalogue$/),
    );
  });

  it("of the evidence is found, for report.json tells another", async () => {
    const evidence = (files.get("evidence.ndjson") ?? "").replace('"status":302', '"status":307');
    expect(await differences(forged({ "evidence.ndjson": evidence }))).toContainEqual(
      expect.stringMatching(/^recording of .*: report\.json and evidence\.ndjson differ$/),
    );
  });

  it("of the evidence and report.json alike is found in what follows from them", async () => {
    const change = (text: string | undefined) => (text ?? "").replaceAll(/"status": ?302/g, '"status":307');
    const archive = forged({
      "evidence.ndjson": change(files.get("evidence.ndjson")),
      "report.json": change(files.get("report.json")),
    });
    expect((await differences(archive)).length).toBeGreaterThan(0);
  });

  it("of the report to paste is found", async () => {
    const text = (files.get("report.md") ?? "").replace("3 of 3 attempts", "1 of 3 attempts");
    expect(await differences(forged({ "report.md": text }))).toEqual([
      "report.md: it differs from the text that follows from this report",
    ]);
  });
});

describe("a bundle that is not whole", () => {
  it.each([...["report.md", "report.json", "evidence.ndjson", "run.har"]])("misses %s by its name", async (name) => {
    const archive = pack(new Map([...files].filter(([other]) => other !== name)));
    expect(await differences(archive)).toContain(`${name}: missing`);
  });

  it("has a cell's evidence taken away", async () => {
    const lines = (files.get("evidence.ndjson") ?? "").split("\n");
    const archive = forged({ "evidence.ndjson": lines.slice(1).join("\n") });
    expect(await differences(archive)).toContain(
      `cell ${report.results[0]?.cell.id}: in report.json, not in evidence.ndjson`,
    );
  });

  it("bears a file that does not belong to it", async () => {
    const archive = pack(new Map([...files, ["run.exe", "x"]]));
    expect(await differences(archive)).toEqual(["run.exe: not a file of a bundle"]);
  });

  it("bears no seal, if another tool packed it", async () => {
    const archive = packBundle(files);
    const bare = archive.slice(0, archive.length - 71);
    bare.fill(0, bare.length - 2);
    expect(await differences(bare)).toEqual(["archive: it has no seal"]);
  });

  it("is no archive at all", async () => {
    await expect(verifyBundle(new TextEncoder().encode("report"), VERIFIER)).rejects.toThrow(ArchiveError);
  });
});

it("derives a report again as it was concluded", () => {
  expect(concludeReport(report)).toEqual(report);
});
