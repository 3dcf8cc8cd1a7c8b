import type { Given, OpenSocket, Responder } from "./responder.ts";

export const FAULTS = ["5xx", "drop", "stall"] as const;
type Fault = (typeof FAULTS)[number];

/** Latency and faults for every answer. */
export interface Demonstration {
  /** Ms by which each answer and each event is delayed. */
  latencyMs: number;
  /** The answer to every request. Null: no fault. */
  fault: Fault | null;
}

const OVERLOADED = {
  error: {
    code: "InternalServerError",
    message: "The server had an error while processing your request. Sorry about that!",
  },
};

/** The same responder with latency or a fault. Its marks stay on the answers. */
export function demonstrated(responder: Responder, { latencyMs, fault }: Demonstration): Responder {
  if (latencyMs === 0 && fault === null) return responder;
  return {
    isKnown: (head) => responder.isKnown(head),
    respond: async (question) => {
      if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
      if (fault === "stall") return { kind: "stall" };
      if (fault === "drop") return { kind: "drop", how: "fin" };
      const given = await responder.respond(question);
      return fault === "5xx" ? broken(given) : later(given, latencyMs);
    },
  };
}

function broken(given: Given): Given {
  const marks = given.kind === "reply" || given.kind === "open" ? given.headers : [];
  const kept = marks.filter(([name]) => /^(apim-request-id|x-.*)$/i.test(name));
  const headers: [string, string][] = [...kept, ["content-type", "application/json"]];
  return { kind: "reply", status: 500, headers, bytes: Buffer.from(JSON.stringify(OVERLOADED)) };
}

function later(given: Given, ms: number): Given {
  if (given.kind !== "open") return given;
  return { ...given, run: (socket) => given.run(slow(socket, ms)) };
}

/** Timers of one length end in their order, so events keep their order. */
function slow(socket: OpenSocket, ms: number): OpenSocket {
  return {
    ...socket,
    send: (text) => void setTimeout(() => socket.send(text), ms),
    close: (code, reason) => void setTimeout(() => socket.close(code, reason), ms),
    end: (how) => void setTimeout(() => socket.end(how), ms),
  };
}
