import { describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/resource.ts";
import { asIfReal } from "../support/as-if-real.ts";
import { runLine, targetOf } from "../support/embedded.ts";
import { hop, serviceError } from "../support/recorded.ts";
import {
  errorEvent,
  leftAt,
  noRouteAt,
  notFoundAt,
  notSupportedAt,
  portalAt,
  refusedAt,
  wrongKeyAt,
} from "./answers.ts";
import { type Asked, asked, type End, endsAt, findingsOf, missing } from "./situation.ts";

/*
 * "Mixing GA and preview formats results in a 404" (CL-13) is tested by handshakes that mix them, and by nothing else.
 */

const GA = "claimed-ga-path-preview-query";
const PREVIEW = "claimed-preview-path-ga-query";
const WORKS = asked("ga-realtime", "gpt-realtime-1.5", "passes");

const about = (cells: Asked[]) =>
  findingsOf({ name: "", cells, onRecord: true, found: [] })
    .filter(({ code, facts }) => code.startsWith("claim-") && facts.claim === "CL-13")
    .map(({ code }) => code);

const ENDS: [what: string, end: End, found: string[]][] = [
  ["a 404 without a resource", noRouteAt("upgrade"), ["claim-confirmed"]],
  ["a 404 in words that nobody recorded", refusedAt("upgrade", 404, serviceError("404", "Ressource introuvable")), []],
  ["a result", "passes", ["claim-contradicted"]],
  [
    "a 400",
    refusedAt(
      "upgrade",
      400,
      serviceError("invalid_request", "deployment is no parameter here", {
        type: "invalid_request_error",
        param: "api-version",
      }),
    ),
    ["claim-contradicted"],
  ],
  ["a 401", wrongKeyAt("upgrade"), []],
  ["a 429", refusedAt("upgrade", 429, serviceError("429", "später")), []],
  ["a 503", refusedAt("upgrade", 503, serviceError("503", "busy")), []],
  ["a model that is not supported", notSupportedAt("upgrade"), []],
  ["a page of a portal", portalAt("upgrade", 404), []],
  ["a 404 of nobody", endsAt("upgrade", hop({ status: 404, text: "nope", service: false })), []],
  ["no response", endsAt("upgrade", hop({ status: null, failure: "tcp.timeout" })), []],
  ["a close without a reason", leftAt("session"), []],
];

describe.each([GA, PREVIEW])("the claim about mixed formats, by %s", (probe) => {
  const control = missing(probe, notFoundAt("upgrade"));

  it.each(ENDS)("%s", (_, end, found) => {
    expect(about([WORKS, asked(probe, "gpt-realtime-1.5", end), control])).toEqual(found);
  });

  it("has no evidence if nothing shows that the deployment exists", () => {
    expect(about([asked(probe, "gpt-realtime-1.5", noRouteAt("upgrade"))])).toEqual([]);
  });
});

it("an update of another session type mixes nothing, so it makes no ticket about a 404", () => {
  const refused = endsAt(
    "configure",
    errorEvent({
      type: "invalid_request_error",
      code: "invalid_value",
      message: "Passing a transcription session update event to a realtime session is not allowed.",
    }),
  );
  expect(about([WORKS, asked("ga-realtime-transcription-update", "gpt-realtime-1.5", refused)])).toEqual([]);
  expect(about([WORKS, asked("ga-realtime", "gpt-realtime-whisper", notSupportedAt("upgrade"))])).toEqual([]);
});

it("the emulator answers both mixed handshakes as the documentation says, with a control each", async () => {
  const emulator = await startEmulator({ scenario: "all-supported" });
  try {
    const probe = [GA, PREVIEW, "ga-realtime"];
    const { report } = await runLine([targetOf(emulator, "all")], new Map([["all", emulator.key]]), {
      probe,
      scope: "documented",
    });
    const mixed = report.results.filter(({ cell }) => cell.probe.startsWith("claimed-"));
    expect(mixed.filter(({ cell }) => cell.control === "missing-deployment").map(({ status }) => status)).toEqual([
      404, 404,
    ]);
    const own = mixed.filter(({ cell }) => cell.control === null);
    expect(own.length).toBeGreaterThan(1);
    expect(own.map(({ verdict, status }) => `${verdict} ${status}`)).toEqual(own.map(() => "no-route 404"));
    const claim = asIfReal(report).claims.find(({ id }) => id === "CL-13");
    expect(claim).toMatchObject({ standing: "confirmed", contradicting: [] });
    expect(claim?.confirming).toHaveLength(own.length);
  } finally {
    await emulator.close();
  }
}, 20_000);
