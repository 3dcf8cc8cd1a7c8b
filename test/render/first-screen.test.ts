import { beforeAll, describe, expect, it } from "vitest";
import { concludeReport } from "../../src/conclusion/index.ts";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { format } from "../../src/render/markdown.ts";
import { storyOf } from "../../src/render/story.ts";
import type { View } from "../../src/render/view.ts";
import { runLine, targetOf } from "../support/embedded.ts";
import { gatewayBefore, type Manner } from "../support/gateway.ts";

/*
 * The first screen speaks of what the deployments are for: real runs of a resource where everything works, before which
 * a gateway answers some requests by itself.
 */

const VIEW: View = { matrix: false, target: null, finding: null };
const MARKS = { "content-type": "application/json", "apim-request-id": "7f0a4f6e-0000-4000-8000-000000000001" };
const refusal = (status: number, code: string, message: string, headers: Record<string, string> = {}) => ({
  status,
  headers: { ...MARKS, ...headers },
  body: JSON.stringify({ error: { code, message } }),
});

/** A run of every probe on the named deployments of a healthy resource. */
async function asked(deployments: string[], instead?: Manner["instead"], probe: string[] = []): Promise<Report> {
  const emulator = await startEmulator({ scenario: "all-supported" });
  const gateway = await gatewayBefore(emulator.endpoint, instead === undefined ? {} : { instead });
  try {
    const all = targetOf({ ...emulator, endpoint: gateway.endpoint }, "res");
    const target = { ...all, deployments: all.deployments.filter(({ name }) => deployments.includes(name)) };
    return (await runLine([target], new Map([["res", emulator.key]]), { probe })).report;
  } finally {
    await gateway.close();
    await emulator.close();
  }
}

const titleOf = (report: Report, view = VIEW) => format.render(report, view).match(/^# .*$/m)?.[0] ?? "";

/** A line of the first screen by its heading. */
function line(report: Report, heading: string, view = VIEW): string {
  const found = format
    .render(report, view)
    .split("\n")
    .find((text) => text.startsWith(`**${heading}`));
  return found?.trimEnd() ?? "";
}

function resultOf({ results }: Report, probe: string): Result {
  const found = results.find(({ cell }) => cell.probe === probe && cell.control === null);
  if (found === undefined) throw new Error(`no cell of ${probe}`);
  return found;
}

describe("a healthy deployment of which every other path is refused", () => {
  let healthy: Report;
  beforeAll(async () => {
    healthy = await asked(["gpt-4.1-mini"]);
  }, 60_000);

  it("has a title that says what works", () => {
    expect(titleOf(healthy)).toMatch(/: gpt-4\.1-mini does chat by 3 of 3 ways asked$/);
  });

  it("has no symptom, although findings tell what was refused", () => {
    expect(healthy.findings.some(({ code }) => code === "late-refusal")).toBe(true);
    expect(line(healthy, "Symptom")).toMatch(
      /^\*\*Symptom\.\*\* No finding says that anything is wrong with what these deployments are for\. works 4 · /,
    );
  });

  it("asks nothing of the vendor on the first screen, for what was refused works as built", () => {
    expect(line(healthy, "We ask you")).toBe("**We ask you.** Nothing: what was refused works as built.");
    expect(format.render(healthy, VIEW)).toContain("- Ask: Refuse when the deployment is named");
  });

  it("is told by a finding where the reader asked for the finding", () => {
    const view = { ...VIEW, finding: "late-refusal" };
    expect(titleOf(healthy, view)).toMatch(/refused for this model$/);
    expect(line(healthy, "We ask you", view)).toBe(
      "**We ask you.** Refuse when the deployment is named, not when its first result is due.",
    );
  });

  it("names the nearest cell with the number of differences, where these are too many to be the difference", () => {
    const nearest = line(healthy, "Nearest cell that behaves differently", { ...VIEW, finding: "late-refusal" });
    expect(nearest).toMatch(/`gpt-4\.1-mini\/[\w-]+`.*: works, with \d+ differences, too many to say which one it is/);
    expect(line(healthy, "The one difference", { ...VIEW, finding: "late-refusal" })).toBe("");
  });
});

describe("a deployment that is held back on paths of its purpose while others work", () => {
  let limited: Report;
  beforeAll(async () => {
    limited = await asked(
      ["gpt-4.1-mini"],
      ({ url = "" }, body) =>
        url.includes("/openai/v1/chat") && body.includes("gpt-4.1-mini")
          ? refusal(
              400,
              "OperationNotSupported",
              "The chatCompletion operation does not work with the specified model.",
            )
          : null,
      ["chat-completions-*", "responses-v1", "ga-transcription", "ga-client-secret-transcription"],
    );
  }, 60_000);

  it("never has what works for a symptom", () => {
    expect(titleOf(limited)).not.toMatch(/, works$/);
    expect(line(limited, "Symptom")).not.toContain("— works");
  });

  it("has the path of its purpose in the title, before paths of other roles", () => {
    expect(titleOf(limited)).toMatch(/: `\/openai\/v1\/chat\/completions → 400`, refused for this model$/);
  });

  it("says of a request without a session that the answer came in response to it", () => {
    expect(line(limited, "Where it seems to be")).toContain("the deciding answer came in response to the request.");
    expect(storyOf(limited, resultOf(limited, "chat-completions-v1"))).toContain(
      "  it ended in response to the request\n",
    );
  });
});

describe("a path of the purpose without a verdict, on which no finding rests", () => {
  let silent: Report;
  beforeAll(async () => {
    const whole = await asked(["gpt-realtime-translate"], undefined, ["ga-translation", "ga-realtime", "models-v1"]);
    silent = concludeReport({ ...whole, results: whole.results.map(waitedInVain) });
  }, 60_000);

  it("does not read as healthy: the cell is named, with the events that came meanwhile", () => {
    expect(resultOf(silent, "ga-translation").cause).toBe("ws.silent");
    expect(line(silent, "Symptom")).toMatch(
      /^\*\*Symptom\.\*\* 1 of 1 cell that ask.* brought no result, and no finding says why: `gpt-realtime-translate\/ga-translation`.*: no evidence: the expected event did not arrive in time, came: `response\.text\.delta × 12`\./,
    );
    expect(titleOf(silent)).not.toContain("does translation");
  });

  it("does not say that what was refused works as built", () => {
    expect(line(silent, "We ask you")).toBe(
      "**We ask you.** Nothing yet: no finding shows that the cause is yours (no evidence 1).",
    );
  });

  it("tells the events in the cell's line and in its story alike", () => {
    expect(format.render(silent, VIEW)).toMatch(
      /^\| `gpt-realtime-translate\/ga-translation`.* · came: `response\.text\.delta × 12` \|/m,
    );
    expect(storyOf(silent, resultOf(silent, "ga-translation"))).toContain("\n  came: response.text.delta × 12\n");
  });

  it("tells no events of a cell that had its answer", () => {
    expect(storyOf(silent, resultOf(silent, "ga-realtime"))).not.toContain("  came: ");
  });
});

/** The translation as if other events had come than its probe waits for. */
function waitedInVain(result: Result): Result {
  const { recording } = result;
  if (recording === null || result.cell.probe !== "ga-translation" || result.cell.control !== null) return result;
  const attempts = recording.attempts.map((attempt) => {
    const due = attempt.steps.findIndex(({ stage }) => stage === "result");
    const steps = attempt.steps.map((step, n) => {
      if (n !== due) return step;
      const other = Array.from({ length: 12 }, (_, i) => ({
        kind: "message" as const,
        at: 100 + i,
        direction: "received" as const,
        event: { type: "response.text.delta", event_id: `event_${i}`, delta: "hola" },
        text: null,
        bytes: 80,
      }));
      const failure = {
        cause: "ws.silent" as const,
        code: null,
        phase: "event",
        text: "the expected event did not arrive in time",
      };
      return { ...step, frames: other, failure };
    });
    return { ...attempt, steps };
  });
  return { ...result, recording: { ...recording, attempts } };
}

describe("a resource whose every answer is a fault of something before it", () => {
  let broken: Report;
  beforeAll(async () => {
    const body = JSON.stringify({ statusCode: 500, message: "Internal server error", activityId: "a-1" });
    broken = await asked(
      ["gpt-4.1-mini"],
      () => ({ status: 500, headers: { "content-type": "application/json" }, body }),
      ["chat-completions-v1"],
    );
  }, 60_000);

  it("is not said to work as built", () => {
    expect(line(broken, "Symptom")).toContain("`POST /openai/v1/chat/completions` → `500`");
    expect(format.render(broken, VIEW)).not.toContain("works as built");
    expect(line(broken, "We ask you")).toMatch(/^\*\*We ask you\.\*\* Nothing yet: /);
  });
});

describe("a request that is answered differently each time", () => {
  it("has every attempt in the symptom, and none of them in the title", async () => {
    let failures = 1;
    const flapping = await asked(
      ["gpt-4.1-mini"],
      ({ url = "" }, body) => {
        if (!url.includes("/openai/v1/chat") || !body.includes("gpt-4.1-mini") || failures === 0) return null;
        failures -= 1;
        return { status: 500, headers: MARKS, body: JSON.stringify({ Message: "An error has occurred." }) };
      },
      ["chat-completions-v1"],
    );
    expect(titleOf(flapping)).toMatch(/: `\/openai\/v1\/chat\/completions`, no evidence: attempts disagree$/);
    expect(line(flapping, "Symptom")).toContain("2 attempts, which disagree (500, then 200).");
  }, 60_000);
});
