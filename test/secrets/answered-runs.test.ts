import { afterAll, beforeAll, describe, it } from "vitest";
import { type HostilePeer, hostilePeer } from "./random-run.ts";
import { LONGEST, noneLeaks, RUNS } from "./runs.ts";

let peer: HostilePeer;
beforeAll(async () => {
  peer = await hostilePeer();
});
afterAll(() => peer.peer.close());

describe("a run whose questions are answered", () => {
  it("writes no secret, whatever the peer repeats", () => noneLeaks(peer, ["answered"], RUNS), LONGEST);
});
