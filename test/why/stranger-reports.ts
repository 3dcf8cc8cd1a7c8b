import { cellId } from "../../src/model/cell.ts";
import { probeSchema } from "../../src/model/probe.ts";
import type { Report, Result } from "../../src/model/report.ts";

/** Where the operator's own resource and the stranger listen. */
export interface Origins {
  own: string;
  stranger: string;
}

/** A report that a stranger wrote, and what `why` of two of its cells may do. */
export interface StrangerReport {
  name: string;
  /** Changes an honest report. */
  change: (report: Report, origins: Origins) => void;
  /** The two cells; by default the honest ones. */
  cells?: [passing: string, failing: string];
  more?: string[];
  /** The operator's resource redirects every request here. */
  redirect?: (origins: Origins) => string;
  code: number;
  /** Texts on standard error. */
  says?: string[];
  /** What the operator's resource must have received, and what not. Nothing at all where the code is 2. */
  sent?: RegExp;
  notSent?: RegExp;
}

const PASSING = "loopback/gpt-realtime-1.5/ga-realtime";
export const HONEST: [string, string] = [PASSING, "loopback/-/ga-no-selector"];
const THEIRS: [string, string] = [PASSING, "loopback/gpt-realtime-1.5/theirs"];
export const EVIL = /fine_tuning|stolen|\/evil/;
const YES = ["--yes"];

const step = (more: Record<string, unknown>) => ({ rung: "result", expect: { status: [200] }, ...more });
const POST = step({
  post: "/openai/v1/fine_tuning/jobs",
  query: { "api-version": "preview", trace: "{deployment}" },
  headers: { "x-theirs": "head-of-theirs" },
  json: { training_file: "stolen" },
});

/** The same where the probe names no deployment. */
const BARE_POST = { ...POST, query: {} };

/** Says of every step of every probe that it is free. */
function claimFree(report: Report): void {
  for (const probe of report.probes) probe.steps = probe.steps.map((one) => ({ ...one, paid: false }));
}

/** Gives the probe of this id other steps. */
function redefine(report: Report, id: string, steps: unknown[]): void {
  report.probes = report.probes.map((probe) => (probe.id === id ? probeSchema.parse({ ...probe, steps }) : probe));
  claimFree(report);
}

/** Adds a probe that no catalogue has, and a cell of it. */
function invent(report: Report, steps: unknown[], more: Record<string, unknown> = {}): void {
  const known = { surface: "ga", role: "conversation", reference: "https://example.com/" };
  report.probes.push(probeSchema.parse({ ...known, id: "theirs", title: "Theirs", steps, ...more }));
  claimFree(report);
  const passing = resultOf(report, PASSING);
  const cell = { ...passing.cell, probe: "theirs" };
  report.results.push({ ...passing, recording: null, cell: { ...cell, id: cellId(cell) } });
}

function resultOf(report: Report, id: string): Result {
  const result = report.results.find(({ cell }) => cell.id === id);
  if (result === undefined) throw new Error(`no cell '${id}'`);
  return result;
}

const changeCell = (change: (cell: Result["cell"]) => void) => (report: Report) =>
  change(resultOf(report, PASSING).cell);

export const STRANGER_REPORTS: StrangerReport[] = [
  {
    name: "redefines a built-in probe as a POST that it calls free",
    change: (report) => redefine(report, "ga-no-selector", [BARE_POST]),
    code: 2,
    says: ["ga-no-selector: the report holds another definition", "may be billed", "--yes"],
  },
  {
    name: "does so, and the operator agrees to the cost",
    change: (report) => redefine(report, "ga-no-selector", [BARE_POST]),
    more: YES,
    code: 3,
    sent: /GET \/openai\/v1\/realtime /,
    notSent: EVIL,
  },
  {
    name: "redefines both probes",
    change: (report) => {
      for (const id of ["ga-realtime", "ga-no-selector"]) redefine(report, id, [BARE_POST]);
    },
    more: YES,
    code: 3,
    sent: /GET \/openai\/v1\/realtime\?model=gpt-realtime-1\.5 /,
    notSent: EVIL,
  },
  {
    name: "redefines a built-in probe as a WebSocket to another path",
    change: (report) => redefine(report, "ga-realtime", [{ rung: "upgrade", websocket: "/evil" }]),
    more: YES,
    code: 3,
    sent: /GET \/openai\/v1\/realtime\?model/,
    notSent: EVIL,
  },
  {
    name: "says of every built-in step that it is free",
    change: claimFree,
    code: 2,
    says: ["may be billed"],
  },
  {
    name: "invents a probe",
    change: (report) => invent(report, [POST]),
    cells: THEIRS,
    code: 2,
    says: [
      "theirs: only the report knows this probe",
      "POST http://127.0.0.1",
      "/openai/v1/fine_tuning/jobs?api-version=preview&trace=gpt-realtime-1.5",
      'header "x-theirs": "head-of-theirs"',
      "credential: the target's own",
      'body: {"training_file":"stolen"}',
      "add --yes",
    ],
  },
  {
    name: "invents a probe, and the operator limits the cost",
    change: (report) => invent(report, [POST]),
    cells: THEIRS,
    more: ["--max-paid", "9"],
    code: 2,
    says: ["add --yes"],
  },
  {
    name: "invents a probe as the passing one",
    change: (report) => invent(report, [POST]),
    cells: [THEIRS[1], "loopback/-/ga-no-selector"],
    code: 2,
    says: ["fine_tuning", "add --yes"],
  },
  {
    name: "hides what it sends behind a long body",
    change: (report) => invent(report, [{ ...POST, json: { padding: "x".repeat(20_000), last: "stolen-at-the-end" } }]),
    cells: THEIRS,
    code: 2,
    says: ['"last":"stolen-at-the-end"', "add --yes"],
  },
  {
    name: "hides a step among those at the end",
    change: (report) => invent(report, [step({ get: "/openai/v1/models" }), { ...POST, finally: true }]),
    cells: THEIRS,
    code: 2,
    says: ["GET http", "/fine_tuning/jobs", "add --yes"],
  },
  {
    name: "hides an event",
    change: (report) =>
      invent(report, [
        { rung: "upgrade", websocket: "/openai/v1/realtime" },
        { rung: "input", send: { type: "response.create", instructions: "stolen" } },
      ]),
    cells: THEIRS,
    code: 2,
    says: ['event {"type":"response.create","instructions":"stolen"}'],
  },
  {
    name: "sends a file of the catalogue as a form",
    change: (report) =>
      invent(report, [
        step({ post: "/evil", multipart: { purpose: "stolen", file: { file: "speech.wav", type: "audio/wav" } } }),
      ]),
    cells: THEIRS,
    code: 2,
    says: ['form: "purpose" = "stolen"', 'the sample "speech.wav" as "audio/wav"'],
  },
  {
    name: "moves the cursor and the reading direction to hide a body",
    change: (report) =>
      invent(report, [{ ...POST, json: { "x-theirs": "\u001b[2K\u001b[1A\u202egnp\u200b" } }], {
        title: "\u001b[2J Theirs",
      }),
    cells: THEIRS,
    code: 2,
    says: ['"\\u001b[2K\\u001b[1A\\u202egnp\\u200b"'],
  },
  {
    name: "names its invention like a built-in probe's cell",
    change: (report) => {
      invent(report, [POST]);
      const { cell } = resultOf(report, THEIRS[1]);
      cell.id = "loopback/gpt-realtime-1.5/ga-transcription";
    },
    cells: [PASSING, "loopback/gpt-realtime-1.5/ga-transcription"],
    code: 2,
    says: ["theirs: only the report knows this probe", "add --yes"],
  },
  {
    name: "invents a probe that only reads",
    change: (report) => invent(report, [step({ get: "/openai/v1/evil" })]),
    cells: THEIRS,
    code: 2,
    says: ["GET http", "add --yes"],
  },
  {
    name: "holds its own endpoint",
    change: (report, { stranger }) => {
      for (const target of report.targets) Object.assign(target, { endpoint: stranger, hosts: { webrtc: stranger } });
    },
    more: YES,
    code: 3,
    sent: /GET \/openai\/v1\/realtime\?model/,
  },
  {
    name: "trusts its own origin",
    change: (report, { stranger }) => {
      for (const target of report.targets) target.trusted = [stranger];
    },
    redirect: ({ stranger }) => `${stranger}/openai/v1/realtime`,
    more: YES,
    code: 3,
    sent: /GET \/openai\/v1\/realtime\?model/,
  },
  {
    name: "is of OpenAI's platform, so that the key would go as a bearer",
    change: (report) => {
      for (const target of report.targets) target.provider = "openai";
    },
    more: YES,
    code: 3,
    sent: /api-key: /,
    notSent: /Bearer|GET \/v1\//,
  },
  {
    name: "names a target that is not configured",
    change: (report, { stranger }) => {
      report.targets.push({ ...(report.targets[0] ?? Object.create(null)), name: "evil", endpoint: stranger });
      changeCell((cell) => {
        cell.target = "evil";
      })(report);
    },
    more: YES,
    code: 2,
    says: ["is not configured here"],
  },
  ...["..", "../../evil", "a/b", "x\r\nx-evil: 1", "\ud800", "", "$(id)", "a".repeat(65)].map(
    (deployment): StrangerReport => ({
      name: `names a deployment ${JSON.stringify(deployment).slice(0, 20)}`,
      change: changeCell((cell) => {
        cell.deployment = deployment;
      }),
      more: YES,
      code: 2,
      says: ["is not the name of a deployment"],
    }),
  ),
  {
    name: "names a companion that is a path",
    change: changeCell((cell) => {
      cell.companion = "../evil";
    }),
    more: YES,
    code: 2,
    says: ["is not the name of a deployment"],
  },
  {
    name: "has an api-version that is more than one parameter",
    change: changeCell((cell) => {
      cell.variant.apiVersion = "x&evil=1";
    }),
    more: YES,
    code: 2,
    says: ["is not an api-version"],
  },
  {
    name: "asks for the key within a URL",
    change: changeCell((cell) => {
      cell.variant.redirectCredential = "as-given";
    }),
    more: YES,
    code: 2,
    says: ["--redirect-credential both"],
  },
  {
    name: "asks with a token where there is a key alone",
    change: changeCell((cell) => {
      cell.variant.auth = "token";
    }),
    more: YES,
    code: 2,
    says: ["has no token configured here"],
  },
  {
    name: "leaves a value open that the built-in probe needs",
    change: (report) => {
      const { cell } = resultOf(report, PASSING);
      cell.deployment = null;
    },
    more: YES,
    code: 2,
    says: ["needs a value for {deployment}"],
  },
  {
    name: "uses a host that the target does not have",
    change: (report) => invent(report, [step({ get: "/evil", host: "webrtc" })]),
    cells: THEIRS,
    code: 2,
    says: ["add --yes"],
  },
];
