import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { prepareFolder, writeArtefact } from "../../../src/cli/output/artefact.ts";
import { OutputError, UsageError } from "../../../src/cli/usage-error.ts";

const root = mkdtempSync(join(tmpdir(), "aoai-probe-artefact-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
});

describe("an output folder", () => {
  it("is made where there is none, and left empty", () => {
    const made = join(folder, "a", "b");
    prepareFolder(made);
    expect(readdirSync(made)).toEqual([]);
  });

  it("that is a file is refused", () => {
    writeFileSync(join(folder, "file"), "");
    expect(() => prepareFolder(join(folder, "file"))).toThrow(OutputError);
    expect(() => prepareFolder(join(folder, "file", "below"))).toThrow(OutputError);
  });

  it.each(["/proc/x", "/proc/1/x/y", "/proc/self/x"])(
    "below one that nobody can make is refused at once: %s",
    (path) => {
      const started = performance.now();
      expect(() => prepareFolder(path)).toThrow(OutputError);
      expect(performance.now() - started).toBeLessThan(20_000);
    },
  );

  it("that is a dangling symbolic link is refused", () => {
    symlinkSync(join(folder, "nowhere"), join(folder, "link"));
    expect(() => prepareFolder(join(folder, "link"))).toThrow(OutputError);
  });

  it("that is a symbolic link to a folder is refused", () => {
    mkdirSync(join(folder, "real"));
    symlinkSync(join(folder, "real"), join(folder, "link"));
    expect(() => prepareFolder(join(folder, "link"))).toThrow(UsageError);
  });

  it("that everybody may write is refused, unless only owners may rename there", () => {
    const open = join(folder, "open");
    mkdirSync(open);
    chmodSync(open, 0o777);
    expect(() => prepareFolder(open)).toThrow(UsageError);
    chmodSync(open, 0o1777);
    expect(() => prepareFolder(open)).not.toThrow();
  });
});

describe("an artefact", () => {
  it("is for its owner's eyes and replaces the older one", () => {
    writeArtefact(folder, "report.json", "one");
    writeArtefact(folder, "report.json", "two");
    expect(readFileSync(join(folder, "report.json"), "utf8")).toBe("two");
    expect(statSync(join(folder, "report.json")).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["report.json"]);
  });

  it("that cannot be put in place leaves no trace", () => {
    mkdirSync(join(folder, "report.json", "occupied"), { recursive: true });
    expect(() => writeArtefact(folder, "report.json", "one")).toThrow(OutputError);
    expect(readdirSync(folder)).toEqual(["report.json"]);
  });
});
