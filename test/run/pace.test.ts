import { describe, expect, it } from "vitest";
import type { Cell } from "../../src/model/cell.ts";
import type { Deployment, Target } from "../../src/model/target.ts";
import { Pace } from "../../src/run/pace.ts";
import { probeOf } from "../support/recorded.ts";
import { cellsOf, target } from "../support/small-run.ts";

const whisper = (name: string, model: string | null = "whisper"): Deployment => {
  return { name, model, version: null, sku: null, role: "transcription", source: "config" };
};

const at = (name: string, more: Partial<Target>): Target => ({
  ...target("https://r.openai.azure.com"),
  name,
  subscription: "0000-A",
  region: "East US 2",
  deployments: [whisper("w")],
  ...more,
});

const cellAt = (place: Target, deployment = "w"): Cell => {
  const [cell] = cellsOf("audio-transcriptions-v1", 1, deployment);
  if (cell === undefined) throw new Error("no cell");
  return { ...cell, target: place.name };
};

const FIRST = at("a", {});

describe("the documented rate of speech-to-text", () => {
  const SPEECH = probeOf("audio-transcriptions-v1");
  const CASES: [what: string, other: Target, deployment: string, isShared: boolean][] = [
    ["a target of the same subscription, region and model", at("b", { region: "eastus2" }), "w", true],
    ["another name of the same model", at("b", { deployments: [whisper("mine")] }), "mine", true],
    ["another region", at("b", { region: "West US" }), "w", false],
    ["another subscription", at("b", { subscription: "0000-B" }), "w", false],
    ["an unknown subscription", at("b", { subscription: null }), "w", false],
    ["an unknown region", at("b", { region: null }), "w", false],
    ["another model", at("b", { deployments: [whisper("w", "gpt-4o-transcribe")] }), "w", false],
    ["a deployment that is not there", at("b", {}), "missing", false],
  ];

  it.each(CASES)("of %s is shared or not", (_what, other, deployment, isShared) => {
    const pace = new Pace();
    const first = pace.bucketOf(cellAt(FIRST), SPEECH, FIRST);
    const second = pace.bucketOf(cellAt(other, deployment), SPEECH, other);
    for (const now of [0, 1, 2]) first?.take(now);
    expect([first?.wait(3), second?.wait(3)]).toEqual([59_997, isShared ? 59_997 : 0]);
  });
});

describe("the documented rate of Voice Live", () => {
  it("is that of a resource, for all its deployments", () => {
    const pace = new Pace();
    const probe = probeOf("voice-live-realtime");
    const buckets = ["x", "y"].map((name) => pace.bucketOf(cellAt(FIRST, name), probe, FIRST));
    for (let n = 0; n < 30; n++) buckets[n % 2]?.take(n);
    expect(buckets.map((bucket) => bucket?.wait(30))).toEqual([59_970, 59_970]);
    const other = at("b", {});
    expect(pace.bucketOf(cellAt(other), probe, other)?.wait(30)).toBe(0);
  });
});

it("has no part in other probes", () => {
  expect(new Pace().bucketOf(cellAt(FIRST), probeOf("chat-completions-v1"), FIRST)).toBeNull();
});
