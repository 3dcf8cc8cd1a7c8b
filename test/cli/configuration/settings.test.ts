import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readEnvironment } from "../../../src/cli/configuration/environment.ts";
import type { PlanFlags } from "../../../src/cli/configuration/plan-flags.ts";
import { mergeSettings } from "../../../src/cli/configuration/settings.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-settings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NO_FLAGS: PlanFlags = { deployment: [], probe: [], skip: [], "trust-origin": [] };
const environmentOf = (variables: Record<string, string>) => readEnvironment(variables, null, join(folder, "none"));

describe("settings", () => {
  it("have defaults", () => {
    const { settings, notes } = mergeSettings(NO_FLAGS, {}, environmentOf({}));
    expect(notes).toEqual([]);
    expect(settings).toEqual({
      "fail-on": null,
      repeat: 1,
      probe: [],
      skip: [],
      probes: null,
      "api-version": null,
      "add-api-version": null,
      scope: "all",
      "redirect-credential": "clean",
      concurrency: 4,
      timeout: 30_000,
      "max-wait": 120_000,
      deadline: null,
      "max-paid": null,
      "max-settle": 24,
      "confirm-after": 20_000,
      hosts: "named",
      proxy: null,
      noproxy: null,
      cacert: null,
      cert: null,
      "cert-key": null,
      ipv4: false,
      ipv6: false,
      resolve: [],
      "connect-timeout": null,
    });
  });

  it("come from the flag before the file, and a note names the winner", () => {
    const { settings, notes } = mergeSettings(
      { ...NO_FLAGS, concurrency: "8", timeout: "10s", scope: "all" },
      { concurrency: 2, timeout: 10_000, "max-wait": 5000 },
      environmentOf({}),
    );
    expect(settings).toMatchObject({ concurrency: 8, timeout: 10_000, "max-wait": 5000 });
    expect(notes).toEqual(["--concurrency overrides `concurrency` in the configuration file."]);
  });

  it("take OPENAI_API_VERSION as an addition, unless the api-version is given for the whole run", () => {
    const environment = environmentOf({ OPENAI_API_VERSION: "2024-10-21" });
    expect(mergeSettings(NO_FLAGS, {}, environment).settings).toMatchObject({
      "api-version": null,
      "add-api-version": "2024-10-21",
    });
    const given = mergeSettings({ ...NO_FLAGS, "api-version": "2025-04-01-preview" }, {}, environment);
    expect(given.settings).toMatchObject({ "api-version": "2025-04-01-preview", "add-api-version": null });
    expect(given.notes.join()).toContain("OPENAI_API_VERSION is ignored");
  });

  it.each<[Partial<PlanFlags>, string]>([
    [{ concurrency: "0" }, "--concurrency: expects a whole number from 1 to 64"],
    [{ concurrency: "10000" }, "from 1 to 64"],
    [{ concurrency: "-1" }, "from 1 to 64"],
    [{ concurrency: "NaN" }, "from 1 to 64"],
    [{ timeout: "30" }, "--timeout: expects a duration from 1ms to 24h"],
    [{ "max-wait": "1e12ms" }, "--max-wait: expects a duration"],
    [{ "max-paid": "many" }, "--max-paid"],
    [{ scope: "documentd" }, "did you mean `documented`?"],
    [{ "redirect-credential": "verbatim" }, "one of clean, both"],
    [{ "api-version": "2025\r\nx: y" }, "--api-version"],
  ])("%j are refused", (flags, said) => {
    const merge = () => mergeSettings({ ...NO_FLAGS, ...flags }, {}, environmentOf({}));
    expect(merge).toThrow(UsageError);
    expect(merge).toThrow(said);
  });
});

describe("the environment", () => {
  it("wins over a file of variables, and says where they disagree without their values", () => {
    const file = join(folder, "variables");
    writeFileSync(file, "SAME=1\nOURS=theirs-secret\nONLY='quoted value'\nEMPTY=filled\n");
    const environment = readEnvironment({ SAME: "1", OURS: "ours-secret", EMPTY: "" }, file, folder);
    const names = ["SAME", "OURS", "ONLY", "EMPTY", "ABSENT"];
    // One that the environment sets to nothing is set.
    expect(names.map((name) => environment.get(name))).toEqual(["1", "ours-secret", "quoted value", "", undefined]);
    expect(names.map((name) => environment.sourceOf(name))).toEqual([
      "environment",
      "environment",
      "named file",
      "environment",
      null,
    ]);
    expect(environment.notes()).toEqual(
      ["OURS", "EMPTY"].map((name) => `${name} of the environment overrides the one in ${file}.`),
    );
  });

  it.each([
    ["http_proxy", "HTTP_PROXY"],
    ["HTTP_PROXY", "http_proxy"],
    ["https_proxy", "HTTPS_PROXY"],
    ["no_proxy", "NO_PROXY"],
    ["NO_PROXY", "no_proxy"],
  ])("that sets %s, be it to nothing, wins over a file that sets %s", (own, other) => {
    const file = join(folder, "proxies");
    writeFileSync(file, `${other}=http://of-the-file.example\n${own}=http://of-the-file.example\n`);
    for (const value of ["http://of-the-environment.example", ""]) {
      const environment = readEnvironment({ [own]: value }, file, folder);
      expect([environment.get(own), environment.get(other)]).toEqual([value, undefined]);
      expect(environment.notes().join()).toContain("of the environment overrides");
    }
  });

  it("reads .env of the working directory where there is one", () => {
    writeFileSync(join(folder, ".env"), "AZURE_OPENAI_DEPLOYMENT=a,b\n");
    expect(readEnvironment({}, null, folder).get("AZURE_OPENAI_DEPLOYMENT")).toBe("a,b");
  });

  it("refuses a file of variables that is larger than any", () => {
    const file = join(folder, "large");
    writeFileSync(file, `A=${"x".repeat(1 << 20)}\n`);
    expect(() => readEnvironment({}, file, folder)).toThrow("larger than 1 MiB");
  });

  it("refuses a named file that is not there", () => {
    expect(() => readEnvironment({}, join(folder, "absent"), folder)).toThrow("--dotenv");
  });

  it.each([
    ["never", { failOn: "never", retiringDays: null }],
    ["required", { failOn: "required", retiringDays: null }],
    ["any,required", { failOn: "any", retiringDays: null }],
    ["retiring<30d", { failOn: null, retiringDays: 30 }],
    ["required, retiring<30d", { failOn: "required", retiringDays: 30 }],
    ["retiring < 365d,any", { failOn: "any", retiringDays: 365 }],
    ["retiring<0d", { failOn: null, retiringDays: 0 }],
  ])("read --fail-on %s", (text, policy) => {
    expect(mergeSettings({ "fail-on": text }, {}, environmentOf({})).settings["fail-on"]).toEqual(policy);
  });

  it.each([
    "never,retiring<30d",
    "retiring",
    "retiring<30",
    "retiring<d",
    "retiring<-1d",
    "retiring<12345d",
    "retiring<1d,retiring<2d",
    "retiring>30d",
    "retiring<30d,",
    ",",
  ])("refuse --fail-on %s", (text) => {
    expect(() => mergeSettings({ "fail-on": text }, {}, environmentOf({}))).toThrow(
      /^--fail-on: expects never, or a list/,
    );
  });
});
