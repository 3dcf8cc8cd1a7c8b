import { afterAll, beforeAll, describe, it } from "vitest";
import { COURSES } from "./hostile-answers.ts";
import { type HostilePeer, hostilePeer } from "./random-run.ts";
import { LONGEST, noneLeaks, RUNS } from "./runs.ts";

let peer: HostilePeer;
beforeAll(async () => {
  peer = await hostilePeer();
});
afterAll(() => peer.peer.close());

describe("a run that is refused or redirected", () => {
  const refused = COURSES.filter((course) => course !== "answered");
  it("writes no secret, whatever the peer repeats", () => noneLeaks(peer, refused, RUNS), LONGEST);
});
