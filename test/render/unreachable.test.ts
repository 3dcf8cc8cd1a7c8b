import { beforeAll, describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Report } from "../../src/model/report.ts";
import { format as markdown } from "../../src/render/markdown.ts";
import { format as table } from "../../src/render/table.ts";
import { runLine, targetOf } from "../support/embedded.ts";

const VIEW = { matrix: false, target: null, finding: null };

let report: Report;

/** A resource that went away: some cells are refused a connection, and the rest is not attempted. */
beforeAll(async () => {
  const emulator = await startEmulator({ scenario: "all-supported" });
  const target = targetOf(emulator, "away");
  await emulator.close();
  ({ report } = await runLine([target], new Map([["away", emulator.key]]), { scope: "documented" }));
}, 60_000);

const flowing = (text: string) => text.replace(/\n +/g, " ");
const isGivenUp = ({ recording }: Report["results"][number]) => (recording?.notAttempted ?? null) !== null;

function ordinaryOf({ results }: Report) {
  const ordinary = results.filter(({ cell }) => cell.control === null);
  return { asked: ordinary.filter((r) => !isGivenUp(r)), givenUp: ordinary.filter(isGivenUp) };
}

describe("a report of a host where nothing listens", () => {
  it("counts what was not attempted beside what was asked, and says why", () => {
    const { asked, givenUp } = ordinaryOf(report);
    expect(givenUp.length).toBeGreaterThan(5);
    const counts = `${asked.length === 0 ? "" : `no evidence (network) ${asked.length} · `}not attempted ${givenUp.length}`;
    const text = flowing(table.render(report, VIEW));
    expect(text).toContain(counts);
    expect(text).toContain(
      `Not attempted (controls included): ${report.results.filter(isGivenUp).length} cells, because the connection was refused, as in earlier requests to this host.`,
    );
    expect(markdown.render(report, VIEW)).toMatch(
      /- Not attempted \(controls included\): \d+ cells, because the connection was refused/,
    );
  });

  it("names the client network, and says that no request reached the service", () => {
    const text = markdown.render(report, VIEW);
    expect(text).toMatch(
      /^\*\*Likely component\.\*\* Client network \(the probe failed while the client secret was issued/m,
    );
    expect(text).toContain(
      "**Request to support.** None: the failure occurred before the request reached the service.",
    );
  });

  it("says the code of the failure once, in the symptom, in what came and in what was ruled out", () => {
    const text = markdown.render(report, VIEW);
    const lines = text.split("\n");
    const told = [
      lines.find((line) => line.startsWith("**Symptom.**")),
      lines.find((line) => line.includes("Received: ")),
      ...lines.filter((line) => line.startsWith("| ") && line.includes("ECONNREFUSED")),
      ...lines.filter((line) => line.startsWith("   ") && line.includes("ECONNREFUSED")),
    ];
    expect(told.length).toBeGreaterThan(3);
    // A row of the matrix says it once for each deployment.
    const parts = told.flatMap((line) => (line?.startsWith("| ") ? line.split("|") : [line ?? ""]));
    for (const part of parts) expect((part.match(/ECONNREFUSED/g) ?? []).length).toBeLessThanOrEqual(1);
    expect(parts.filter((part) => part.includes("ECONNREFUSED")).length).toBeGreaterThan(3);
  });
});
