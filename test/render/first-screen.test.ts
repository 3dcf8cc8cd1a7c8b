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
 * The first screen is about the purpose of the deployments. These are real runs of a resource on which everything works,
 * with a gateway that answers some requests itself.
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

describe("a healthy deployment whose other paths are refused", () => {
  let healthy: Report;
  beforeAll(async () => {
    healthy = await asked(["gpt-4.1-mini"]);
  }, 60_000);

  it("has a title that says what works", () => {
    expect(titleOf(healthy)).toMatch(/: gpt-4\.1-mini works for chat \(7 of 7 ways\)$/);
  });

  it("has no symptom, although findings report refusals", () => {
    expect(healthy.findings.some(({ code }) => code === "late-refusal")).toBe(true);
    expect(line(healthy, "Symptom")).toMatch(
      /^\*\*Symptom\.\*\* None: no finding reports a problem with the purpose of these deployments\. Results: works 8 · /,
    );
  });

  it("asks nothing of the vendor on the first screen, and does not call a refusal as built", () => {
    expect(line(healthy, "Request to support")).toMatch(/^\*\*Request to support\.\*\* None\./);
    expect(format.render(healthy, VIEW)).not.toContain("as built");
    expect(format.render(healthy, VIEW)).toContain("*Request:*");
  });

  it("is about the finding that the reader selects", () => {
    const view = { ...VIEW, finding: "late-refusal" };
    const ask = healthy.findings.find(({ code }) => code === "late-refusal")?.ask ?? "";
    expect(titleOf(healthy, view)).toMatch(/not supported by this model$/);
    expect(line(healthy, "Request to support", view)).toContain(ask.slice(0, 40));
  });

  it("names the nearest request with the number of differences if these are too many", () => {
    const nearest = line(healthy, "Nearest working request", { ...VIEW, finding: "late-refusal" });
    expect(nearest).toMatch(/`gpt-4\.1-mini\/[\w-]+`.*, with \d+ differences: too many to name the cause/);
  });
});

describe("a deployment that is refused on one path of its purpose while others work", () => {
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

  it("never has a working request as its symptom", () => {
    expect(titleOf(limited)).not.toMatch(/, works$/);
    expect(line(limited, "Symptom")).not.toContain(": works.");
  });

  it("has the path of its purpose in the title, and speaks of chat completions", () => {
    expect(titleOf(limited)).toMatch(/: `POST \/openai\/v1\/chat\/completions → 400`, not supported by this model$/);
    const text = format.render(limited, VIEW);
    expect(text).toMatch(/\| Service · topic \| .*chat completions API/);
    expect(text).not.toMatch(/\| Service · topic \| .*Realtime API/);
    expect(text).not.toMatch(/Conversation session with|Transcription session with/);
    expect(text.split("Limits of this report")[1]).toContain("one short text");
  });

  it("says that the request failed in response, because it opens no session", () => {
    expect(line(limited, "Likely component")).toContain("(the probe failed in response to the request)");
    expect(storyOf(limited, resultOf(limited, "chat-completions-v1"))).toContain(
      "  the probe failed in response to the request\n",
    );
  });
});

describe("a path of the purpose without a result, which no finding explains", () => {
  let silent: Report;
  beforeAll(async () => {
    const whole = await asked(["gpt-realtime-translate"], undefined, ["ga-translation", "ga-realtime", "models-v1"]);
    silent = concludeReport({ ...whole, results: whole.results.map(waitedInVain) });
  }, 60_000);

  it("is the symptom, with the event that was awaited and the events that were received", () => {
    expect(resultOf(silent, "ga-translation").cause).toBe("ws.silent");
    expect(line(silent, "Symptom")).toMatch(/`awaited: [\w.]+`, `received: response\.text\.delta × 12`: no evidence: /);
    expect(titleOf(silent)).not.toContain("works for translation");
  });

  it("is said to be unexplained, and not to work as built", () => {
    expect(line(silent, "Likely component")).toMatch(/Unknown\. Not explained by any finding/);
    expect(line(silent, "Request to support")).toMatch(/Not explained by any finding\./);
    expect(format.render(silent, VIEW)).not.toContain("as built");
  });

  it("has the events in its explanation too", () => {
    expect(storyOf(silent, resultOf(silent, "ga-translation"))).toContain("“received: response.text.delta × 12”");
  });

  it("has no such events if the result was received", () => {
    expect(storyOf(silent, resultOf(silent, "ga-realtime"))).not.toContain("received: ");
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

describe("a resource whose every response is a fault of a gateway", () => {
  let broken: Report;
  beforeAll(async () => {
    const body = JSON.stringify({ statusCode: 500, message: "Internal server error", activityId: "a-1" });
    broken = await asked(
      ["gpt-4.1-mini"],
      () => ({ status: 500, headers: { "content-type": "application/json" }, body }),
      ["chat-completions-v1"],
    );
  }, 60_000);

  it("is not said to work as built, and its words are quoted", () => {
    expect(line(broken, "Symptom")).toContain("`POST /openai/v1/chat/completions` → `500` `Internal server error`");
    expect(format.render(broken, VIEW)).not.toContain("as built");
  });
});

describe("a request with another result each time", () => {
  it("has every attempt in the symptom, none of them in the title, and the words of the failed one", async () => {
    let failures = 1;
    const flapping = await asked(
      ["gpt-4.1-mini"],
      ({ url = "", headers }, body) => {
        // The control without a credential sends the same request.
        if (headers["api-key"] === undefined || failures === 0) return null;
        if (!url.includes("/openai/v1/chat") || !body.includes("gpt-4.1-mini")) return null;
        failures -= 1;
        return { status: 500, headers: MARKS, body: JSON.stringify({ message: "An error has occurred." }) };
      },
      ["chat-completions-v1"],
    );
    expect(titleOf(flapping)).toMatch(/: `POST \/openai\/v1\/chat\/completions`, no evidence: the attempts disagree$/);
    expect(line(flapping, "Symptom")).toContain("2 attempts with different results within 1 s (500, then 200).");
    expect(line(flapping, "Symptom")).toContain("`attempt 1: An error has occurred.`");
  }, 60_000);
});

describe("situations from public reports", () => {
  const PATH = "/openai/v1/chat/completions";
  const CHAT = ["chat-completions-v1", "chat-completions-deployment"];
  const meets = (url: string, body: string) => url.startsWith(PATH) && body.includes("gpt-4.1-mini");

  it("quote a content filter with its inner error", async () => {
    const filtered = await asked(
      ["gpt-4.1-mini"],
      ({ url = "" }, body) =>
        meets(url, body)
          ? {
              status: 400,
              headers: MARKS,
              body: JSON.stringify({
                error: {
                  code: "content_filter",
                  param: "prompt",
                  message: "The response was filtered.",
                  innererror: { code: "ResponsibleAIPolicyViolation" },
                },
              }),
            }
          : null,
      CHAT,
    );
    expect(line(filtered, "Symptom")).toContain("`content_filter · param: prompt · The response was filtered.`");
    expect(line(filtered, "Symptom")).toContain('`innererror: {"code":"ResponsibleAIPolicyViolation"}`');
  }, 60_000);

  it("quote the error of a response that failed with status 200", async () => {
    const failed = await asked(
      ["gpt-4.1-mini"],
      ({ url = "" }, body) =>
        url.startsWith("/openai/v1/responses") && body.includes("gpt-4.1-mini")
          ? {
              status: 200,
              headers: MARKS,
              body: JSON.stringify({
                id: "resp_1",
                status: "failed",
                error: { code: "server_error", message: "no_kv_space" },
                output: [],
              }),
            }
          : null,
      ["responses-v1", "chat-completions-v1"],
    );
    expect(line(failed, "Symptom")).toContain("`server_error · no_kv_space`, `status: failed`");
    expect(format.render(failed, VIEW)).toMatch(/\| Service · topic \| .*responses API/);
  }, 60_000);

  it("name the token cap of a response that is incomplete", async () => {
    const capped = await asked(
      ["gpt-4.1-mini"],
      ({ url = "" }, body) =>
        url.startsWith("/openai/v1/responses") && body.includes("gpt-4.1-mini")
          ? {
              status: 200,
              headers: MARKS,
              body: JSON.stringify({
                id: "resp_1",
                status: "incomplete",
                incomplete_details: { reason: "max_output_tokens" },
                output: [],
              }),
            }
          : null,
      ["responses-v1", "chat-completions-v1"],
    );
    expect(format.render(capped, VIEW)).toContain('incomplete_details: {"reason":"max_output_tokens"}');
  }, 60_000);

  it("say that removing the key made the loop if a redirect only moves the key into the query", async () => {
    const looped = await asked(
      ["gpt-4.1-mini"],
      ({ url = "", headers }, body) =>
        meets(url, body)
          ? {
              status: 307,
              headers: { ...MARKS, location: `${PATH}?api-key=${String(headers["api-key"])}` },
              body: "",
            }
          : null,
      CHAT,
    );
    const symptom = line(looped, "Symptom");
    expect(symptom).toContain("The Location is the same URL with the credential added to the query (api-key=).");
    expect(symptom).toContain("The probe removes credentials from a Location, and that made the loop.");
    expect(symptom).toContain("--redirect-credential both");
  }, 60_000);

  it("say that a 302 turned POST into GET", async () => {
    const turned = await asked(
      ["gpt-4.1-mini"],
      ({ url = "", method }, body) => {
        if (meets(url, body)) return { status: 302, headers: { ...MARKS, location: `${PATH}/moved` }, body: "" };
        return method === "GET" && url.startsWith(`${PATH}/moved`) ? refusal(405, "405", "Method Not Allowed") : null;
      },
      CHAT,
    );
    expect(line(turned, "Symptom")).toContain("The 302 turned POST into GET, so the request has no body.");
  }, 60_000);

  it("say why a redirect was not followed, and never that it was", async () => {
    const upgraded = await asked(
      ["gpt-4.1-mini"],
      ({ url = "", headers }, body) =>
        meets(url, body) ? { status: 301, headers: { location: `https://${headers.host}${PATH}` }, body: "" } : null,
      CHAT,
    );
    const text = /```[\s\S]*?```/.exec(format.render(upgraded, VIEW))?.[0] ?? "";
    expect(line(upgraded, "Symptom")).toContain("Not followed: it leads to another origin (same host, http to https).");
    expect(text).not.toContain("another port");
    expect(text).not.toContain("(Followed");
  }, 60_000);
});
