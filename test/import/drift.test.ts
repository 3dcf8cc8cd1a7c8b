import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runScenarios } from "../support/embedded.ts";
import { addShapes, driftBetween, type Shapes } from "./drift.ts";
import { REASONS } from "./drift-reasons.ts";
import { importText, RECORDINGS, readRecording } from "./imported.ts";

const FILE = join(import.meta.dirname, "drift.txt");
const PROBES = [
  "ga-realtime",
  "ga-calls",
  "ga-client-secret-input-transcription",
  "ga-realtime-voice-with-transcription",
  "voice-live-realtime",
];
/** `npm run samples` writes what this test otherwise compares. */
const WRITE = process.env.AOAI_PROBE_WRITE_SAMPLES === "1";

function readRecorded(): Shapes {
  const shapes: Shapes = new Map();
  // The emulator is an Azure resource.
  for (const name of RECORDINGS.filter((one) => one.includes("azure"))) {
    for (const { probe, recording } of importText(readRecording(name), name).cells) {
      addShapes(shapes, recording, probe.surface);
    }
  }
  return shapes;
}

async function readEmulated(): Promise<Shapes> {
  const shapes: Shapes = new Map();
  const { report } = await runScenarios({ real: "all-supported" }, { probe: PROBES });
  for (const { cell, recording, verdict } of report.results) {
    const surface = report.probes.find(({ id }) => id === cell.probe)?.surface;
    if (recording !== null && surface !== undefined && verdict === "supported") addShapes(shapes, recording, surface);
  }
  return shapes;
}

describe("the emulator", async () => {
  const drift = driftBetween(readRecorded(), await readEmulated());
  const lines = drift.map((line) => `${line} | ${reasonOf(line) ?? ""}`);
  if (WRITE) writeFileSync(FILE, `${lines.join("\n")}\n`);

  it("differs from the recorded answers only in what drift.txt lists", () => {
    expect(`${lines.join("\n")}\n`, "is stale: run `npm run samples`").toBe(readFileSync(FILE, "utf8"));
  });

  it("has a reason for each difference", () => {
    expect(drift.filter((line) => reasonOf(line) === null)).toEqual([]);
  });

  it("has no reason that no difference needs", () => {
    expect(REASONS.filter(([text]) => !drift.some((line) => line.includes(text))).map(([text]) => text)).toEqual([]);
  });
});

function reasonOf(line: string): string | null {
  return REASONS.find(([text]) => line.includes(text))?.[1] ?? null;
}
