import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import type { Target } from "../../src/model/target.ts";
import { hop, received, serviceError } from "../support/recorded.ts";
import { leftAt, noRouteAt, portalAt, refusedAt, wrongKeyAt } from "./answers.ts";
import { asked, type End, endsAt, findingsOf } from "./situation.ts";

/*
 * A place without evidence is no place that differs. The finding names it apart, with the reason.
 */

const unmarked = (status: number, text: string) => endsAt("upgrade", hop({ status, text, service: false }));

/** Ends that say nothing about the place, with a word of the reason. */
const SILENT: Record<string, [End, string]> = {
  "a rate limit": [refusedAt("upgrade", 429, serviceError("429", "Ratenlimit überschritten")), "rate limit"],
  "a rate limit without words": [refusedAt("upgrade", 429, null), "rate limit"],
  "a used up quota": [refusedAt("upgrade", 429, serviceError("insufficient_quota", "配额已用完")), "quota"],
  "a wrong key": [wrongKeyAt("upgrade"), "access denied"],
  "a 403 without a reason": [refusedAt("upgrade", 403, serviceError("403", "")), "access denied"],
  "a 401 in other words": [refusedAt("upgrade", 401, serviceError("401", "Accès refusé.")), "access denied"],
  "no address": [endsAt("upgrade", hop({ status: null, failure: "dns.nxdomain" })), "does not exist"],
  "no connection": [endsAt("upgrade", hop({ status: null, failure: "tcp.timeout" })), "timed out"],
  "a certificate that nobody trusts": [
    endsAt("upgrade", hop({ status: null, failure: "tls.cert.untrusted" })),
    "issuer",
  ],
  "a page of a portal": [portalAt("upgrade"), "not JSON"],
  "a page of a gateway": [portalAt("upgrade", 502), "gateway"],
  "a 500 of nobody": [unmarked(500, "Internal Server Error"), "identifies the service"],
  "a 404 of nobody": [unmarked(404, "Resource not found"), "identifies the service"],
  "a close without a reason": [leftAt("session"), "without a reason"],
  "a reset of this machine": [endsAt("upgrade", hop({ status: null, failure: "local.fd-exhausted" })), "this machine"],
  "attempts that disagree": [
    endsAt("session", received({ type: "error", error: { code: "x", message: "y" } })),
    "before the client sent",
  ],
};

const PLACES: Record<string, [code: string, kind: "region" | "host", targets: Record<string, Partial<Target>>]> = {
  "another region": [
    "differs-by-region",
    "region",
    { one: { region: "France Central" }, two: { region: "norwayeast" }, three: { region: "swedencentral" } },
  ],
  "another host name": [
    "host-alias-differs",
    "host",
    {
      one: { endpoint: "https://contoso.openai.azure.com" },
      two: { endpoint: "https://contoso.cognitiveservices.azure.com" },
      three: { endpoint: "https://contoso.services.ai.azure.com" },
    },
  ],
};

const cases = Object.keys(PLACES).flatMap((place) => Object.keys(SILENT).map((what) => ({ place, what })));

describe("a place that gives no evidence", () => {
  const find = (place: string, ends: [target: string, end: End][]): Finding | undefined => {
    const [code, , targets] = PLACES[place] ?? ["", "region", {}];
    const cells = ends.map(([target, end]) => asked("ga-transcription", "gpt-realtime-whisper", end, { target }));
    const used = Object.fromEntries(ends.map(([name]) => [name, targets[name] ?? {}]));
    return findingsOf({ name: "", cells, targets: used, found: [] }).find((finding) => finding.code === code);
  };

  it.each(cases)("does not differ from $place with a result: $what", ({ place, what }) => {
    const [end] = SILENT[what] ?? ["passes" as const];
    expect(
      find(place, [
        ["one", "passes"],
        ["three", end],
      ]),
    ).toBeUndefined();
  });

  it.each(cases)("is named apart, with its reason, from $place that differs: $what", ({ place, what }) => {
    const [end, word] = SILENT[what] ?? ["passes" as const, ""];
    const finding = find(place, [
      ["one", "passes"],
      ["two", noRouteAt("upgrade")],
      ["three", end],
    ]);
    const [, kind, targets] = PLACES[place] ?? ["", "region", {}];
    const name = kind === "region" ? targets.three?.region : new URL(targets.three?.endpoint ?? "").hostname;
    expect(finding?.facts.noEvidence).toMatchObject([{ [kind]: name, why: expect.stringContaining(word) }]);
    expect(finding?.explanation).toContain(`gave no evidence for these`);
    expect(finding?.cells.some((id) => id.startsWith("three/"))).toBe(false);
  });

  it.each(Object.keys(PLACES))("is no place that every other differs from: %s", (place) => {
    expect(
      find(place, [
        ["one", "passes"],
        ["two", noRouteAt("upgrade")],
      ])?.facts.noEvidence,
    ).toEqual([]);
  });
});
