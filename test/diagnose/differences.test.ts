import { describe, expect, it } from "vitest";
import { type HopSketch, hop, serviceError } from "../support/recorded.ts";
import { noRouteAt, notFoundAt, refusedAt, wrongKeyAt } from "./answers.ts";
import {
  type Asked,
  asked,
  codesOf,
  type End,
  endsAt,
  findingsOf,
  missing,
  missingPath,
  noCredential,
  ownProbe,
} from "./situation.ts";

/*
 * Findings that follow from differences between requests. The words of the service must not matter, so each is checked
 * with bodies that nobody recorded, in several languages and forms.
 */

const BODIES: [string, HopSketch][] = [
  ["an unknown code", { body: serviceError("E1", "No.") }],
  ["neutral words", { body: serviceError("Refused", "The request was refused.") }],
  ["German", { body: serviceError("Abgelehnt", "Die Anfrage wurde abgelehnt.") }],
  ["Japanese", { body: serviceError("拒否", "リクエストは拒否されました。") }],
  ["Arabic", { body: serviceError("مرفوض", "تم رفض الطلب.") }],
  ["a message without a code", { body: { error: { message: "no" } } }],
  ["a message of a gateway", { body: { statusCode: 0, message: "no" } }],
  ["an empty error", { body: { error: {} } }],
  ["an empty object", { body: {} }],
  ["plain text", { text: "no" }],
  ["no body", {}],
  ["other words of the same code", { body: serviceError("E1", "Not now, not here.") }],
];

const refused = (stage: Parameters<typeof endsAt>[0], status: number, body: HopSketch): End =>
  endsAt(stage, hop({ status, ...body }));

function found(...cells: Asked[]): string[] {
  return codesOf(findingsOf({ name: "", cells, found: [] })).map((one) => one.split(" ")[0] ?? "");
}

describe("ephemeral-auth-required", () => {
  const CODE = "ephemeral-auth-required";
  const offerWithKey = ownProbe("ga-translation-calls", "difference-call-with-the-key", (steps) =>
    steps.map((step) => (step.stage === "upgrade" ? { ...step, post: "/openai/v1/realtime/calls" } : step)),
  );
  const withKey = (end: End, at = {}) => asked(offerWithKey, "gpt-realtime-1.5", end, at);
  const minted = (end: End = "passes", at = {}) => asked("ga-calls", "gpt-realtime-1.5", end, at);

  it.each(BODIES)("follows from a 401 beside the success of a client secret, in %s", (_name, body) => {
    const findings = findingsOf({ name: "", cells: [withKey(refused("upgrade", 401, body)), minted()], found: [] });
    const finding = findings.find(({ code }) => code === CODE);
    expect(finding?.explanation).toContain("accepted a client secret that was issued for this credential");
    expect(finding?.cells).toContain("france/gpt-realtime-1.5/ga-calls");
    expect(findings.map(({ code }) => code)).not.toContain("access-refused");
  });

  const denied = refused("upgrade", 401, { body: serviceError("E1", "No.") });
  it.each<[string, Asked[]]>([
    ["no client secret was tried", [withKey(denied)]],
    ["the client secret is refused too", [withKey(denied), minted(denied)]],
    ["the secret was not issued", [withKey(denied), minted(refusedAt("mint", 500, serviceError("E2", "No.")))]],
    ["the status is 403", [withKey(refused("upgrade", 403, {})), minted()]],
    ["the status is 404", [withKey(refused("upgrade", 404, {})), minted()]],
    ["the status is 400", [withKey(refused("upgrade", 400, {})), minted()]],
    ["another target accepts it", [withKey(denied), minted("passes", { target: "sweden" })]],
    ["another kind of credential requested it", [withKey(denied), minted("passes", { auth: "entra" })]],
    ["another path accepts it", [withKey(denied), asked("ga-client-secret-realtime", "gpt-realtime-1.5", "passes")]],
    ["nothing identifies the service", [withKey(refused("upgrade", 401, { service: false, text: "no" })), minted()]],
    ["a request without a credential succeeds", [withKey(denied), minted(), noCredential("passes")]],
  ])("is silent if %s", (_name, cells) => {
    expect(found(...cells)).not.toContain(CODE);
  });
});

describe("a 429 at a handshake", () => {
  const limited = (body: HopSketch) => refused("upgrade", 429, body);

  it.each(BODIES)("has a finding for one deployment, in %s", (_name, body) => {
    expect(found(asked("ga-realtime", "gpt-realtime-1.5", limited(body)))).toEqual(["rate-limited"]);
  });

  it.each(BODIES)("is about new connections if plain requests pass, in %s", (_name, body) => {
    const codes = found(
      asked("ga-realtime", "gpt-realtime-1.5", limited(body)),
      asked("ga-transcription", "gpt-4o-transcribe", limited(body)),
      asked("audio-transcriptions-v1", "gpt-4o-transcribe", "passes"),
      asked("responses-v1", "gpt-realtime-1.5", "passes"),
    );
    expect(codes).toContain("handshake-rate-limited");
    expect(codes).not.toContain("rate-limited");
  });

  it.each<[string, Asked[]]>([
    [
      "the handshake passes after a wait",
      [asked("ga-realtime", "gpt-realtime-1.5", [limited({ text: "no" }), "passes"])],
    ],
    ["the status is 400", [asked("ga-realtime", "gpt-realtime-1.5", refused("upgrade", 400, { text: "no" }))]],
    ["the status is 503", [asked("ga-realtime", "gpt-realtime-1.5", refused("upgrade", 503, { text: "no" }))]],
    [
      "nothing identifies the service",
      [asked("ga-realtime", "gpt-realtime-1.5", refused("upgrade", 429, { service: false, text: "no" }))],
    ],
  ])("has none if %s", (_name, cells) => {
    const codes = found(...cells);
    expect(codes).not.toContain("rate-limited");
    expect(codes).not.toContain("handshake-rate-limited");
  });
});

describe("route-denies-known-deployment", () => {
  const CODE = "route-denies-known-deployment";
  const WHO = "gpt-realtime-1.5";
  const elsewhere = asked("ga-realtime", WHO, "passes");
  const path = missingPath(noRouteAt("result"), "http");

  it.each(BODIES)("follows from the 404 of a missing deployment, in %s", (_name, body) => {
    const denied = refused("result", 404, body);
    expect(found(asked("responses-v1", WHO, denied), missing("responses-v1", denied), elsewhere, path)).toContain(CODE);
  });

  const denied = refused("result", 404, { body: serviceError("E1", "No.") });
  const own = asked("responses-v1", WHO, denied);
  const control = missing("responses-v1", denied);
  it.each<[string, Asked[]]>([
    ["no other path finds the deployment", [own, control, path]],
    [
      "a missing path gets the same answer",
      [own, control, elsewhere, missingPath(refused("result", 404, { body: serviceError("E1", "No.") }), "http")],
    ],
    ["no missing path was tried", [own, control, elsewhere]],
    ["no missing deployment was tried", [own, elsewhere, path]],
    ["a missing deployment gets another code", [own, missing("responses-v1", notFoundAt("result")), elsewhere, path]],
    [
      "the status is 400",
      [
        asked("responses-v1", WHO, refused("result", 400, { body: serviceError("E1", "No.") })),
        missing("responses-v1", refused("result", 400, { body: serviceError("E1", "No.") })),
        elsewhere,
        path,
      ],
    ],
    [
      "the status is 403",
      [
        asked("responses-v1", WHO, refused("result", 403, {})),
        missing("responses-v1", refused("result", 403, {})),
        elsewhere,
        path,
      ],
    ],
    [
      "the path is known to be missing",
      [asked("responses-v1", WHO, noRouteAt("result")), missing("responses-v1", noRouteAt("result")), elsewhere, path],
    ],
    [
      "another target finds the deployment",
      [own, control, path, asked("ga-realtime", WHO, "passes", { target: "sweden" })],
    ],
    ["another deployment is found", [own, control, path, asked("ga-transcription", "gpt-4o-transcribe", "passes")]],
    [
      "the key is refused",
      [
        asked("responses-v1", WHO, wrongKeyAt("result")),
        missing("responses-v1", wrongKeyAt("result")),
        elsewhere,
        path,
      ],
    ],
  ])("is silent if %s", (_name, cells) => {
    expect(found(...cells)).not.toContain(CODE);
  });
});
