import { describe, expect, it } from "vitest";
import { ask, knock, open, refused, resource, Socket } from "./resource-client.ts";

const SCENARIO = "all-supported";
const GA = "/openai/v1/realtime?model=gpt-realtime-1.5";
const SECRETS = "/openai/v1/realtime/client_secrets";
const TURN = { type: "response.create", response: { output_modalities: ["text"] } };

describe("a fault that was asked for", () => {
  it("answers everything with a 5xx that is marked as the emulator's", async () => {
    const running = await resource(SCENARIO, { demonstration: { fault: "5xx" } });
    for (const answer of [await ask(running, "/openai/v1/models", { method: "GET" }), await refused(running, GA)]) {
      expect(answer.status).toBe(500);
      expect(answer.json).toMatchObject({ error: { code: "InternalServerError" } });
      expect(answer.headers).toMatchObject({ "x-aoai-probe-emulator": SCENARIO, "x-ms-region": "Emulated" });
    }
  });

  it("drops every connection without a byte", async () => {
    const running = await resource(SCENARIO, { demonstration: { fault: "drop" } });
    await expect(ask(running, "/openai/v1/models", { method: "GET" })).rejects.toThrow("socket hang up");
    await expect(knock(running, GA)).rejects.toThrow("socket hang up");
  });

  it("answers nothing at all, and is still ended by its closing", async () => {
    const running = await resource(SCENARIO, { demonstration: { fault: "stall" } });
    const asked = ask(running, "/openai/v1/models", { method: "GET" });
    let settled = false;
    const ended = asked.then(
      () => "answered",
      () => "ended",
    );
    void ended.then(() => {
      settled = true;
    });
    // The emulator has answered a whole other question by the time this one is looked at.
    const other = await resource(SCENARIO);
    await ask(other, "/openai/v1/models", { method: "GET" });
    expect(settled).toBe(false);
    await running.close();
    expect(await ended).toBe("ended");
  });
});

describe("latency that was asked for", () => {
  it("puts off answers and events, and keeps the order of events", async () => {
    const latencyMs = 40;
    const [slow, quick] = [await resource(SCENARIO, { demonstration: { latencyMs } }), await resource(SCENARIO)];
    const before = performance.now();
    const socket = await open(slow, GA);
    await socket.next("session.created");
    socket.send(TURN);
    await socket.next("rate_limits.updated");
    expect(performance.now() - before).toBeGreaterThan(3 * latencyMs - 5);
    const reference = await open(quick, GA);
    reference.send(TURN);
    await reference.next("rate_limits.updated");
    expect(socket.types()).toEqual(reference.types());
  });
});

describe("limits", () => {
  it("of a session count down in rate_limits.updated, and end in an error that does not end the session", async () => {
    const running = await resource(SCENARIO, { turns: { count: 2, within: 60_000 } });
    const socket = await open(running, GA);
    for (const remaining of [1, 0]) {
      socket.send(TURN);
      const { rate_limits } = await socket.next("rate_limits.updated");
      expect(rate_limits).toMatchObject([{ name: "requests", limit: 2, remaining }, { name: "tokens" }]);
    }
    socket.send({ ...TURN, event_id: "third" });
    const error = { type: "invalid_request_error", code: "rate_limit_exceeded", event_id: "third" };
    expect(await socket.next("error")).toMatchObject({ error });
    socket.send({ type: "session.update", session: { type: "realtime" } });
    await socket.next("session.updated");
  });

  it("of handshakes put off those beyond, say for how long, and let in again when the time is over", async () => {
    let now = 1_000_000;
    const running = await resource(SCENARIO, { handshakes: { count: 2, within: 60_000 }, now: () => now });
    await open(running, GA);
    await refused(running, "/openai/v1/realtime?model=missing");
    await open(running, GA);
    now += 20_500;
    const answer = await refused(running, GA);
    expect(answer.status).toBe(429);
    expect(answer.headers).toMatchObject({ "retry-after": "40", "retry-after-ms": "39500" });
    now += 39_500;
    expect(await knock(running, GA)).toBeInstanceOf(Socket);
  });

  it("let a minted secret expire when its seconds are over", async () => {
    let now = Date.now();
    const running = await resource(SCENARIO, { now: () => now });
    const session = { type: "realtime", model: "gpt-realtime-1.5" };
    const json = { session, expires_after: { anchor: "created_at", seconds: 10 } };
    const minted = await ask(running, SECRETS, { json });
    const credential = { authorization: `Bearer ${String(minted.json.value)}` };
    await open(running, GA, { credential });
    now += 10_001;
    const answer = await refused(running, GA, { credential });
    expect(answer).toMatchObject({
      status: 401,
      json: { error: { message: "Realtime session ephemeral token has expired." } },
    });
  });
});
