/**
 * How a flag is written: `text` takes a value, `list` takes one and may be repeated, `switch` takes none, and
 * `optional` may take one. `attached` may take one behind `=` only, so that an argument after it stays one.
 */
export interface Flag {
  kind: "text" | "list" | "switch" | "optional" | "attached";
  alias?: string;
  describe: string;
}

export type Flags = Record<string, Flag>;

/** An argument without a flag: `SCENARIO`, `FILE`. */
export interface Argument {
  name: string;
  required: boolean;
  describe: string;
}

/** What a verb is: wiring only. Its code is loaded when it is called. */
export interface Verb {
  describe: string;
  /** `[SCENARIO]`, `FILE`, or nothing: the one argument it takes. */
  argument: Argument | null;
  /** What it takes after the first, in order. */
  further?: Argument[];
  flags: Flags;
  examples: string[];
  load(): Promise<(call: Call) => Promise<number>>;
}

/** A call of a verb, as typed. */
export interface Call {
  argument: string | undefined;
  /** The arguments after the first. */
  further: string[];
  text(flag: string): string | undefined;
  list(flag: string): string[];
  given(flag: string): boolean;
}

/** Flags of every verb that makes a plan. */
const PLAN_FLAGS = {
  config: {
    kind: "text",
    alias: "c",
    describe: "configuration file; default: aoai-probe.yaml in the working directory, with less trust",
  },
  endpoint: { kind: "text", describe: "origin of one resource, https://NAME.openai.azure.com" },
  deployment: { kind: "list", describe: "NAME[=ROLE or MODEL[@VERSION]], repeatable" },
  probe: { kind: "list", describe: "only probes whose id fits this glob, repeatable" },
  skip: { kind: "list", describe: "no probe whose id fits this glob, repeatable" },
  probes: { kind: "text", describe: "a directory of your own probes" },
  "api-version": { kind: "text", describe: "replaces the api-versions that probes vary over" },
  scope: { kind: "text", describe: "all: every deployment on every probe (default) | documented: its role's probes" },
  "redirect-credential": {
    kind: "text",
    describe: "clean (default) | both: ask a Location that carries a credential again as given",
  },
  "trust-origin": {
    kind: "list",
    describe: "a further origin of the same resource: redirects there are followed, with the key; repeatable",
  },
  dotenv: { kind: "text", describe: "file of NAME=VALUE lines (default: .env in the working directory, if it exists)" },
  emulate: {
    kind: "optional",
    describe: "ask an embedded resource in place of real ones; no value: the three regions",
  },
} as const satisfies Flags;

/** Flags of a verb that asks cells which are named one by one. */
const { probe: _, skip: __, scope: ___, ...ASKING_FLAGS } = PLAN_FLAGS;

/** Flags of every verb that shows a report. */
const VIEW_FLAGS = {
  format: { kind: "list", describe: "table | markdown | json, repeatable with --output" },
  output: { kind: "text", alias: "o", describe: "a directory: report.json, report.md, … are written there" },
  json: { kind: "switch", describe: "the report as JSON on stdout, everything else on stderr" },
  matrix: { kind: "switch", describe: "show the whole matrix of every target" },
  target: { kind: "text", describe: "show this target only" },
  finding: { kind: "text", describe: "show this finding only, by its code" },
  baseline: {
    kind: "text",
    describe: "an earlier report.json: says what changed since; exit 1 where something worked then",
  },
} as const satisfies Flags;

/** The verbs. Alphabetical; one line of the help each. */
export const VERBS: Record<string, Verb> = {
  bundle: {
    describe: "pack a saved report with its evidence into one archive for a ticket",
    argument: { name: "FILE", required: true, describe: "a report.json" },
    flags: {
      output: { kind: "text", alias: "o", describe: "the archive (default: bundle.zip beside the report)" },
      anonymise: {
        kind: "attached",
        describe:
          "pseudonyms for names, ids and addresses; =strict: request ids and regions too. A name in free text that nothing marks as a name may remain: read report.md before you share it",
      },
      sign: { kind: "text", describe: "sign with this SSH key, by ssh-keygen, which asks for its passphrase" },
    },
    examples: [
      "aoai-probe bundle out/report.json",
      "aoai-probe bundle out/report.json --anonymise -o ticket.zip",
      "aoai-probe bundle out/report.json --sign ~/.ssh/id_ed25519",
    ],
    load: async () => (await import("./verbs/bundle.ts")).bundle,
  },
  emulate: {
    describe: "serve a resource on loopback, until standard input ends or SIGTERM",
    argument: { name: "SCENARIO", required: false, describe: "name of the scenario (default: all-supported)" },
    flags: {
      tls: { kind: "switch", describe: "serve over TLS, with a certificate made at start" },
      port: { kind: "text", describe: "port to listen on (default: a free one)" },
      from: { kind: "text", describe: "play back a report.json in place of a scenario" },
      latency: { kind: "text", describe: "answer so much later: 200ms (default: at once)" },
      fault: { kind: "text", describe: "5xx | drop | stall: answer every question so, for a demonstration" },
      session: { kind: "text", describe: "how long a session may last (default: 60m)" },
      handshakes: { kind: "text", describe: "handshakes a minute before a 429 (default: as the scenario has it)" },
      turns: { kind: "text", describe: "answers a minute and session before an error (default: 1000)" },
    },
    examples: ["aoai-probe emulate france-central-2026-06-10", "aoai-probe emulate --from report.json --tls"],
    load: async () => (await import("./verbs/emulate.ts")).emulate,
  },
  explain: {
    describe: "tell one cell of a saved report as a story: its stages, what stands beside it, how to ask again",
    argument: { name: "CELL", required: true, describe: "the id of a cell, or the end of it" },
    further: [{ name: "REPORT", required: false, describe: "a report.json (default: report.json)" }],
    flags: {},
    examples: ["aoai-probe explain gpt-realtime-whisper/preview-transcription-with-deployment out/report.json"],
    load: async () => (await import("./verbs/explain.ts")).explain,
  },
  init: {
    describe: "write a commented aoai-probe.yaml",
    argument: { name: "FILE", required: false, describe: "name of the file (default: aoai-probe.yaml)" },
    flags: {},
    examples: ["aoai-probe init"],
    load: async () => (await import("./verbs/init.ts")).init,
  },
  plan: {
    describe: "show what a run would send and cost; send nothing",
    argument: null,
    flags: { ...PLAN_FLAGS, cells: { kind: "switch", describe: "list every cell with what it will send" } },
    examples: ["aoai-probe plan --emulate", "aoai-probe plan --cells --probe 'ga-*'"],
    load: async () => (await import("./verbs/plan.ts")).plan,
  },
  recipe: {
    describe: "print a minimal program for what a saved report proved to work",
    argument: { name: "DEPLOYMENT", required: true, describe: "name of a deployment in the report" },
    further: [{ name: "REPORT", required: false, describe: "a report.json (default: report.json)" }],
    flags: {
      for: {
        kind: "text",
        describe: "transcription | conversation | translation | chat (default: the deployment's role)",
      },
      lang: { kind: "text", describe: "typescript (default) | csharp | curl | go | java | json | python | wscat" },
      target: { kind: "text", describe: "the proof is to be of this target" },
    },
    examples: ["aoai-probe recipe gpt-realtime-whisper out/report.json --lang python"],
    load: async () => (await import("./verbs/recipe.ts")).recipe,
  },
  report: {
    describe: "show a saved report again, judged anew from its recordings",
    argument: { name: "FILE", required: true, describe: "a report.json" },
    flags: VIEW_FLAGS,
    examples: ["aoai-probe report report.json --format markdown --finding redirect-leaks-credential"],
    load: async () => (await import("./verbs/report.ts")).report,
  },
  run: {
    describe: "ask every deployment every question, record, judge, report",
    argument: null,
    flags: {
      ...PLAN_FLAGS,
      ...VIEW_FLAGS,
      tls: { kind: "switch", describe: "with --emulate: over TLS" },
      concurrency: { kind: "text", alias: "j", describe: "cells at once per target (default: 4)" },
      timeout: { kind: "text", describe: "time on the wire per cell (default: 30s)" },
      "max-wait": { kind: "text", describe: "longest wait that a 429 may ask for (default: 2m)" },
      "max-paid": { kind: "text", describe: "go on without a question up to so many paid cells (default: 200)" },
    },
    examples: ["aoai-probe run --emulate", "aoai-probe run -c aoai-probe.yaml -o out", "aoai-probe run --json"],
    load: async () => (await import("./verbs/run.ts")).run,
  },
  verify: {
    describe:
      "check whether a bundle agrees with its own recordings: exit 0 agrees, 1 differs, 3 made with other definitions",
    argument: { name: "FILE", required: true, describe: "an archive that bundle wrote" },
    flags: {
      signer: { kind: "text", describe: "demand a signature by one of the keys in this file of allowed signers" },
    },
    examples: ["aoai-probe verify out/bundle.zip", "aoai-probe verify out/bundle.zip --signer allowed_signers"],
    load: async () => (await import("./verbs/verify.ts")).verify,
  },
  why: {
    describe: "find the smallest difference that makes one cell work and another fail",
    argument: { name: "PASSING", required: true, describe: "the id of a cell that works, or the end of it" },
    further: [
      { name: "FAILING", required: true, describe: "the id of a cell that does not" },
      { name: "REPORT", required: false, describe: "a report.json that holds both (default: the cells of the plan)" },
    ],
    flags: {
      ...ASKING_FLAGS,
      output: {
        kind: "text",
        alias: "o",
        describe: "a directory: why.json, report.json and report.md of what was asked",
      },
      json: { kind: "switch", describe: "the answer as JSON on stdout" },
      yes: {
        kind: "switch",
        describe: "send without a question what may be billed, and probes that only REPORT knows",
      },
      "max-paid": { kind: "text", describe: "go on without a question, asking at most so many cells" },
      timeout: { kind: "text", describe: "time on the wire per cell (default: 30s)" },
      "max-wait": { kind: "text", describe: "longest wait that a 429 may ask for (default: 2m)" },
    },
    examples: [
      "aoai-probe why --emulate france-central-2026-06-10 gpt-realtime-whisper/preview-transcription-session gpt-realtime-whisper/preview-transcription-with-deployment",
    ],
    load: async () => (await import("./verbs/why.ts")).why,
  },
};
