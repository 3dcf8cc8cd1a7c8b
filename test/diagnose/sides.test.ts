import { describe, expect, it } from "vitest";
import { withSides } from "../../src/conclusion/finding-sides.ts";
import { parseReport } from "../../src/conclusion/index.ts";
import { isGood } from "../../src/model/outcome.ts";
import { format as json } from "../../src/render/json.ts";
import { format as markdown } from "../../src/render/markdown.ts";
import { storyOf } from "../../src/render/story.ts";
import { format as table } from "../../src/render/table.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";
import { DEPLOYMENT_NOT_FOUND, hop, serviceError } from "../support/recorded.ts";
import {
  leftAt,
  noRouteAt,
  notFoundAt,
  notSupportedAt,
  refusedAt,
  TRANSCRIPT_LOST,
  TRANSCRIPT_OF_NONE,
} from "./answers.ts";
import { asked, endsAt, findingsOf, missing, type Situation, verdictsOf } from "./situation.ts";
import { SITUATIONS } from "./situations/index.ts";

/*
 * A finding lists the cells that failed and those that passed apart, so that no reader counts a result as a failure.
 */

const ALL = Object.values(SITUATIONS).flat();

describe("the cells of a finding", () => {
  it("are each failing or passing, by their verdict", () => {
    for (const situation of ALL) {
      const verdicts = verdictsOf(situation);
      const isPassing = (id: string) =>
        isGood(verdicts.get(id) ?? { verdict: "skipped", cause: "skipped.interrupted" });
      for (const { code, cells, failing, passing } of findingsOf(situation)) {
        expect(failing, `${situation.name}: ${code}`).toEqual(cells.filter((id) => !isPassing(id)));
        expect(passing, `${situation.name}: ${code}`).toEqual(cells.filter(isPassing));
      }
    }
  });

  it("never have a passing one in the place of the failing one of a pair", () => {
    const pairs = ALL.flatMap((situation) => {
      const verdicts = verdictsOf(situation);
      return findingsOf(situation).flatMap(({ code, pair }) => {
        const verdict = pair === null ? undefined : verdicts.get(pair.failing);
        return verdict === undefined ? [] : [{ where: `${situation.name}: ${code}`, isGood: isGood(verdict) }];
      });
    });
    expect(pairs.length).toBeGreaterThan(50);
    expect(pairs.filter((pair) => pair.isGood)).toEqual([]);
  });
});

/** Paths that issue a client secret and name the deployment while they do. */
const MINTS = ["preview-transcription-session", "ga-client-secret-realtime", "preview-session"] as const;
const IN_ITS_ROLE = {
  "preview-transcription-session": "gpt-realtime-whisper",
  "ga-client-secret-realtime": "gpt-realtime-1.5",
  "preview-session": "gpt-realtime-1.5",
};
const OUT_OF_ROLE = "gpt-realtime-translate";

/** How the session of a client secret ends, and whether that rejects it. */
const ENDS = {
  "is not supported": [notSupportedAt("upgrade"), true],
  "is not found": [notFoundAt("upgrade"), true],
  "has no path, where another deployment has one": [noRouteAt("upgrade"), false],
  "is rate-limited": [refusedAt("upgrade", 429, serviceError("429", "Trop de requêtes.")), false],
  "meets a server error": [refusedAt("upgrade", 503, serviceError("503", "")), false],
  "meets a wrong key": [refusedAt("upgrade", 401, serviceError("401", "Zugriff verweigert.")), false],
  "closes without a reason": [leftAt("session", null), false],
  "gets no response": [endsAt("upgrade", hop({ status: null, failure: "tcp.timeout" })), false],
} as const;

describe("mint-is-not-support", () => {
  const mintFinding = (cells: Situation["cells"]) =>
    findingsOf({ name: "", cells, found: [] }).find(({ code }) => code === "mint-is-not-support");

  const cases = MINTS.flatMap((probe) =>
    Object.entries(ENDS).map(([how, [end, refuses]]) => ({ probe, how, end, refuses })),
  );

  it.each(cases)("rests on the failing cells only: $probe, whose session $how, beside one that works", (one) => {
    const { probe, end, refuses } = one;
    const works = asked(probe, IN_ITS_ROLE[probe], "passes");
    const fails = asked(probe, OUT_OF_ROLE, end);
    const control = missing(probe, notFoundAt("upgrade"));
    const finding = mintFinding([works, fails, control]);
    expect(finding).toMatchObject({ failing: [...(refuses ? [fails[0].id] : []), control[0].id], passing: [] });
    expect(finding?.facts.refusedAfterwards).toEqual(refuses ? [OUT_OF_ROLE] : []);
  });

  it("rests on the control alone if every client secret works, and names no pair", () => {
    const control = missing("preview-transcription-session", TRANSCRIPT_OF_NONE);
    const finding = mintFinding([asked("preview-transcription-session", "gpt-realtime-whisper", "passes"), control]);
    expect(finding).toMatchObject({ severity: "information", failing: [control[0].id], passing: [], pair: null });
  });

  it.each([
    ["every session works", [asked("preview-transcription-session", "gpt-realtime-whisper", "passes")]],
    ["the request for the secret is refused", [asked("preview-session", OUT_OF_ROLE, notSupportedAt("mint"))]],
    [
      "a missing deployment gets no secret",
      [
        asked("preview-session", "gpt-realtime-1.5", "passes"),
        missing("preview-session", refusedAt("mint", 404, DEPLOYMENT_NOT_FOUND)),
      ],
    ],
    [
      "a transcript is lost, which rejects nothing",
      [asked("preview-transcription-session", "gpt-4o-transcribe", TRANSCRIPT_LOST)],
    ],
  ] satisfies [string, Situation["cells"]][])("is not found if %s", (_, cells) => {
    expect(mintFinding(cells)).toBeUndefined();
  });
});

describe("every view of a finding", () => {
  const VIEW = { matrix: false, target: null, finding: null };
  const PASSING = "res-1/gpt-realtime-whisper/preview-transcription@2025-04-01-preview";

  async function reportOf() {
    const report = await franceCentral();
    const [first, ...more] = report.findings;
    if (first === undefined) throw new Error("the situation lacks its findings");
    const { failing: _f, passing: _p, ...joint } = { ...first, cells: [...first.cells, PASSING] };
    return { report: { ...report, findings: [withSides(joint, report.results), ...more] }, joint, more };
  }

  it("says which cells fail and which pass", async () => {
    const { report } = await reportOf();
    expect(table.render(report, VIEW)).toContain("2 cells (1 failing, 1 passing)");
    expect(markdown.render(report, VIEW)).toMatch(
      /`redirect-drops-path-segment` · [^|;]+ · passing: [^|]*preview-transcription@/,
    );
    const result = report.results.find(({ cell }) => cell.id === PASSING);
    if (result === undefined) throw new Error("the situation lacks its result");
    expect(storyOf(report, result)).toContain("This result is among the passing ones, for comparison.");
  });

  it("reads a report without the two lists as if it had them", async () => {
    const { report, joint, more } = await reportOf();
    const older = JSON.stringify({ ...report, findings: [joint, ...more] });
    const [first] = parseReport(older).findings;
    expect(first).toMatchObject({ failing: report.findings[0]?.failing, passing: [PASSING] });
    expect(parseReport(json.render(report, VIEW)).findings).toEqual(report.findings);
  });
});
