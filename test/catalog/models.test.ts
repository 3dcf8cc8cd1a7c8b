import { describe, expect, it } from "vitest";
import { roleOfModel } from "../../src/catalog/index.ts";
import { modelNamesOf } from "../../src/catalog/models.ts";
import { modelSchema } from "../../src/model/model-entry.ts";
import { isInFamily } from "../../src/model/model-name.ts";
import type { Role } from "../../src/model/role.ts";
import { notFoundAt } from "../diagnose/answers.ts";
import { asked, findingsOf, missing } from "../diagnose/situation.ts";
import { catalog } from "../support/recorded.ts";

/** Names of models as the service, the portal and deployments have them, also of versions after this list. */
const ROLE_OF: Record<Role, string> = {
  conversation:
    "gpt-realtime gpt-realtime-mini gpt-realtime-2 gpt-realtime-2.1-mini gpt-realtime-3 gpt-realtime-3.5-pro gpt-realtime-2025-08-28 gpt-4o-realtime-preview-2024-12-17 azure-realtime azure-realtime-2",
  live: "gpt-live-1 gpt-live-2 gpt-live-1-mini GPT-Live-1 gpt-live",
  transcription:
    "whisper whisper-1 whisper-001 gpt-4o-transcribe gpt-4o-mini-transcribe-2025-12-15 gpt-4o-transcribe-diarize gpt-live-transcribe gpt-5-transcribe gpt-realtime-whisper MAI-Transcribe-1 mai-transcribe-2-fast gpt-realtime-transcribe gpt-4o-realtime-whisper",
  translation: "gpt-realtime-translate gpt-realtime-translate-2 gpt-realtime-translate-2026-05-07",
  chat: "gpt-4 gpt-4o gpt-4o-mini gpt-4.1-mini gpt-5.2 gpt-6 gpt-5-chat-latest gpt-35-turbo gpt-3.5-turbo gpt-oss-120b gpt-audio gpt-audio-mini gpt-audio-1.5 o1 o3 o4-mini DeepSeek-V3.2 deepseek-r1 grok-4 grok-4-fast-reasoning Llama-3.3-70B-Instruct Meta-Llama-3.1-405B-Instruct Mistral-Large-3 Ministral-3B Phi-4-mini-instruct model-router",
  responses:
    "gpt-5-codex gpt-5.1-codex gpt-5.1-codex-max gpt-5.3-codex codex-mini computer-use-preview o1-pro o3-pro gpt-5-pro gpt-5.2-pro gpt-5-pro-2025-10-06",
  speech: "tts tts-hd gpt-4o-mini-tts gpt-4o-mini-tts-2025-12-15 gpt-6-tts",
  embedding: "text-embedding-3-small text-embedding-ada-002",
  other: "claude-opus-4-5 claude-sonnet-5 gpt-image-1 dall-e-3 sora-2",
  unknown: "realtime my-deployment gpt gptrealtime openai-gpt-5 o phi4 gpt-x grokking whispers",
};

describe("the role of a model", () => {
  it.each(Object.entries(ROLE_OF))("is %s for the names of that role", (role, names) => {
    const wrong = names.split(" ").filter((name) => roleOfModel(catalog.models, name) !== role);
    expect(wrong).toEqual([]);
  });

  it("does not depend on the order of the list", () => {
    const reversed = [...catalog.models].reverse();
    for (const name of Object.values(ROLE_OF).join(" ").split(" ")) {
      expect(roleOfModel(reversed, name), name).toBe(roleOfModel(catalog.models, name));
    }
  });
});

describe("a family", () => {
  it.each([
    ["gpt-#", "gpt-5", true],
    ["gpt-#", "gpt-5.2", true],
    ["gpt-#", "gpt-5.2-mini", true],
    ["gpt-#", "gpt-5x2", false],
    ["gpt-#", "gpt-4o", false],
    ["gpt-#", "my-gpt-5", false],
    ["gpt-#", "gpt-2026-01-01", false],
    ["*-tts", "-tts", true],
    ["*-tts", "gpt-4o-mini-tts-hd", true],
    ["*-tts", "tts", false],
    ["gpt-*-transcribe", "gpt-live-transcribe", true],
    ["gpt-*-transcribe", "gpt-transcribe", false],
    ["a.b", "axb", false],
  ])("%s and %s: %s", (family, name, is) => {
    expect(isInFamily(name, family)).toBe(is);
  });

  it.each([
    "(a+)+",
    "a|b",
    "[a-z]",
    "^gpt",
    "gpt-?",
    "a\\d",
    "##",
    "#*",
    "*#",
    "#-#-#",
    "*-*-*",
    "GPT",
    "a b",
    `${"a".repeat(61)}`,
  ])("refuses the pattern %s", (family) => {
    expect(modelSchema.safeParse({ family, role: "chat" }).success).toBe(false);
  });

  it("matches the worst name for the worst pattern within 50 ms", () => {
    const started = performance.now();
    for (const pattern of ["*1#", "#1*", "*-#1", "#.1#", "*a-*a"]) isInFamily(`${"1.a-".repeat(500)}!`, pattern);
    expect(performance.now() - started).toBeLessThan(50);
  });
});

describe("a deployment that the service does not find", () => {
  const nearestOf = (name: string) => {
    const situation = {
      name,
      onRecord: true,
      cells: [asked("ga-realtime", name, notFoundAt("upgrade")), missing("ga-realtime", notFoundAt("upgrade"))],
      found: [],
    };
    return findingsOf(situation).find(({ code }) => code === "model-name-unknown")?.facts.nearest ?? null;
  };

  it.each([
    ["gpt-realtime-transcribe", "gpt-realtime-whisper"],
    ["gpt-realtime-transcribe-2026-05-07", "gpt-realtime-whisper"],
    ["gpt-4o-realtime-whisper", "gpt-realtime-whisper"],
    ["gpt-realtime-wisper", "gpt-realtime-whisper"],
    ["gpt-realtme", "gpt-realtime"],
    ["gpt-4o-trancribe", "gpt-4o-transcribe"],
  ])("%s most likely means %s", (name, nearest) => {
    expect(nearestOf(name)).toBe(nearest);
  });

  it("is never called an unknown model if its name is in a known family", () => {
    const { families, wrong } = modelNamesOf(catalog.models);
    const names = Object.values(ROLE_OF).join(" ").split(" ");
    const inside = names.filter((name) => families.some((one) => isInFamily(name, one)) && !(name in wrong));
    expect(inside.length).toBeGreaterThan(40);
    expect(inside.filter((name) => nearestOf(name) !== null)).toEqual([]);
  });
});
