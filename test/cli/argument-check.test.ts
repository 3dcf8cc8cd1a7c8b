import { describe, expect, it } from "vitest";
import { checkArguments, refuseSecrets, unknownVerb } from "../../src/cli/argument-check.ts";
import { VERBS } from "../../src/cli/flags.ts";
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

function check(verb: string, argv: string[]): string {
  const known = VERBS[verb];
  if (known === undefined) throw new Error(`no verb ${verb}`);
  return said(() => checkArguments(verb, known, argv));
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

describe("arguments of a verb", () => {
  it.each([
    ["run", []],
    ["run", ["--emulate", "--matrix", "-o", "x"]],
    ["run", ["--emulate", "all-supported", "--tls", "--format=table", "--format", "json"]],
    ["run", ["--probe=-x", "-j", "8"]],
    ["emulate", ["all-supported", "--port", "0"]],
    ["report", ["report.json", "--json"]],
    ["report", ["--help"]],
  ])("%s %j are accepted", (verb, argv) => {
    expect(check(verb, argv)).toBe("accepted");
  });

  it.each([
    ["run", ["--emulat"], "run: unknown flag --emulat; did you mean `--emulate`?"],
    ["run", ["--zebra"], "run: unknown flag --zebra; `aoai-probe run --help` lists them."],
    ["run", ["-z"], "run: unknown flag -z"],
    ["run", ["--no-matrix"], "did you mean `--matrix`?"],
    ["run", ["--__proto__"], "unknown flag"],
    ["run", ["--probe"], "--probe needs a value"],
    ["run", ["--probe="], "--probe needs a value"],
    ["run", ["--output", "--json"], "--output needs a value"],
    ["run", ["--json=yes"], "--json takes no value"],
    ["run", ["--timeout", "1s", "--timeout", "2s"], "--timeout is given twice"],
    ["run", ["stray"], "run takes flags only: argument 1 after it is not understood."],
    ["report", [], "report needs FILE"],
    ["report", ["a", "b"], "report takes one FILE: argument 2"],
  ])("%s %j are refused: %s", (verb, argv, message) => {
    expect(check(verb, argv)).toContain(message);
  });

  it("name the nearest known verb", () => {
    expect(unknownVerb("rnu", Object.keys(VERBS))).toContain("`run`");
    expect(unknownVerb(CANARY, Object.keys(VERBS))).not.toContain(CANARY);
  });
});

describe("the registry of verbs", () => {
  it("is alphabetical, and each verb loads", async () => {
    expect(Object.keys(VERBS)).toEqual(Object.keys(VERBS).sort());
    for (const verb of Object.values(VERBS)) expect(await verb.load()).toBeTypeOf("function");
  });

  it("has no flag that takes a secret", () => {
    const flags = Object.values(VERBS).flatMap((verb) => Object.keys(verb.flags));
    expect(
      said(() =>
        refuseSecrets(
          flags.map((flag) => `--${flag}`),
          [],
        ),
      ),
    ).toBe("accepted");
  });
});
