import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readReport } from "../../../src/cli/saved/saved-report.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { ReportError } from "../../../src/conclusion/index.ts";
import { buildCli, callCli } from "../../support/built-cli.ts";
import { EMBEDDED_JSON } from "../../support/embedded-report.ts";

const SAMPLE = readFileSync(EMBEDDED_JSON, "utf8");
const root = mkdtempSync(join(tmpdir(), "aoai-probe-saved-"));
beforeAll(buildCli);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What the file holds, and the one sentence that says what is wrong with it; `FILE` is its path. */
const FILES: [name: string, content: string, says: string][] = [
  ["empty.json", "", "FILE: the file is empty: GIVE"],
  ["blank.json", " \n\t", "FILE: the file is empty: GIVE"],
  ["cut.json", SAMPLE.slice(0, 40_000), "FILE: the file is not complete JSON (cut off or damaged): GIVE"],
  ["text.json", "aoai-probe 0.1.0\n", "FILE: the file is not JSON: GIVE"],
  ["list.json", "[1]", "FILE: the file is JSON, but not a report ('schema' is not aoai-probe/report/v2): GIVE"],
  [
    "other.json",
    '{"name":"x"}',
    "FILE: the file is JSON, but not a report ('schema' is not aoai-probe/report/v2): GIVE",
  ],
  [
    "why.json",
    '{"schema":"aoai-probe/why/v1"}',
    "FILE: the file is JSON, but not a report ('schema' is not aoai-probe/report/v2): GIVE",
  ],
  [
    "newer.json",
    SAMPLE.replace("aoai-probe/report/v2", "aoai-probe/report/v3"),
    "FILE: 'schema' is aoai-probe/report/v3, but this version of aoai-probe reads aoai-probe/report/v2: update aoai-probe.",
  ],
  [
    "hostile.json",
    '{"schema":"aoai-probe/report/v2\\u001b[2J"}',
    "FILE: the file is JSON, but not a report ('schema' is not aoai-probe/report/v2): GIVE",
  ],
  [
    "bare.json",
    '{"schema":"aoai-probe/report/v2"}',
    "FILE: the file is not a valid aoai-probe/report/v2: 'tool' is missing, or is not an object: GIVE",
  ],
];

function sentence(text: string, file: string): string {
  return text.replace("FILE", file).replace("GIVE", "use a report.json that `aoai-probe run` wrote.");
}

describe("a file that is no report", () => {
  it.each(FILES)("%s is named with what is wrong and what to give, in one sentence", (name, content, says) => {
    const file = join(root, name);
    writeFileSync(file, content);
    expect(() => readReport(file)).toThrow(new ReportError(sentence(says, file)));
  });

  it("is refused where it is a directory, or not there", () => {
    const folder = join(root, "folder");
    mkdirSync(folder);
    expect(() => readReport(folder)).toThrow(new UsageError(`${folder}: not a file. Name a report.json.`));
    const none = join(root, "none");
    expect(() => readReport(none)).toThrow(new UsageError(`${none}: no such file. Name a report.json.`));
  });

  it("is refused unread where it is larger than any text can be", () => {
    const file = join(root, "huge.json");
    writeFileSync(file, "");
    // A hole: it takes no room on the disk.
    truncateSync(file, 2 ** 30);
    expect(() => readReport(file)).toThrow(/larger than 512 MiB/);
  });

  it.each([
    ["report", "FILE"],
    ["explain", "a/b/c", "FILE"],
    ["recipe", "gpt-realtime", "FILE"],
    ["bundle", "FILE"],
    ["emulate", "--from", "FILE"],
    ["why", "a/b/c", "a/b/d", "FILE", "--emulate"],
  ])(
    "ends %s with exit 2 and that sentence on standard error",
    async (...args) => {
      const file = join(root, "cut-for-a-verb.json");
      writeFileSync(file, SAMPLE.slice(0, 40_000));
      const { code, stdout, stderr } = await callCli(
        args.map((arg) => (arg === "FILE" ? file : arg)),
        { cwd: root, env: { HOME: root } },
      );
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr.trim().split("\n").at(-1)).toBe(
        `aoai-probe: ${sentence("FILE: the file is not complete JSON (cut off or damaged): GIVE", file)}`,
      );
    },
    30_000,
  );
});
