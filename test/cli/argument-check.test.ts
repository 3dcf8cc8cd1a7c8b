import { describe, expect, it } from "vitest";
import { refuseSecrets } from "../../src/cli/argument-check.ts";
import { UsageError } from "../../src/cli/usage-error.ts";

const HEX = "0123456789abcdef0123456789abcdef";
const CANARY = "ca/na+ry=value==";

function said(act: () => void): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return error instanceof Error ? error.message : "";
  }
  return "accepted";
}

describe("arguments that hold a secret", () => {
  it.each([
    [["run", `--api-key=${HEX}`]],
    [["run", "--api-key", "anything"]],
    [["run", "--apikey", "anything"]],
    [["run", "--key", "anything"]],
    [["run", "--token=anything"]],
    [["run", HEX]],
    [["run", "--probe", HEX]],
    [["run", "--deployment", "sk-abcdefghijklmnopqrst"]],
    [["run", "--endpoint", `https://r.openai.azure.com/?api-key=${CANARY}`]],
    [["run", "--endpoint", "https://r.openai.azure.com/?subscription-key=anything"]],
    [["run", "--endpoint", "https://user:anything@r.openai.azure.com"]],
    [["run", "--target", CANARY]],
  ])("%j are refused with advice, the value not repeated", (argv) => {
    const message = said(() => refuseSecrets(argv, [CANARY]));
    expect(message).toContain("AZURE_OPENAI_API_KEY");
    for (const secret of [HEX, CANARY, "anything", "sk-abc"]) expect(message).not.toContain(secret);
  });

  it.each([
    [["run", "--deployment", "gpt-realtime-whisper=gpt-realtime-whisper@2026-05-06"]],
    [
      [
        "run",
        "--endpoint",
        "https://r.openai.azure.com",
        "-o",
        "reports/runs/embedded",
        "--api-version",
        "2025-04-01-preview",
      ],
    ],
    [["report", "report.json", "--finding", "redirect-leaks-credential"]],
  ])("%j are none", (argv) => {
    expect(said(() => refuseSecrets(argv, [CANARY]))).toBe("accepted");
  });
});
