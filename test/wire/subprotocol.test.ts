import { describe, expect, it } from "vitest";
import { frame, rawPeer, switching } from "../support/raw-peer.ts";
import { ask } from "../support/wire-question.ts";

/** Makes a handshake that offers `realtime`, against a peer that adds these lines to its 101. */
async function offered(lines: string[], offers: [string, string][] = [["Sec-WebSocket-Protocol", "realtime"]]) {
  const peer = await rawPeer((socket, head) => {
    socket.write(switching(head, lines));
    socket.write(frame(1, '{"type":"session.created"}'));
  });
  const { hop, channel } = await ask(peer.url("ws"), { headers: offers });
  const first = await channel?.next(2_000);
  await channel?.close();
  await peer.close();
  return { hop, first, sent: peer.received.join("") };
}

describe("a handshake that offers a subprotocol", () => {
  it.each([
    ["repeats it", ["Sec-WebSocket-Protocol: realtime"]],
    ["chooses none, as RFC 6455 allows", []],
  ])("is accepted by a 101 that %s", async (_, lines) => {
    const { hop, first, sent } = await offered(lines);
    expect(hop.failure).toBeNull();
    expect(hop.status).toBe(101);
    expect(first).toMatchObject({ kind: "frame", frame: { event: { type: "session.created" } } });
    expect(sent.match(/sec-websocket-protocol: realtime/gi)).toHaveLength(1);
    const chosen = hop.responseHeaders.filter(([name]) => name.toLowerCase() === "sec-websocket-protocol");
    expect(chosen, "the record has what the peer sent").toHaveLength(lines.length);
  });

  it("breaks the protocol with a 101 that chooses another one", async () => {
    const { hop } = await offered(["Sec-WebSocket-Protocol: other"]);
    expect(hop.failure?.cause).toBe("ws.bad-101");
  });

  it("breaks the protocol with a 101 that chooses one, if none was offered", async () => {
    const { hop } = await offered(["Sec-WebSocket-Protocol: realtime"], []);
    expect(hop.failure?.cause).toBe("ws.bad-101");
  });
});
