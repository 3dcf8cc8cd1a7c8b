import { describe, expect, it } from "vitest";
import { type Behaviour, closing, drip, event, frame, rawPeer, switching, upgrade } from "../support/raw-peer.ts";
import { ask, endOf, listenTo, SHORT } from "../support/wire-question.ts";
import { askFaulty, faultyPeer, LONGEST_MS, questionOf, variationsOf } from "./variation.ts";
import { bytes, CREATED, ENDINGS, REFUSALS } from "./websocket-fault-rows.ts";

describe("a peer that does not open the socket", () => {
  it.each(variationsOf(REFUSALS))("and $row.does comes to $row.cause, $how.name", async ({ row, how }) => {
    const { behave, status, body, redirect } = row;
    const cause = row.behind && how.bytewise ? [row.cause, null].flat() : row.cause;
    const { hop, channel, took } = await askFaulty("ws", behave, how, row);
    expect(took).toBeLessThan(LONGEST_MS);
    expect(cause === null ? [null] : [cause].flat()).toContain(hop.failure?.cause ?? null);
    if (status !== undefined) expect(hop.status).toBe(status);
    if (body !== undefined) expect(hop.body?.text).toMatch(body);
    if (redirect !== undefined) expect(hop.redirect).toMatchObject(redirect);
    expect(channel).toBeNull();
  });
});

/** Bound that only a wait of 60 s exceeds, also on a busy machine. */
const HANG_MS = 20_000;

/** What comes before the fault in the middle of a session: two events, and one of ours. */
const BEFORE = [CREATED, event({ type: "session.updated" })];

describe("a peer that opens the socket", () => {
  it.each(variationsOf(ENDINGS))("and then sends $row.does is recorded as such, $how.name", async ({ row, how }) => {
    const { afterwards, close, violation, failure, events } = row;
    const peer = await faultyPeer(
      (socket, head) => {
        socket.write(switching(head));
        if (!how.second) {
          afterwards(socket, head);
          return;
        }
        socket.write(Buffer.concat(BEFORE));
        socket.once("data", () => afterwards(socket, head));
      },
      { ...how, second: false },
    );
    const started = performance.now();
    const { hop, channel } = await ask(peer.url(how.tls ? "wss" : "ws"), questionOf(how, row));
    expect(hop.failure).toBeNull();
    expect(hop.status).toBe(101);
    if (channel === null) throw new Error("the socket is not open");
    if (how.second) {
      for (const _ of BEFORE) expect(await channel.next(2_000)).toMatchObject({ frame: { direction: "received" } });
      await channel.send({ type: "session.update" });
    }
    // What never comes is waited for as long as every test of silence waits, and what is slow to come for longer.
    const heard = await listenTo(channel, failure === undefined ? (row.wait ?? 2_000) : undefined);
    expect(performance.now() - started).toBeLessThan(LONGEST_MS);
    const end = endOf(heard.frames);
    expect(heard.failure).toBe(failure ?? null);
    if (close !== null) expect(end).toMatchObject(close);
    expect(end?.failure?.cause ?? null).toBe(violation ?? null);
    if (events !== undefined) expect(heard.frames.filter((f) => f.kind === "message").length).toBe(events);
    await peer.idle();
    await peer.close();
  });
});

describe("the bytes of a conversation", () => {
  const CONVERSATION = [
    CREATED,
    event({ type: "session.updated" }),
    frame(1, "not json"),
    frame(2, bytes(0, 1, 2)),
    closing(1011, "because"),
  ];

  const told = async (behave: Behaviour) => {
    const peer = await rawPeer(behave);
    const { hop, channel } = await ask(peer.url("ws"), { deadlines: { headers: 5_000 } });
    if (channel === null) throw new Error(`not open: ${hop.failure?.cause}`);
    const { frames } = await listenTo(channel, 2_000);
    await peer.close();
    return frames.map(({ at: _, ...rest }) => rest);
  };

  it("mean the same in one segment with the 101, in segments of their own, and byte by byte", async () => {
    const whole = await told((socket, head) =>
      socket.end(Buffer.concat([Buffer.from(switching(head)), ...CONVERSATION])),
    );
    const apart = await told((socket, head) => {
      const parts = [Buffer.from(switching(head)), ...CONVERSATION];
      const next = () => {
        const part = parts.shift();
        if (part === undefined) socket.end();
        else socket.write(part, () => setTimeout(next, 2));
      };
      next();
    });
    const sliced = await told((socket, head) =>
      drip(Buffer.concat([Buffer.from(switching(head)), ...CONVERSATION]), 0, 1, (s) => s.end())(socket, head),
    );
    expect(whole.length).toBe(5);
    expect(apart).toEqual(whole);
    expect(sliced).toEqual(whole);
  });
});

describe("an open socket", () => {
  it("gives the events that came while nobody asked, in their order", async () => {
    const peer = await rawPeer(upgrade((s) => s.write(Buffer.concat([1, 2, 3].map((n) => event({ type: `e${n}` }))))));
    const { channel } = await ask(peer.url("ws"));
    if (channel === null) throw new Error("the socket is not open");
    const types: unknown[] = [];
    for (let n = 0; n < 3; n++) {
      const arrival = await channel.next(1_000);
      if (arrival.kind === "frame" && arrival.frame.kind === "message") types.push(arrival.frame.event?.type);
    }
    expect(types).toEqual(["e1", "e2", "e3"]);
    await channel.close();
    await peer.idle();
    await peer.close();
  });

  it("ends at once when the run is interrupted while it waits", async () => {
    const abort = new AbortController();
    const peer = await rawPeer(upgrade(() => undefined));
    const { channel } = await ask(peer.url("ws"), { signal: abort.signal });
    if (channel === null) throw new Error("the socket is not open");
    const waiting = channel.next(60_000);
    const started = performance.now();
    abort.abort();
    expect(await waiting).toMatchObject({ kind: "failure" });
    await channel.close();
    expect(performance.now() - started).toBeLessThan(HANG_MS);
    await peer.idle();
    await peer.close();
  });

  it("terminates a peer that never answers our close, and may be closed twice", async () => {
    const peer = await rawPeer(upgrade(() => undefined));
    const { channel } = await ask(peer.url("ws"));
    const frames = await channel?.close();
    expect(frames).toMatchObject([{ kind: "close", by: "us", code: 1000 }]);
    expect(await channel?.close()).toEqual([]);
    await peer.idle();
    await peer.close();
  });

  it("takes what is sent after the end without a fault", async () => {
    const peer = await rawPeer(upgrade((s) => s.end(closing(1000))));
    const { channel } = await ask(peer.url("ws"));
    if (channel === null) throw new Error("the socket is not open");
    await listenTo(channel);
    expect(await channel.send({ type: "session.update" })).toMatchObject({ direction: "sent" });
    await peer.close();
  });

  it("replaces audio in both directions by its length and hash", async () => {
    const audio = Buffer.alloc(3000, 7).toString("base64");
    const peer = await rawPeer(
      upgrade((s) => s.write(event({ type: "response.output_audio.delta", delta: audio, item_id: "item_1" }))),
    );
    const { channel } = await ask(peer.url("ws"));
    if (channel === null) throw new Error("the socket is not open");
    const sent = await channel.send({ type: "input_audio_buffer.append", audio });
    const arrival = await channel.next(1_000);
    expect(sent.event).toEqual({
      type: "input_audio_buffer.append",
      audio: { bytes: 3000, sha256: expect.any(String) },
    });
    expect(arrival).toMatchObject({ frame: { event: { item_id: "item_1", delta: { bytes: 3000 } } } });
    await channel.close();
    await peer.close();
  });
});

describe("a peer that stops reading after the 101", () => {
  it("does not hold a cell: what it does not take in time ends the socket", async () => {
    const peer = await rawPeer((socket, head) => {
      socket.write(switching(head));
      socket.pause();
    });
    const { channel } = await ask(peer.url("ws"), { deadlines: { ...SHORT, request: 200 } });
    const megabyte = "A".repeat(1024 * 1024);
    for (let sent = 0; sent < 40; sent++) await channel?.send({ type: "input_audio_buffer.append", audio: megabyte });
    const arrival = await channel?.next(1000);
    expect(arrival).toMatchObject({ frame: { kind: "close", by: "us", failure: { cause: "http.request.timeout" } } });
    await channel?.close();
    await peer.close();
  });
});
