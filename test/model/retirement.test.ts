import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/model/claim.ts";
import { listRetirements } from "../../src/model/retirement.ts";
import type { Target } from "../../src/model/target.ts";
import { plainTarget } from "../support/plain-report.ts";
import { catalog } from "../support/recorded.ts";

/** What the sources state, by provider, model and version. Both dates if two sources, or two rows of one, disagree. */
const STATED: [provider: "azure" | "openai", model: string, version: string | null, dates: string[]][] = [
  ["azure", "whisper", "001", ["2026-12-15"]],
  ["azure", "tts", "001", ["2026-12-15"]],
  ["azure", "tts-hd", "001", ["2026-12-15"]],
  ["azure", "gpt-4o-transcribe", "2025-03-20", ["2026-10-15"]],
  ["azure", "gpt-4o-mini-transcribe", "2025-03-20", ["2026-10-15"]],
  ["azure", "gpt-4o-mini-transcribe", "2025-12-15", ["2027-06-15"]],
  ["azure", "gpt-4o-transcribe-diarize", "2025-10-15", ["2027-04-15"]],
  ["azure", "gpt-realtime", "2025-08-28", ["2027-03-02"]],
  ["azure", "gpt-realtime-1.5", "2026-02-23", ["2027-08-24"]],
  ["azure", "gpt-realtime-2", "2026-05-06", ["2026-08-31"]],
  ["azure", "gpt-realtime-2.1", "2026-07-07", ["2026-10-15", "2027-06-25"]],
  ["azure", "gpt-realtime-2.1-mini", "2026-07-07", ["2026-10-15", "2027-06-25"]],
  ["azure", "gpt-realtime-mini", "2025-10-06", ["2026-09-21", "2027-04-06"]],
  ["azure", "gpt-realtime-mini", "2025-12-15", ["2026-12-15", "2027-06-15"]],
  ["openai", "gpt-realtime", null, ["2027-01-20"]],
  ["openai", "gpt-realtime-mini", null, ["2027-01-20"]],
  ["openai", "whisper-1", null, ["2027-02-26"]],
  ["openai", "gpt-4o-transcribe", null, ["2027-02-26"]],
  ["openai", "gpt-4o-mini-transcribe", null, ["2027-02-26"]],
  ["openai", "gpt-4o-transcribe-diarize", null, ["2027-02-26"]],
  ["openai", "tts-1", null, ["2027-01-06"]],
];

function holding(provider: "azure" | "openai", model: string, version: string | null): Target {
  return {
    ...plainTarget("t", {}),
    ...(provider === "openai" ? { provider } : {}),
    deployments: [{ name: "d", model, version, sku: null, role: "unknown", source: "config" }],
  };
}

describe("retirement dates", () => {
  it.each(STATED)("of %s, %s %s are those on record", (provider, model, version, dates) => {
    const [only, ...others] = listRetirements([holding(provider, model, version)], catalog.claims, "2026-01-01");
    expect(only?.claims.map(({ expects }) => expects.on)).toEqual(dates);
    expect(only?.on).toBe(dates[0]);
    expect(others).toEqual([]);
  });

  it("name each pair of sources that disagree as a conflict", () => {
    const byId = new Map(catalog.claims.map((claim) => [claim.id, claim]));
    for (const [provider, model, version] of STATED.filter(([, , , dates]) => dates.length > 1)) {
      const [one] = listRetirements([holding(provider, model, version)], catalog.claims, "2026-01-01");
      const [a, b] = one?.claims ?? [];
      expect(byId.get(a?.id ?? "")?.["conflicts-with"]).toEqual([b?.id]);
      expect(byId.get(b?.id ?? "")?.["conflicts-with"]).toEqual([a?.id]);
    }
  });

  it.each([
    ["2026-12-14", "2026-12-15", 1],
    ["2026-12-15", "2026-12-15", 0],
    ["2026-12-16", "2027-06-15", 181],
    ["2027-06-16", "2027-06-15", -1],
    ["2027-03-28", "2027-06-15", 79],
  ])("count from %s to the next one, else from the last one", (today, on, daysLeft) => {
    const target = holding("azure", "GPT-Realtime-Mini", "2025-12-15");
    expect(listRetirements([target], catalog.claims, today)).toMatchObject([{ on, daysLeft }]);
  });

  it("are none for a model that no source names", () => {
    expect(listRetirements([holding("azure", "gpt-9", null)], catalog.claims, "2026-01-01")).toEqual([]);
  });
});

describe("a reference of the catalogue", () => {
  /** A page of documentation, a REST reference or a question, and no folder and no search. */
  const PAGE =
    /^https:\/\/(learn\.microsoft\.com\/en-us\/(azure|rest\/api|answers)\/[^?#]+[^/]|github\.com\/MicrosoftDocs\/[\w-]+\/blob\/main\/articles\/[\w/.-]+\.md|(developers|platform)\.openai\.com\/[^?#]+|github\.com\/[\w.-]+\/[\w.-]+(\/[^?#]*)?)$/;

  it.each(catalog.claims.map((claim): [string, Claim] => [claim.id, claim]))(
    "of the claim %s is a public page",
    (_, claim) => {
      expect(claim.source).toMatch(PAGE);
      if (claim.date === null) expect(claim.source).toMatch(/\/reference\/rest\/|developers\.openai\.com/);
      else expect(claim.date <= "2026-11-29").toBe(true);
    },
  );

  it.each(catalog.apiVersions.map(({ version, source, date }) => [version, source, date]))(
    "of the api-version %s is a public page with a date",
    (_, source, date) => {
      expect(source).toMatch(PAGE);
      expect(date <= "2026-11-29").toBe(true);
    },
  );

  it.each(catalog.probes.map(({ id, reference }) => [id, reference]))(
    "of the probe %s is a public page",
    (_, reference) => {
      expect(reference).toMatch(PAGE);
    },
  );
});
