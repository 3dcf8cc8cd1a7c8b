import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { callVerb } from "../../src/cli/command-line.ts";
import { parseReport } from "../../src/conclusion/index.ts";
import { CURL } from "./captures.ts";
import { readRecording } from "./imported.ts";

const NAME = "azure_ws__audio_in_server_vad_transcription_requires_deployment.yaml";

describe("aoai-probe import", () => {
  it("writes a report of several files that `report` can read again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "aoai-probe-import-"));
    const files = [NAME, "azure_ws__text_in_audio_out_turn.yaml"].map((name) => {
      const file = join(folder, name);
      writeFileSync(file, readRecording(name));
      return file;
    });
    const written = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
    const noted = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    const code = await callVerb(["import", ...files, "-o", join(folder, "out")], {});
    const notes = noted.mock.calls.map(([text]) => String(text)).join("");
    written.mockRestore();
    noted.mockRestore();
    expect(code).toBe(0);
    expect(notes).toContain(`${NAME}:3: differs from ga-realtime-input-transcription in session.output_modalities`);
    const report = parseReport(readFileSync(join(folder, "out", "report.json"), "utf8"));
    expect(report.results.map(({ verdict }) => verdict)).toEqual(["not-deployed", "supported"]);
    expect(report.run.imported).toEqual(["WebSocket cassette"]);
    const markdown = readFileSync(join(folder, "out", "report.md"), "utf8");
    expect(markdown).toContain("DeploymentNotFound");
  });

  it("reads the UTF-16 that PowerShell of Windows writes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "aoai-probe-import-"));
    writeFileSync(join(folder, "curl.txt"), `\uFEFF${CURL.replaceAll("\n", "\r\n")}`, "utf16le");
    const written = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
    const noted = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    await callVerb(["import", join(folder, "curl.txt"), "-o", folder], {});
    written.mockRestore();
    noted.mockRestore();
    const { results } = parseReport(readFileSync(join(folder, "report.json"), "utf8"));
    expect(results.map(({ verdict }) => verdict)).toEqual(["not-deployed"]);
  });
});
