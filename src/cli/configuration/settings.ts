import { LASTING_MS } from "../../model/effort.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";
import type { Flag } from "../verb.ts";
import { apiVersion, choice, duration, type Form, failOn, globs, text, wholeNumber } from "./form.ts";
import { NETWORK } from "./network-settings.ts";
import { type Kind, type Setting, setting } from "./setting.ts";
import type { VariableReader } from "./variables.ts";

/** All settings. Flags, file schema, template and merged settings follow from this table. */
export const SETTINGS = {
  probe: setting({
    form: globs(),
    default: [],
    describe: "Run only probes whose ID matches this glob. Repeatable.",
    example: '["ga-*"]',
  }),
  skip: setting({
    form: globs(),
    default: [],
    describe: "Skip probes whose ID matches this glob. Repeatable.",
    example: '["audio-*"]',
  }),
  probes: setting({
    form: text("a directory of your own probes"),
    default: null,
    describe: "Directory of your own probes, in addition to the built-in ones.",
    example: "./probes",
  }),
  "api-version": setting({
    form: apiVersion(),
    default: null,
    describe: "Use this api-version instead of the versions in the probes.",
    example: '"2025-04-01-preview"',
  }),
  "add-api-version": setting({
    form: apiVersion(),
    default: null,
    variable: "OPENAI_API_VERSION",
    describe: "Also run the preview probes with this api-version.",
  }),
  scope: setting({
    form: choice(["all", "documented", "settings", "versions"]),
    default: "all",
    describe:
      "all: run every probe on every deployment. documented: run only the probes of the deployment's role. settings: test the session settings, one setting per session. versions: show which api-versions the resource accepts on REST paths that require one.",
  }),
  "redirect-credential": setting({
    form: choice(["clean", "both"]),
    default: "clean",
    describe:
      "What to do if the URL of a redirect contains a credential. clean: remove the credential and follow the redirect. both: follow the redirect in two cells, with and without the credential.",
  }),
  "fail-on": setting({
    form: failOn(),
    default: null,
    defaultInWords: "regression with --baseline, required with `expect:`",
    describe:
      "Differences that set the exit code to 1. required: unmet expectations. regression: these, and cells that worked in " +
      "the baseline and fail now. any: every difference. Add `,retiring<30d` for models that retire within 30 days.",
    example: "regression",
  }),
  repeat: setting({
    form: wholeNumber(1, 100),
    default: 1,
    describe: "Number of times to run each cell. The report shows how often it worked.",
  }),
  concurrency: setting({
    form: wholeNumber(1, 64),
    default: 4,
    alias: "j",
    describe: "Number of probes to run at once per target.",
  }),
  timeout: setting({
    form: duration(),
    default: 30_000,
    defaultInWords: "30s",
    describe: "Timeout per probe, excluding rate-limit waits.",
  }),
  "max-wait": setting({
    form: duration(),
    default: 120_000,
    defaultInWords: "2m",
    describe: "Maximum time to wait after 429 responses, per probe.",
  }),
  deadline: setting({
    form: duration(),
    default: null,
    defaultInWords: "none",
    describe: "Time limit of the run. Probes that have not begun by then are not run, and the exit code is 4.",
    example: "10m",
  }),
  "max-paid": setting({
    form: wholeNumber(0, 1_000_000),
    default: null,
    defaultInWords: "200",
    describe: "Maximum number of billable probes to run without confirmation.",
  }),
  "max-settle": setting({
    form: wholeNumber(0, 1000),
    default: 24,
    describe: "Maximum number of extra cells to run for results that are still open. 0: none.",
  }),
  "confirm-after": setting({
    form: duration(),
    default: LASTING_MS,
    defaultInWords: "20s",
    describe:
      "Time to wait before a cell with a temporary failure is run again. Further attempts follow at shorter intervals.",
  }),
  hosts: setting({
    form: choice(["named", "all"]),
    default: "named",
    describe:
      "all: also test the other host names of each resource, with its key: openai, cognitiveservices and services.ai. " +
      "named: test the configured hosts only.",
  }),
  ...NETWORK,
};

type SettingName = keyof typeof SETTINGS;
/** Settings that have a flag and a key in the configuration file. */
export type FlagSettingName = Exclude<SettingName, "add-api-version">;

type FormOf<N extends SettingName> = (typeof SETTINGS)[N]["form"];
/** The value of a setting that is given. */
export type GivenValue<N extends SettingName> = FormOf<N> extends Form<infer T> ? T : never;
/** Settings without a default are null if they are not given. */
type Nullable =
  | "fail-on"
  | "probes"
  | "api-version"
  | "add-api-version"
  | "deadline"
  | "max-paid"
  | "proxy"
  | "noproxy"
  | "cacert"
  | "cert"
  | "cert-key"
  | "connect-timeout";

/** How a run is done. Durations are in ms. */
export type Settings = { [N in SettingName]: GivenValue<N> | (N extends Nullable ? null : never) };
/** The settings in a configuration file. */
type FileSettings = { [N in FlagSettingName]?: GivenValue<N> | undefined };

type SettingFlag<N extends FlagSettingName> = Flag & { kind: FormOf<N>["kind"] };

/** The flags of these settings. */
export function settingFlags<N extends FlagSettingName>(...names: N[]): { [M in N]: SettingFlag<M> } {
  const flags = names.map((name) => [name, flagOf(SETTINGS[name])]);
  return Object.fromEntries(flags);
}

function flagOf(one: Setting<unknown, Kind>): Flag {
  const { form, alias, describe } = one;
  return {
    kind: form.kind,
    describe,
    ...(alias === undefined ? {} : { alias }),
    ...(form.choices === undefined ? {} : { choices: form.choices }),
    ...(defaultInWords(one) === null ? {} : { default: defaultInWords(one) ?? "" }),
  };
}

/** The default as a reader writes it; null if there is none to name. */
export function defaultInWords({ default: value, defaultInWords: words }: Setting<unknown, Kind>): string | null {
  if (words !== undefined) return words;
  return value === null || Array.isArray(value) ? null : String(value);
}

/**
 * Merges the settings: a flag before the configuration file before the default.
 * @returns the settings, and a note for each flag that differs from the file
 * @throws UsageError naming the flag or variable whose value cannot be used
 */
export function mergeSettings(
  flags: Record<string, unknown>,
  file: FileSettings,
  environment: VariableReader,
): { settings: Settings; notes: string[] } {
  const notes: string[] = [];
  const inFile: Record<string, unknown> = { ...file };
  const entries: [string, Setting<unknown, Kind>][] = Object.entries(SETTINGS);
  const merged = entries.map(([name, one]): [string, unknown] => {
    const source = one.variable ?? `--${name}`;
    const given = readGiven(source, one.form, one.variable === undefined ? flags[name] : environment.get(one.variable));
    const other = inFile[name];
    if (given !== undefined && other !== undefined && JSON.stringify(given) !== JSON.stringify(other)) {
      notes.push(`--${name} overrides \`${name}\` in the configuration file.`);
    }
    return [name, given ?? other ?? one.default];
  });
  const settings: Settings = Object.fromEntries(merged) as Settings;
  const { "api-version": version, "add-api-version": added } = settings;
  if (version === null || added === null) return { settings, notes };
  if (version !== added)
    notes.push(`${SETTINGS["add-api-version"].variable} is ignored because an api-version is set.`);
  return { settings: { ...settings, "add-api-version": null }, notes };
}

/**
 * The value of a flag of a verb that reads no configuration.
 * @throws UsageError naming the flag
 */
export function readFlag<N extends FlagSettingName>(name: N, flags: Record<string, unknown>): GivenValue<N> | null {
  return (readGiven(`--${name}`, SETTINGS[name].form, flags[name]) ?? null) as GivenValue<N> | null;
}

/** The value of a flag or variable; undefined if it is not given. */
function readGiven(source: string, form: Form<unknown>, given: unknown): unknown {
  // A switch that is not given is false.
  const values = (Array.isArray(given) ? given : [given || ""]).map(String).filter((value) => value !== "");
  if (values.length === 0) return undefined;
  const value = form.read(values);
  if (value !== null) return value;
  const hint = form.choices === undefined ? "" : didYouMean(values[0] ?? "", form.choices);
  throw new UsageError(`${source}: expects ${form.expects}${hint === "" ? "." : hint}`);
}
