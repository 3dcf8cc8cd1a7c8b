import { describe, expect, it } from "vitest";
import type { Cause } from "../../src/model/cause.ts";
import { Circuit } from "../../src/run/circuit.ts";
import { rawPeer, response, say, sayAndStay } from "../support/raw-peer.ts";
import { cellsOf, QUESTION, smallRun } from "../support/small-run.ts";

const CELLS = cellsOf(QUESTION.id, 20);
const cell = (n: number) => CELLS[n] ?? CELLS[0] ?? fail();
const OK = response("200 OK", ["content-type: application/json"], "{}");

function fail(): never {
  throw new Error("no cell");
}

/** A circuit after so many rounds of one cell each: round n lasts from 10 n to 10 n + 5. */
function afterRounds(rounds: number, cause: Cause = "tcp.refused"): Circuit {
  const circuit = new Circuit([100, 300]);
  for (let n = 0; n < rounds; n++) circuit.failed(cell(n), cause, 10 * n, 10 * n + 5);
  return circuit;
}

describe("the circuit of a host", () => {
  it("opens after three rounds of failures, and not after a burst of any size", () => {
    const burst = new Circuit();
    for (let n = 0; n < 20; n++) burst.failed(cell(n), "tls.timeout", n, 6_000 + n);
    expect(burst.wait(7_000)).toBe(0);
    expect(afterRounds(2).wait(15)).toBe(0);
    expect(afterRounds(3).wait(25)).toBe(100);
  });

  it("gives the host up at once if its proxy refuses the password, because more tries can lock the account", () => {
    const circuit = afterRounds(1, "auth.proxy");
    expect(circuit.givenUp()).toEqual({ cause: "auth.proxy", because: [cell(0).id] });
  });

  it("counts rounds of different causes alike: what is dead fails in more than one way", () => {
    const circuit = afterRounds(2);
    circuit.failed(cell(2), "tcp.timeout", 20, 25);
    expect(circuit.wait(25)).toBe(100);
  });

  it("lets one cell try after a while, and no other meanwhile", () => {
    const circuit = afterRounds(3);
    expect(circuit.wait(124)).toBe(1);
    expect(circuit.wait(125)).toBe(0);
    circuit.begin(cell(4));
    expect(circuit.wait(126)).toBe(Number.POSITIVE_INFINITY);
  });

  it("closes when the try is answered, and then needs three rounds again", () => {
    const circuit = afterRounds(3);
    circuit.begin(cell(4));
    circuit.answered();
    expect(circuit.wait(130)).toBe(0);
    circuit.failed(cell(5), "tcp.refused", 140, 145);
    circuit.failed(cell(6), "tcp.refused", 150, 155);
    expect(circuit.wait(155)).toBe(0);
  });

  it("waits longer after each failed try, and gives the host up after the last", () => {
    const circuit = afterRounds(3);
    circuit.begin(cell(4));
    circuit.failed(cell(4), "tcp.refused", 125, 130);
    expect(circuit.wait(130)).toBe(300);
    expect(circuit.givenUp()).toBeNull();
    circuit.begin(cell(5));
    circuit.failed(cell(5), "tcp.refused", 430, 435);
    expect(circuit.givenUp()).toEqual({ cause: "tcp.refused", because: [0, 1, 2, 4, 5].map((n) => cell(n).id) });
  });

  it("gives the host up after a try that took as long as all waits together", () => {
    const circuit = afterRounds(3);
    circuit.begin(cell(4));
    circuit.failed(cell(4), "http.headers.timeout", 125, 425);
    expect(circuit.givenUp()?.cause).toBe("http.headers.timeout");
  });

  it("tries once if the cause will hardly pass", () => {
    const circuit = afterRounds(3, "tls.cert.expired");
    expect(circuit.givenUp()).toBeNull();
    circuit.begin(cell(4));
    circuit.failed(cell(4), "tls.cert.expired", 125, 130);
    expect(circuit.givenUp()?.cause).toBe("tls.cert.expired");
  });

  it("lets another cell try at once if the one that tried learnt nothing", () => {
    const circuit = afterRounds(3);
    circuit.begin(cell(4));
    circuit.learntNothing(cell(4), 130);
    expect(circuit.wait(130)).toBe(0);
  });

  it("is closed by whatever the host answers, even to a cell that began before it opened", () => {
    const circuit = afterRounds(3);
    circuit.answered();
    expect(circuit.wait(26)).toBe(0);
  });

  it("prefers a cell of another probe to try with: one path may be silent, and the host not", () => {
    const circuit = afterRounds(3);
    const [other = fail()] = cellsOf("models-v1", 1);
    expect(circuit.prefers(cell(9))).toBe(false);
    expect(circuit.prefers(other)).toBe(true);
    expect(afterRounds(2).prefers(cell(9))).toBe(true);
  });
});

describe("a run of a host", () => {
  it("that refuses connections asks three rounds and three tries, and attempts no more", async () => {
    const peer = await rawPeer(say());
    await peer.close();
    const { recordings, records } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 10), {
      concurrency: 1,
    });
    const asked = records.filter(({ recording }) => recording.notAttempted === null);
    expect(asked.length).toBe(6);
    expect(recordings.at(-1)?.notAttempted).toEqual({ cause: "tcp.refused", because: asked.map((r) => r.cell) });
  });

  it("that ends the connection after the request attempts every cell: that says something of the path alone", async () => {
    const peer = await rawPeer(say());
    const { recordings } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 9), { concurrency: 1 });
    expect(recordings.every((recording) => recording.notAttempted === null)).toBe(true);
    await peer.close();
  });

  it("that accepts and never answers asks a few, and attempts no more", async () => {
    const peer = await rawPeer(sayAndStay());
    const { recordings, ms } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 40), { timeoutMs: 150 });
    const asked = recordings.filter((recording) => recording.notAttempted === null);
    // Three rounds of four at once, and three tries.
    expect(asked.length).toBeLessThanOrEqual(15);
    expect(recordings.length).toBe(40);
    expect(recordings.at(-1)?.notAttempted?.cause).toBe("cell.deadline");
    expect(ms).toBeLessThan(4_000);
    await peer.close();
  });

  it("that is silent over WebSocket goes on over HTTP", async () => {
    const peer = await rawPeer((socket, head) => {
      if (!/upgrade: websocket/i.test(head)) say(OK)(socket, head);
    });
    const cells = [...cellsOf("ga-realtime", 20), ...cellsOf(QUESTION.id, 20)];
    const { records } = await smallRun(peer.url("http").origin, cells, { timeoutMs: 150 });
    const ofPlain = records.filter(({ cell }) => cell.includes(QUESTION.id));
    expect(ofPlain.every(({ recording }) => recording.attempts[0]?.steps[0]?.hops[0]?.status === 200)).toBe(true);
    expect(records.filter(({ recording }) => recording.notAttempted !== null).length).toBeGreaterThanOrEqual(5);
    await peer.close();
  });

  it("that is silent on one path goes on with the others over the same transport", async () => {
    const peer = await rawPeer((socket, head) => {
      if (!/openai\/v1\/models/.test(head)) return;
      say(OK)(socket, head);
    });
    const cells = [...cellsOf(QUESTION.id, 30), ...cellsOf("models-v1", 5)];
    const { records } = await smallRun(peer.url("http").origin, cells, { timeoutMs: 100 });
    const others = records.filter(({ cell }) => cell.includes("models-v1"));
    expect(others.map(({ recording }) => recording.attempts[0]?.steps[0]?.hops[0]?.status)).toEqual(Array(5).fill(200));
    await peer.close();
  });

  it("that comes back in the middle loses what failed meanwhile, and nothing else", async () => {
    let away = false;
    let asked = 0;
    const peer = await rawPeer((socket, head) => {
      asked += 1;
      if (asked === 10) {
        away = true;
        setTimeout(() => {
          away = false;
        }, 700);
      }
      if (away) return;
      say(OK)(socket, head);
    });
    const { recordings } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 60), {
      timeoutMs: 150,
      retryHostAfterMs: [100, 300, 900],
    });
    const statuses = recordings.map((recording) => recording.attempts[0]?.steps[0]?.hops[0]?.status ?? null);
    expect(recordings.every(({ notAttempted }) => notAttempted === null)).toBe(true);
    const lost = statuses.filter((status) => status === null).length;
    expect(lost).toBeGreaterThanOrEqual(9);
    expect(lost).toBeLessThanOrEqual(15);
    await peer.close();
  });

  it("that is silent for one burst of cells loses those, and attempts all others", async () => {
    let asked = 0;
    const peer = await rawPeer((socket, head) => {
      asked += 1;
      if (asked > 8) say(OK)(socket, head);
    });
    const { recordings } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 40), {
      timeoutMs: 1_000,
      concurrency: 8,
    });
    expect(recordings.filter(({ attempts }) => attempts[0]?.steps[0]?.hops[0]?.status === 200).length).toBe(32);
    await peer.close();
  });
});
