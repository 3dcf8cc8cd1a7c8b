import type { JsonObject } from "../../src/model/json.ts";
import { probeSchema } from "../../src/model/probe.ts";
import type { Report } from "../../src/model/report.ts";

/** A file that no program may read; its content is a canary. */
export const CANARY_FILE = "canary-file.txt";
export const CANARY = "CANARY-CONTENT-7f3a";
/** A file that no program may make. */
export const MADE_FILE = "made-by-a-value";

/** Values that some language, shell or client would interpret, were they not written as literals. */
export const HOSTILE_VALUES: [name: string, value: string][] = [
  ["a file for curl's forms and data", `@${CANARY_FILE}`],
  ["a file as text for curl's forms", `<${CANARY_FILE}`],
  ["a file among a form's attributes", `x;type=text/plain;headers=@${CANARY_FILE};filename=y`],
  ["a file for curl's configuration", `-K${CANARY_FILE}`],
  ["brackets and braces of a URL", "[1-3]{a,b}"],
  ["a command substitution", `$(touch ${MADE_FILE})`],
  ["a command substitution of old", `\`touch ${MADE_FILE}\``],
  ["the end of a word in single quotes", `'; touch ${MADE_FILE}; '`],
  ["the end of a word in double quotes", `"; touch ${MADE_FILE}; "`],
  ["a variable", "$HOME $" + "{HOME} %HOME% !!"],
  ["format strings", "%s%n%d%@ {0} {} {HOME} \\(x)"],
  ["a line break", `a\ntouch ${MADE_FILE}\n`],
  ["a header", `a\r\nX-Evil: 1\r\n\r\n`],
  ["escapes", '\\u0022+evil+\\u0022 \\x27 \\047 \\"'],
  ["a backslash at the end", "x\\"],
  ["quotation marks of every kind", "\"\"\"'''```\"'`"],
  ["half of a surrogate pair", "\ud800x\udfff"],
  ["a surrogate pair", "😀 é ‮ ﷽"],
  ["line separators", "a\u2028b\u2029c\u0085d\u000be\u000cf"],
  ["NUL", "a\u0000b"],
  ["what a terminal acts on", "\u001b[2J\u001b]0;x\u0007\u009b31m\u007f\u001b[201~"],
  ["the reading direction, and nothing", "\u202eabc\u2066\u200b\ufeff"],
  ["the end of a script in HTML", "</script><script>alert(1)</script><!--"],
  ["the end of a comment", `*/ touch(); /* # // ${MADE_FILE}`],
  ["a command of a build log", "##vso[task.setvariable variable=x]y ::set-output name=x::y"],
  ["an encoding of Python, which reads escapes in comments", `coding: unicode_escape \\x0aopen("${MADE_FILE}", "w") #`],
  ["another encoding of Python", `coding: utf-7 +AAo-open('${MADE_FILE}','w')`],
  ["directives of compilers", "+build ignore go:embed x @ts-nocheck #pragma"],
  ["a name of the prototype", "__proto__"],
  ["a placeholder of ours", "{deployment}{constructor}"],
  ["a long text", "x".repeat(4_000)],
  ["nothing", ""],
];

/** As every encoder to UTF-8 writes it. */
export function asSent(value: string): string {
  return value.replace(/\p{Cs}/gu, "\ufffd");
}

/** A value as a literal of a probe: what would be a placeholder there is none, as no source gives it a value. */
export function isPlaceholder(value: string): boolean {
  return /\{[a-z][a-z0-9-]*\}/.test(value);
}

type StepLike = JsonObject;

/** One request that carries a value in its query and its JSON body, as a key too. */
export function jsonStep(value: string): StepLike {
  const json = { v: value, nested: [{ deep: value }], [`k${value}`]: 1 };
  return { stage: "result", post: "/value", query: { q: value }, json, expect: { status: [200], nonempty: "ok" } };
}

/** One request that the vendor's SDK can send too. */
export function chatStep(value: string): StepLike {
  const messages = [{ role: "user", content: value }];
  return {
    stage: "result",
    post: "/openai/v1/chat/completions",
    json: { model: "d", messages },
    expect: { status: [200], nonempty: "choices.*.message.content" },
  };
}

/** One request that carries a value in a form. */
export function formStep(value: string): StepLike {
  const file = { file: "speech.wav", type: "audio/wav" };
  return { stage: "result", post: "/form", multipart: { v: value, file }, expect: { status: [200], nonempty: "ok" } };
}

/** A session that sends values as events. */
export function sessionSteps(values: string[]): StepLike[] {
  return [
    { stage: "upgrade", websocket: "/session" },
    ...values.map((value) => ({ stage: "input", send: { type: "x", v: value, [`k${value}`]: value } })),
    { stage: "result", expect: { event: "done", nonempty: "ok" } },
  ];
}

/** One request that names the deployment wherever it can be named, for values that are names. */
export const NAMING_STEP: StepLike = {
  stage: "result",
  post: "/openai/deployments/{deployment}/value",
  query: { q: "{deployment}" },
  json: { v: "{deployment}" },
  expect: { status: [200], nonempty: "ok" },
};

/**
 * A report that says that a probe of these steps worked for a deployment.
 * @param honest a report with at least one cell that worked
 */
export function reportOf(honest: Report, steps: StepLike[], deployment = "d"): Report {
  const own: Report = JSON.parse(JSON.stringify(honest));
  const proven = own.results.find(({ verdict, cell }) => verdict === "supported" && cell.deployment !== null);
  if (proven === undefined) throw new Error("the honest report has no cell that worked");
  const probe = { surface: "rest", role: "chat", reference: "https://example.com/", title: deployment || "none" };
  own.probes = [probeSchema.parse({ ...probe, id: "hostile", steps })];
  own.results = [{ ...proven, cell: { ...proven.cell, deployment, role: "chat", probe: "hostile", companion: null } }];
  for (const target of own.targets) Object.assign(target, { region: deployment });
  return own;
}
