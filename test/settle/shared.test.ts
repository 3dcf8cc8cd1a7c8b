import { describe, expect, it } from "vitest";
import { PAIRS } from "../../src/model/effort.ts";
import { type Probe, probeSchema } from "../../src/model/probe.ts";
import type { Report } from "../../src/model/report.ts";
import type { Role } from "../../src/model/role.ts";
import { type Answer, type Asked, DONE, extraIn, playAll, refusal } from "./service.ts";

/*
 * One experiment for all cells that a target refused in the same words. The words name nothing, and they are the same
 * for a model that does not fit, for two selectors and for a field.
 */

const NO = refusal("no");
const OPEN: Answer = { status: 101, body: {} };

function socket(id: string, role: Probe["role"], path: string, query: Record<string, string>): Probe {
  return probeSchema.parse({
    id,
    title: "A session",
    surface: "ga",
    role,
    reference: "https://example.com/",
    steps: [
      { stage: "upgrade", websocket: path, query },
      { stage: "result", send: { type: "x", name: "{deployment}" }, expect: { event: "session.created" } },
    ],
  });
}

function post(id: string, role: Probe["role"], fields: Record<string, number>): Probe {
  return probeSchema.parse({
    id,
    title: "A request",
    surface: "rest",
    role,
    reference: "https://example.com/",
    steps: [
      {
        stage: "result",
        post: `/openai/${id}`,
        json: { model: "{deployment}", ...fields },
        expect: { status: [200], present: "choices.0.message", nonempty: "choices.*.message.content" },
      },
    ],
  });
}

const MODEL = { model: "{deployment}" };
const TALK = socket("own-talk", "conversation", "/openai/v1/realtime", MODEL);
const HEAR = socket("own-hear", "transcription", "/openai/v1/realtime", { intent: "transcription" });
const BOTH = socket("own-both", "transcription", "/openai/v1/realtime", { intent: "transcription", ...MODEL });
const CHAT = post("own-chat", "chat", { seed: 7 });
const SPEAK = post("own-speak", "speech", {});

const ROLES: Record<string, Role> = {
  talker: "conversation",
  hearer: "transcription",
  second: "transcription",
  writer: "chat",
};

/** A path answers for its own role. Two selectors are one too many. */
function usual({ deployment, path, query }: Asked): Answer {
  const role = ROLES[deployment];
  if (path === "/openai/own-chat") return role === "chat" ? DONE : NO;
  if (path === "/openai/own-speak") return NO;
  if (query.intent !== undefined) return query.model === undefined ? OPEN : NO;
  return role === "conversation" ? OPEN : NO;
}

const causeOf = ({ results }: Report, id: string) => results.find(({ cell }) => cell.id === `t/${id}`)?.cause;
const claimsIn = ({ results }: Report) =>
  results.flatMap(({ cell, cause }) => (cause === "refused.by-experiment" ? [cell.id] : []));

describe("cells that were refused in the same words", () => {
  it("are settled together, within the default limit", async () => {
    const { report } = await playAll(ROLES, [TALK, HEAR, BOTH, CHAT], usual);
    expect(extraIn(report).length).toBeLessThanOrEqual(24);
    for (const id of ["hearer/own-talk", "second/own-talk", "writer/own-talk", "talker/own-chat", "hearer/own-chat"])
      expect([id, causeOf(report, id)]).toEqual([id, "refused.by-experiment"]);
    for (const name of ["hearer", "second", "talker", "writer"])
      expect([name, causeOf(report, `${name}/own-both`)]).toEqual([name, "request.selectors-exclusive"]);
    const both = report.results.find(({ cell }) => cell.id === "t/hearer/own-both");
    expect(both?.facts).toEqual({ field: "query model" });
    expect(both?.settledBy?.length).toBeGreaterThanOrEqual(3 * PAIRS);
  });

  it("are sent again by turns with requests that must pass", async () => {
    const { report } = await playAll(ROLES, [TALK, HEAR, BOTH, CHAT], usual);
    const peers = extraIn(report).flatMap(({ cell }, n) => (cell.settles?.trial.kind === "peer" ? [n] : []));
    expect(peers).toHaveLength(PAIRS);
    expect(peers.slice(2).every((n, index) => n - (peers[index] ?? 0) > 2)).toBe(true);
  });

  it("are not settled with less than the whole experiment", async () => {
    for (const cells of [3, 10, 17]) {
      const { report } = await playAll(ROLES, [TALK, HEAR, BOTH, CHAT], usual, { cells });
      expect(claimsIn(report)).toEqual([]);
    }
  });

  it("do not settle a path on which no deployment works, if the handshake has a further selector", async () => {
    // The same words: nothing here shows that it is the selector.
    const { report } = await playAll(ROLES, [TALK, BOTH, CHAT], usual);
    expect(claimsIn(report).filter((id) => id.endsWith("own-both"))).toEqual([]);
    expect(causeOf(report, "hearer/own-both")).toBe("inconclusive.unrecognised");
  });

  it("settle a path of another role on which no deployment works", async () => {
    const { report } = await playAll(ROLES, [TALK, HEAR, CHAT, SPEAK], usual);
    expect(claimsIn(report)).toContain("t/talker/own-speak");
  });

  it("do not settle a cell of its own role", async () => {
    const answer = (asked: Asked) => (asked.deployment === "second" && asked.path.endsWith("chat") ? NO : usual(asked));
    const { report } = await playAll({ ...ROLES, second: "chat" }, [TALK, HEAR, CHAT], answer);
    const second = report.results.find(({ cell }) => cell.id === "t/second/own-chat");
    // An experiment of its own may still settle it, with as many requests as for one cell alone.
    if (second?.settledBy !== undefined) expect(second.settledBy).toHaveLength(3 * PAIRS);
    else expect(second?.verdict).toBe("inconclusive");
  });

  it("do not settle a deployment that a field keeps out", async () => {
    const answer = (asked: Asked) =>
      asked.deployment === "talker" && asked.path.endsWith("chat") && asked.body.seed === undefined
        ? DONE
        : usual(asked);
    const { report } = await playAll(ROLES, [TALK, HEAR, BOTH, CHAT], answer);
    expect(claimsIn(report)).toContain("t/hearer/own-chat");
    expect(claimsIn(report)).not.toContain("t/talker/own-chat");
  });

  it("do not settle a deployment that works nowhere", async () => {
    const answer = (asked: Asked) => (asked.deployment === "writer" ? NO : usual(asked));
    const { report } = await playAll(ROLES, [TALK, HEAR, CHAT], answer);
    expect(claimsIn(report).filter((id) => id.includes("/writer/"))).toEqual([]);
  });

  const FICKLE: [what: string, answer: (asked: Asked, count: number) => Answer][] = [
    ["one deployment after its first refusal", (asked, n) => (asked.deployment === "second" && n > 1 ? OPEN : NO)],
    ["every deployment after many refusals", (_, n) => (n > 9 ? OPEN : NO)],
    ["every second time", (_, n) => (n % 2 === 0 ? OPEN : NO)],
  ];
  it.each(FICKLE)("are no claim if the service accepts %s", async (_what, answer) => {
    const counts = new Map<string, number>();
    const { report } = await playAll(ROLES, [TALK, HEAR], (asked) => {
      const usually = usual(asked);
      if (usually !== NO) return usually;
      const key = asked.deployment === "second" ? "second" : "all";
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return answer(asked, counts.get(key) ?? 0);
    });
    expect(claimsIn(report)).toEqual([]);
  });

  it("are no claim if a request that must pass is refused", async () => {
    let count = 0;
    const { report } = await playAll(ROLES, [TALK, HEAR, CHAT], (asked) => {
      const usually = usual(asked);
      if (usually === NO) return usually;
      count += 1;
      return count > 6 ? NO : usually;
    });
    expect(claimsIn(report)).toEqual([]);
  });
});
