import { afterEach, describe, expect, it } from "vitest";
import { refuseSecrets } from "../../src/cli/argument-check.ts";
import { helpTexts, parseArguments } from "../../src/cli/command-line.ts";
import { UsageError } from "../../src/cli/usage-error.ts";
import { loadVerbs, VERBS } from "../../src/cli/verbs/index.ts";

const SECRET = "0Topsecret/value==";
const shell = process.env.SHELL;
afterEach(() => {
  process.env.SHELL = shell;
});

async function refusalOf(argv: string[]): Promise<string> {
  try {
    await parseArguments(argv);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return error instanceof Error ? error.message : "";
  }
  return "accepted";
}

const callOf = async (argv: string[]) => (await parseArguments(argv)).called?.call;

describe("the command line", () => {
  it.each([
    [["run"]],
    [["run", "--emulate", "--matrix", "-o", "x"]],
    [["run", "--emulate", "all-supported", "--tls", "--format=table", "--format", "json"]],
    [["run", "--probe=-x", "-j", "8"]],
    [["emulate", "all-supported", "--port", "0"]],
    [["report", "report.json", "--json"]],
    [["report", "--help"]],
    [["why", "a", "b"]],
    [["bundle", "--anonymise", "report.json"]],
  ])("accepts %j", async (argv) => {
    expect(await refusalOf(argv)).toBe("accepted");
  });

  it("gives a verb its arguments and the values of its flags", async () => {
    expect(await callOf(["report", "r.json", "--format", "json", "--format", "table", "--matrix"])).toEqual({
      arguments: ["r.json"],
      flags: { format: ["json", "table"], json: false, matrix: true, "update-baseline": false },
    });
    expect((await callOf(["run", "--emulate"]))?.flags.emulate).toBe("");
    expect((await callOf(["run", "--emulate", "x"]))?.flags.emulate).toBe("x");
    expect(await callOf(["bundle", "--anonymise", "r.json"])).toMatchObject({
      arguments: ["r.json"],
      flags: { anonymise: "" },
    });
    expect((await callOf(["bundle", "r.json", "--anonymise=strict"]))?.flags.anonymise).toBe("strict");
    expect(await callOf(["why", "a", "b", "r.json"])).toMatchObject({ arguments: ["a", "b", "r.json"] });
  });

  it.each([
    [["rnu"], "unknown command: did you mean `run`?"],
    [["zebra"], "unknown argument zebra. `aoai-probe --help` lists the commands."],
    [["run", "--emulat"], "run: unknown flag --emulat: did you mean `--emulate`?"],
    [["run", "--zebra"], "run: unknown argument zebra. `aoai-probe run --help` shows its arguments and flags."],
    [["run", "-z"], "run: unknown argument z"],
    [["run", "--no-matrix"], "did you mean `--matrix`?"],
    [["run", "--__proto__"], "unknown argument"],
    [["run", "--probe"], "--probe needs a value"],
    [["run", "--probe="], "--probe needs a value"],
    [["run", "--output", "--json"], "--output needs a value"],
    [["run", "--json=yes"], "--json takes no value"],
    [["run", "--timeout", "1s", "--timeout", "2s"], "--timeout is given twice"],
    [["run", "--scope", "documentd"], "--scope does not accept"],
    [["run", "stray"], "run: unknown argument stray"],
    [["report"], "an argument is missing (0 of 1 given)"],
    [["report", "a", "b"], "report: unknown argument b"],
    [["recipe", "d", "--lang", "cobol"], 'Use one of "csharp", "curl"'],
  ])("refuses %j: %s", async (argv, said) => {
    expect(await refusalOf(argv)).toContain(said);
  });

  it.each([
    [["rnu", SECRET]],
    [[SECRET]],
    [["run", SECRET]],
    [["run", `--${SECRET}`]],
    [["run", `--x=${SECRET}`]],
    [["run", "--scope", SECRET]],
    [["run", `--format=${SECRET}`]],
    [["report", "a", SECRET]],
  ])("never repeats an argument that may be a secret, as in %#", async (argv) => {
    const said = await refusalOf(argv);
    expect(said).not.toBe("accepted");
    expect(said).not.toContain("opsecret");
  });

  it.each([
    ["bash", "complete -o bashdefault"],
    ["zsh", "compdef _aoai-probe_yargs_completions aoai-probe"],
    ["fish", "complete -f -c aoai-probe"],
  ])("prints a completion script for %s", async (name, line) => {
    expect((await parseArguments(["completion", name])).output).toContain(line);
  });

  it("refuses a shell for which there is no completion script", async () => {
    await expect(parseArguments(["completion", "tcsh"])).rejects.toThrow("Use bash, zsh or fish.");
  });

  it("completes commands, flags and choices", async () => {
    process.env.SHELL = "/bin/bash";
    const complete = async (...words: string[]) =>
      (await parseArguments(["--get-yargs-completions", "aoai-probe", ...words])).output.split("\n");
    expect(await complete("re")).toEqual(expect.arrayContaining(["report", "recipe"]));
    expect(await complete("run", "--ma")).toEqual(expect.arrayContaining(["--max-paid", "--max-wait", "--matrix"]));
    expect(await complete("run", "--scope", "")).toEqual(["all", "documented", "settings", "versions"]);
  });
});

describe("the registry of verbs", () => {
  it("is alphabetical, and each verb has a help text", async () => {
    expect(Object.keys(VERBS)).toEqual(Object.keys(VERBS).sort());
    const texts = await helpTexts();
    expect(Object.keys(texts)).toEqual(["", ...Object.keys(VERBS)]);
    for (const name of Object.keys(VERBS)) {
      expect(texts[""]).toMatch(new RegExp(`^ {2}aoai-probe ${name}\\b`, "m"));
      expect(texts[name]).toMatch(new RegExp(`^aoai-probe ${name}\\b.*\\[flags\\]`));
    }
  });

  it("has No flag takes a secret", async () => {
    const flags = Object.values(await loadVerbs()).flatMap((verb) => Object.keys(verb.flags));
    expect(flags.length).toBeGreaterThan(30);
    refuseSecrets(
      flags.map((flag) => `--${flag}`),
      [],
    );
  });
});
