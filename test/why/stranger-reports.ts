import {
  BARE_POST,
  claimFree,
  EVIL,
  invent,
  PASSING,
  POST,
  redefine,
  resultOf,
  type StrangerReport,
  step,
  THEIRS,
  YES,
} from "./stranger-report.ts";

export const STRANGER_REPORTS: StrangerReport[] = [
  {
    name: "redefines a built-in probe as a POST that it calls free",
    change: (report) => redefine(report, "ga-no-selector", [BARE_POST]),
    code: 2,
    says: ["ga-no-selector: the report has another definition", "may be billed", "--yes"],
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
    change: (report) => redefine(report, "ga-realtime", [{ stage: "upgrade", websocket: "/evil" }]),
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
      "theirs: only the report has this probe",
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
        { stage: "upgrade", websocket: "/openai/v1/realtime" },
        { stage: "input", send: { type: "response.create", instructions: "stolen" } },
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
    says: ["theirs: only the report has this probe", "add --yes"],
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
    name: "uses a host that the target does not have",
    change: (report) => invent(report, [step({ get: "/evil", host: "webrtc" })]),
    cells: THEIRS,
    code: 2,
    says: ["add --yes"],
  },
];
