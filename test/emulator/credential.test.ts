import { expect, it } from "vitest";
import { Ephemerals } from "../../src/emulator/ephemeral.ts";
import { ask, open, refused, resource } from "./resource-client.ts";

const GA = "/openai/v1/realtime?model=gpt-realtime-1.5";
const DENIED =
  "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.";

it("takes the key as a header, as a bearer on v1 and in the query of a handshake, and the token as a bearer", async () => {
  const running = await resource("all-supported");
  const { key, token } = running;
  const sockets = [
    await open(running, GA, { credential: { "api-key": key } }),
    await open(running, GA, { credential: { authorization: `Bearer ${key}` } }),
    await open(running, GA, { credential: { authorization: `Bearer ${token}` } }),
    await open(running, `${GA}&api-key=${key}`, { credential: {} }),
  ];
  for (const socket of sockets) await socket.next("session.created");
});

it.each([
  ["none", {}],
  ["a wrong key", { "api-key": "not-the-key" }],
  ["a wrong token", { authorization: "Bearer not-the-token" }],
  ["a secret never minted", { "api-key": "ek_never" }],
])("denies %s with 401, on a handshake and on a request", async (_, credential) => {
  const running = await resource("all-supported");
  const answers = [
    await refused(running, GA, { credential }),
    await ask(running, "/openai/v1/chat/completions", { credential, json: { model: "gpt-4.1-mini" } }),
  ];
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 401, json: { error: { code: "401", message: DENIED } } });
    expect(answer.headers["x-aoai-probe-source"]).toBe("FR-085;elsewhere");
  }
});

it("denies a key in the query of a plain request", async () => {
  const running = await resource("all-supported");
  const path = `/openai/v1/models?api-key=${running.key}`;
  expect((await ask(running, path, { method: "GET", credential: {} })).status).toBe(401);
});

it("denies a credential that comes as a subprotocol (FR-018)", async () => {
  const running = await resource("all-supported");
  const protocols = ["realtime", `openai-insecure-api-key.${running.key}`];
  const path = "/openai/v1/realtime/translations?model=gpt-realtime-translate";
  const answer = await refused(running, path, { credential: {}, protocols });
  expect(answer.status).toBe(401);
  expect(answer.headers["x-aoai-probe-source"]).toBe("FR-018;elsewhere");
});

it("picks the subprotocol realtime where it is offered", async () => {
  const running = await resource("all-supported");
  const socket = await open(running, GA, { protocols: ["realtime"] });
  expect(socket.protocol).toBe("realtime");
});

it("takes a minted secret only where it was minted for", async () => {
  const running = await resource("all-supported");
  const json = { session: { type: "realtime", model: "gpt-realtime-1.5" } };
  const minted = await ask(running, "/openai/v1/realtime/client_secrets", { json });
  const credential = { authorization: `Bearer ${String(minted.json.value)}` };
  await open(running, GA, { credential });
  const elsewhere = [
    await refused(running, "/openai/realtime?api-version=2025-04-01-preview&deployment=gpt-realtime-1.5", {
      credential,
    }),
    await refused(running, "/openai/v1/realtime?intent=transcription", { credential }),
    await ask(running, "/openai/v1/models", { method: "GET", credential }),
  ];
  for (const answer of elsewhere) expect(answer.status).toBe(401);
});

it.each([9, 7201, 10.5])("mints no secret that lives %d seconds", async (seconds) => {
  const running = await resource("all-supported");
  const json = {
    expires_after: { anchor: "created_at", seconds },
    session: { type: "realtime", model: "gpt-realtime-1.5" },
  };
  const answer = await ask(running, "/openai/v1/realtime/client_secrets", { json });
  expect(answer).toMatchObject({ status: 400, json: { error: { param: "expires_after.seconds" } } });
});

it("forgets a secret when its seconds are over", () => {
  let now = 1_000_000;
  const ephemerals = new Ephemerals(() => now);
  const minted = { surface: "ga", kind: "realtime", session: {}, deployment: null } as const;
  const { value, expiresAt } = ephemerals.mint(minted, 10);
  expect(expiresAt).toBe(1_010_000);
  now = 1_009_999;
  expect(ephemerals.find(value)).toMatchObject({ kind: "realtime" });
  now = 1_010_000;
  expect(ephemerals.find(value)).toBe("expired");
  expect(ephemerals.find("ek_other")).toBeNull();
});
