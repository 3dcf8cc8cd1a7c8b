import { beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { JsonObject } from "../../src/model/json.ts";
import { buildCli, finished, startCli } from "../support/built-cli.ts";

/* The emulator in a process of its own, its clients in this one: two cores, as on the machine it is meant for. */

const SESSIONS = 1000;
const TURNS = 3;

/** Events of one GA text turn, in their order. */
const TURN = [
  ...["response.created", "response.output_item.added", "conversation.item.added", "response.content_part.added"],
  ...["response.output_text.delta", "response.output_text.done", "response.content_part.done"],
  ...["conversation.item.done", "response.output_item.done", "response.done", "rate_limits.updated"],
];
const WHOLE = ["session.created", ...Array.from({ length: TURNS }, () => TURN).flat()];

beforeAll(buildCli);

it("holds a thousand sessions at once without losing an event", { timeout: 120_000 }, async () => {
  const child = startCli(["emulate", "all-supported"]);
  const end = finished(child);
  const line: JsonObject = await new Promise((resolve) => {
    child.stdout?.once("data", (text) => resolve(JSON.parse(String(text))));
  });
  const url = `${String(line.endpoint).replace("http", "ws")}/openai/v1/realtime?model=gpt-realtime-1.5`;
  const started = performance.now();
  const sessions = await Promise.all(Array.from({ length: SESSIONS }, () => opened(url, String(line.key))));
  const allOpen = performance.now();
  expect(sessions.every(({ socket }) => socket.readyState === WebSocket.OPEN)).toBe(true);
  await Promise.all(sessions.map(converse));
  const done = performance.now();
  const seen = new Set(sessions.map(({ types }) => types.join(" ")));
  expect([...seen]).toEqual([WHOLE.join(" ")]);
  for (const { socket } of sessions) socket.terminate();
  child.stdin?.end();
  expect((await end).code).toBe(0);
  const perSecond = Math.round((SESSIONS * WHOLE.length * 1000) / (done - started));
  console.log(
    `${SESSIONS} sessions open in ${Math.round(allOpen - started)} ms; ${SESSIONS * WHOLE.length} events, none lost, ${perSecond} a second`,
  );
});

interface Session {
  socket: WebSocket;
  types: string[];
  /** Told each event's type. */
  on: (type: string) => void;
}

function opened(url: string, key: string): Promise<Session> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers: { "api-key": key }, perMessageDeflate: false });
    const session: Session = { socket, types: [], on: () => undefined };
    socket.on("message", (data) => {
      const { type } = JSON.parse(String(data));
      session.types.push(type);
      if (type === "session.created") resolve(session);
      session.on(type);
    });
    socket.on("error", reject);
    socket.on("unexpected-response", (_, response) => reject(new Error(`refused with ${response.statusCode}`)));
  });
}

function converse(session: Session): Promise<void> {
  return new Promise((resolve, reject) => {
    let turns = 0;
    const next = () => {
      if (turns++ === TURNS) resolve();
      else session.socket.send(JSON.stringify({ type: "response.create", response: { output_modalities: ["text"] } }));
    };
    session.on = (type) => {
      if (type === "rate_limits.updated") next();
    };
    session.socket.on("close", () => reject(new Error("a session was closed")));
    next();
  });
}
