import { describe, expect, it } from "vitest";
import { withSides } from "../../src/conclusion/finding-sides.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Report } from "../../src/model/report.ts";
import { format } from "../../src/render/markdown.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";

const VIEW = { matrix: false, target: null, finding: null };
const WHISPER = "res-1/gpt-realtime-whisper";
/** Of the deployment's purpose: the first fails, the second works. Of another role, and refused: the third. */
const REDIRECTED = `${WHISPER}/preview-transcription-with-deployment@2025-04-01-preview`;
const PREVIEW = `${WHISPER}/preview-transcription@2025-04-01-preview`;
const CONVERSATION = `${WHISPER}/ga-realtime`;

const PROBLEM: Omit<Finding, "failing" | "passing"> = {
  code: "route-denies-known-deployment",
  severity: "medium",
  title: "A problem",
  target: "res-1",
  deployment: "gpt-realtime-whisper",
  cells: [],
  pair: null,
  component: "session",
  facts: {},
  explanation: "It is so.",
  remedy: "Do something.",
  ask: "Mend it.",
};

async function screenOf(...findings: Partial<Finding>[]): Promise<string> {
  const report: Report = await franceCentral();
  const text = format.render(
    { ...report, findings: findings.map((f) => withSides({ ...PROBLEM, ...f }, report.results)) },
    VIEW,
  );
  return text.slice(text.indexOf("# "), text.indexOf("\n## 1."));
}

describe("what the title is about", () => {
  it("is a path of the deployment's purpose before one of another role with a higher, but not high, severity", async () => {
    const other = { cells: [CONVERSATION], ask: "Mend the other." };
    const screen = await screenOf(other, { severity: "low", cells: [REDIRECTED] });
    expect(screen).toMatch(/^# .*`GET \/openai\/realtime → 302 → 404`/);
    expect(screen).toContain("**Request to support.** Mend it.");
    expect(screen).not.toContain("Mend the other.");
  });

  it("is a problem of high severity on a path of any role", async () => {
    const screen = await screenOf({ cells: [REDIRECTED] }, { severity: "high", cells: [CONVERSATION] });
    expect(screen).toMatch(/^# .*`GET \/openai\/v1\/realtime → 400`, not supported by this model/);
  });

  it("is never a cell that works, also if a finding of high severity rests on it", async () => {
    const screen = await screenOf({ severity: "high", cells: [PREVIEW] });
    expect(screen).not.toContain(": works");
    expect(screen).toMatch(/^# .*redirect to a dead endpoint/);
    expect(screen).toContain("**Request to support.** Not explained by any finding.");
    expect(screen).not.toContain("Mend it.");
  });

  it("is the failing path of the purpose, also if a finding is about another role only", async () => {
    const screen = await screenOf({ cells: [CONVERSATION] });
    expect(screen).toMatch(/^# .*`GET \/openai\/realtime → 302 → 404`/);
    expect(screen).toContain("**Likely component.** Unknown. Not explained by any finding");
    expect(screen).not.toContain("Mend it.");
  });

  it("is the finding's cell of the purpose, without the difference of another pair", async () => {
    const pair = { failing: CONVERSATION, passing: PREVIEW, difference: "upgrade: path: a / b" };
    const screen = await screenOf({ cells: [CONVERSATION, REDIRECTED], pair });
    expect(screen).toMatch(/^# .*`GET \/openai\/realtime → 302 → 404`/);
    expect(screen).toContain("**Nearest working request.** `gpt-realtime-whisper/preview-transcription@");
    expect(screen).not.toContain("upgrade: path: a / b");
  });
});
