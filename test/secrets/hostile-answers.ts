import type { Canaries, Kind } from "./canaries.ts";

/** What a peer will answer to a mint, to the handshake after it, and over the socket. */
export interface Script {
  mint: Answer;
  upgrade: Answer;
  events: Record<string, unknown>[];
  closeReason: string;
}

export interface Answer {
  status: number;
  reason: string;
  headers: string[];
  body: Record<string, unknown> | string;
  /** Bytes of the body that are promised and never come. */
  missing: number;
}

/** How a run goes: what refuses it, if anything does. */
export const COURSES = [
  "answered",
  "mint refused",
  "mint redirected",
  "upgrade refused",
  "upgrade redirected",
] as const;
export type Course = (typeof COURSES)[number];

const HEADERS = [
  "content-type: application/json",
  "apim-request-id: 4b30c637-e2c5-41f9-8e2c-5d37fa3d22d8",
  "x-ms-region: France Central",
];
const ERROR = { error: { code: "BadRequest", message: "the request is not valid", param: null, type: null } };
const DONE = {
  type: "response.done",
  response: {
    id: "resp_1",
    status: "completed",
    output: [{ id: "item_1", content: [{ type: "output_text", text: "ready" }] }],
    usage: { total_tokens: 12 },
  },
};

/** The script of a peer that plays its course as the documentation says, and repeats nothing. */
export function honestScript(course: Course, minted: string): Script {
  const refused = (status: number): Answer => ({
    status,
    reason: "Bad Request",
    headers: [...HEADERS],
    body: { ...ERROR },
    missing: 0,
  });
  const redirected = (path: string): Answer => ({
    status: 302,
    reason: "Found",
    headers: [...HEADERS, `Location: ${path}`],
    body: "<html>moved</html>",
    missing: 0,
  });
  const mint: Answer = {
    status: 200,
    reason: "OK",
    headers: [...HEADERS],
    body: { value: minted, expires_at: 1_756_310_470, session: { id: "sess_1", type: "realtime" } },
    missing: 0,
  };
  return {
    mint: course === "mint refused" ? refused(401) : course === "mint redirected" ? redirected("/moved") : mint,
    upgrade:
      course === "upgrade refused"
        ? refused(400)
        : course === "upgrade redirected"
          ? redirected("/v1/realtime?intent=x")
          : { ...mint, status: 101 },
    events: [
      { type: "session.created", event_id: "event_1", session: { id: "sess_1" } },
      { type: "session.updated", session: { id: "sess_1", output_modalities: ["text"] } },
      { type: "conversation.item.created", item: { id: "item_0", type: "message" } },
      DONE,
    ],
    closeReason: "bye",
  };
}

/** A place of an answer at which a secret is put. */
export interface Place {
  /** The kinds that are known to be secret there: those known by value anywhere, others where the place says so. */
  kinds: readonly Kind[] | "known";
  /** Whether any disguise may stand there; else the secret stands as the place has it. */
  disguised: boolean;
  put(script: Script, text: string, secret: string): void;
}

function latest(script: Script): Answer {
  return script.mint.status === 200 ? script.upgrade : script.mint;
}

function inBody(script: Script, fields: Record<string, unknown>): void {
  for (const answer of [script.mint, script.upgrade]) {
    if (typeof answer.body === "string") answer.body += JSON.stringify(fields);
    else answer.body = { ...answer.body, ...fields };
  }
}

function inHeader(script: Script, line: string): void {
  script.mint.headers.push(line);
  script.upgrade.headers.push(line);
}

/** What cannot stand on one line is left out, together with what continued the line. */
const line = (text: string) =>
  text.replace(/[\\=]?[\r\n]+|\0/g, "").replace(/[^\x20-\x7e]/g, (c) => Buffer.from(c).toString("latin1"));

/** What of a secret may stand in a host name as it is. */
function longestWord(secret: string): string {
  return secret.split(/[^A-Za-z0-9]+/).reduce((longest, word) => (word.length > longest.length ? word : longest), "");
}

function relocate(script: Script, change: (location: string) => string): void {
  for (const answer of [script.mint, script.upgrade]) {
    answer.headers = answer.headers.map((header) =>
      header.startsWith("Location: ") ? `Location: ${change(header.slice(10))}` : header,
    );
  }
}

const query = (location: string, pair: string) => `${location}${location.includes("?") ? "&" : "?"}${pair}`;

/** Every place of the wire that a peer writes to. */
export const PLACES: Record<string, Place> = {
  "the status line": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      latest(s).reason = line(text);
    },
  },
  "a header's value": { kinds: "known", disguised: true, put: (s, text) => inHeader(s, `x-echo: ${line(text)}`) },
  "a header's name": {
    kinds: "known",
    disguised: false,
    put: (s, _, secret) => inHeader(s, `x-${Buffer.from(secret).toString("hex")}: 1`),
  },
  "an error's message": {
    kinds: "known",
    disguised: true,
    put: (s, text) => inBody(s, { error: { code: "x", message: `the key ${text} is wrong`, param: text } }),
  },
  "a name in a body": {
    kinds: "known",
    disguised: true,
    put: (s, text) => inBody(s, { [text]: { deep: [[{ [text]: 1 }]] } }),
  },
  "a page of HTML": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      latest(s).body = `<html><body>denied: ${text}</body></html>`;
    },
  },
  "a body across the evidence limit": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      latest(s).body = `${"x".repeat(65_520 - (text.length % 40))} ${text} tail`;
    },
  },
  "a body that is cut off within it": {
    kinds: "known",
    disguised: false,
    put: (s, _, secret) => {
      Object.assign(latest(s), { body: `denied: ${secret.slice(0, 20)}`, missing: 100 });
    },
  },
  "an event": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.events.unshift({ type: "error", error: { message: `not ${text}`, code: "x" } });
    },
  },
  "an event's name and nested values": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.events.splice(1, 0, { type: "rate_limits.updated", [text]: [{ deep: { [text]: text } }] });
    },
  },
  "two events": {
    kinds: "known",
    disguised: false,
    put: (s, _, secret) => {
      s.events.unshift({ type: "a", text: secret.slice(0, 14) }, { type: "b", text: secret.slice(14) });
    },
  },
  "a message that is no event": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.events.unshift({ "": `no type ${text}` });
    },
  },
  "the close reason": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.closeReason = Buffer.from(`bye ${text}`)
        .subarray(0, 120)
        .toString()
        .replace(/\ufffd/g, "");
    },
  },
  "a Location's path": {
    kinds: "known",
    disguised: true,
    put: (s, text) => relocate(s, () => `/moved/${line(text).replaceAll(" ", "")}/x`),
  },
  "a Location's query, under a name nobody knows": {
    kinds: "known",
    disguised: true,
    put: (s, text) => relocate(s, (l) => query(l, `zz=${line(text)}`)),
  },
  "a Location's fragment": {
    kinds: "known",
    disguised: true,
    put: (s, text) => relocate(s, (l) => `${l}#${line(text)}`),
  },
  "a Location's host name": {
    kinds: "known",
    disguised: false,
    put: (s, _, secret) => relocate(s, () => `https://${longestWord(secret)}.example/x`),
  },
  "a Location's query, as a key": {
    kinds: ["S1", "S3", "S4", "S5", "S6", "S7"],
    disguised: false,
    put: (s, _, secret) => relocate(s, (l) => query(l, `api-key=${encodeURIComponent(secret)}&sig=${secret}`)),
  },
  "a Location's userinfo": {
    kinds: ["S9", "S10"],
    disguised: false,
    put: (s, _, secret) => relocate(s, () => `https://me:p@x${encodeURIComponent(secret)}@r.example/x`),
  },
  "a URL in a text": {
    kinds: ["S3", "S6", "S7", "S10"],
    disguised: false,
    put: (s, _, secret) =>
      inBody(s, { note: `see https://x.example/?a=1&sig=${secret} or https://me:${secret}@x.example/` }),
  },
  "a header of credentials": {
    kinds: ["S3", "S6", "S11"],
    disguised: false,
    put: (s, _, secret) => inHeader(s, `Ocp-Apim-Subscription-Key: ${secret}`),
  },
  "headers told back": {
    kinds: ["S3", "S6", "S8"],
    disguised: false,
    put: (s, _, secret) =>
      inBody(s, {
        headers: { Cookie: `a=1`, "Ocp-Apim-Subscription-Key": secret },
        raw: `api-key: ${secret}\r\nhost: x`,
      }),
  },
  "a cookie": {
    kinds: ["S8"],
    disguised: false,
    put: (s, _, secret) => inHeader(s, `Set-Cookie: ARRAffinity=${secret}; Path=/; HttpOnly`),
  },
  "a token endpoint's answer": {
    kinds: ["S11"],
    disguised: false,
    put: (s, _, secret) => inBody(s, { refresh_token: secret, nested: { client_secret: secret, password: secret } }),
  },
  "an SDP": {
    kinds: ["S12"],
    disguised: false,
    put: (s, _, secret) => {
      inBody(s, { sdp: `v=0\r\na=ice-ufrag:uf7g\r\na=ice-pwd:${secret}\r\n` });
    },
  },
  "an SDP in an event": {
    kinds: ["S12"],
    disguised: false,
    put: (s, _, secret) => {
      s.events.unshift({ type: "call.offer", sdp: `a=ice-pwd:${secret}\r\n` });
    },
  },
  audio: {
    kinds: ["S13"],
    disguised: false,
    put: (s, _, secret) => {
      const audio = Buffer.from(`${secret}${secret}`).toString("base64");
      s.events.splice(
        2,
        0,
        { type: "response.output_audio.delta", delta: audio },
        { type: "conversation.item.added", item: { content: [{ type: "audio", audio }], x: { audio } } },
      );
    },
  },
};

/** What is planted in one run: place, kind and disguise as numbers, taken modulo what the place allows. */
export interface Planting {
  place: string;
  kind: number;
  disguise: number;
}

/** Puts a secret at a place; says what was put, for the count. */
export function plant(
  script: Script,
  planting: Planting,
  canaries: Canaries,
  disguises: [string, (s: string) => string][],
  known: readonly Kind[],
): string {
  const place = PLACES[planting.place];
  if (place === undefined) throw new Error(`no place '${planting.place}'`);
  const kinds = place.kinds === "known" ? known : place.kinds;
  const kind = kinds[planting.kind % kinds.length] ?? "S1";
  const [name, disguise] = (place.disguised ? disguises[planting.disguise % disguises.length] : undefined) ?? [
    "raw",
    (s: string) => s,
  ];
  place.put(script, disguise(canaries[kind]), canaries[kind]);
  return `${kind} at ${planting.place}, ${name}`;
}
