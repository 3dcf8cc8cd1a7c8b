import { expect, it } from "vitest";
import { comparedHops, contrast } from "../../src/render/markdown/contrast.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";
import { handshake, post } from "../fixtures/france-central/wire.ts";

const OPTIONS = { at: 0, status: 200, id: "a" };

it("marks the path, the query and the values of the body that differ, and nothing else", () => {
  const a = post("/mint?v=1&x=2", { session: { model: "whisper", type: "t" } }, OPTIONS);
  const b = post("/mint?v=1", { session: { model: "translate", type: "t" } }, OPTIONS);
  expect(contrast(a, b)).toEqual([
    '`POST /mint?v=1` **`&x=2 body: session.model="whisper"`**',
    '`POST /mint?v=1` **`body: session.model="translate"`**',
  ]);
  expect(contrast(handshake("/a?q=1", OPTIONS), handshake("/b?q=1", OPTIONS))).toEqual([
    "`GET` **`/a`** `?q=1`",
    "`GET` **`/b`** `?q=1`",
  ]);
});

it("compares the mints where the handshakes of two cells are the same", async () => {
  const report = await franceCentral();
  const failing = report.results.find(({ cell }) => cell.probe === "preview-transcription-session");
  if (failing === undefined) throw new Error("the situation lacks its minted session");
  const passing = JSON.parse(JSON.stringify(failing).replaceAll('"model":"gpt-realtime-whisper"', '"model":"another"'));
  const [mine, theirs] = comparedHops(failing, passing);
  expect([mine?.method, theirs?.method]).toEqual(["POST", "POST"]);
});
