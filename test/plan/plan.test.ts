import { describe, expect, it } from "vitest";
import { MISSING_DEPLOYMENT } from "../../src/model/cell.ts";
import type { Probe } from "../../src/model/probe.ts";
import type { Target } from "../../src/model/target.ts";
import { describeCell, makePlan, type PlanOptions } from "../../src/plan/index.ts";
import { findProbesWithOwnVersion } from "../../src/plan/own-version.ts";
import { catalog, probeOf } from "../support/recorded.ts";

const deployment = (name: string, role: Target["deployments"][number]["role"]) =>
  ({ name, model: name, version: null, sku: null, role, source: "config" }) as const;

const target: Target = {
  name: "t",
  endpoint: "http://127.0.0.1:1",
  hosts: { webrtc: "http://127.0.0.1:1", "voice-live": "http://127.0.0.1:1" },
  region: null,
  resourceId: null,
  subscription: null,
  kind: null,
  auth: ["key"],
  deployments: [deployment("talk", "conversation"), deployment("write", "transcription")],
};

const options: PlanOptions = {
  probe: [],
  skip: [],
  deployment: [],
  scope: "all",
  apiVersion: null,
  addApiVersion: null,
  redirectCredential: "clean",
  leftOut: [],
};

const CATALOGUED = catalog.probes.filter(({ group }) => group === undefined);
/** Probes of no group that name a deployment, and those that do not. */
const NAMING = CATALOGUED.filter(({ per }) => per === undefined);
const PER_TARGET = CATALOGUED.filter(({ per }) => per === "target");
/** The deployments of `target` that a probe runs on: of its role if it is bound to it, or of another API. */
const deploymentsOf = ({ scope, role }: Probe) => {
  const isBound = scope === "role" || [role].flat().every((one) => ["live", "speech", "embedding"].includes(one));
  return isBound ? target.deployments.filter((d) => [role].flat().some((one) => one === d.role)).length : 2;
};
const countAll = (count: (probe: Probe) => number) =>
  NAMING.reduce(
    (sum, probe) => sum + count(probe) * (probe.vary?.own === true ? probe.vary["api-version"].length : 1),
    0,
  );
const inGroup = (name: string) => catalog.probes.filter(({ group }) => group === name);

const plan = (more: Partial<PlanOptions> = {}, one: Target = target) =>
  makePlan([one], catalog.probes, { ...options, ...more });
const ids = (more: Partial<PlanOptions> = {}, one: Target = target) => plan(more, one).cells.map(({ cell }) => cell.id);

describe("a deployment with `probe: false`", () => {
  const [talk, write] = target.deployments;
  const one: Target = {
    ...target,
    deployments: [
      ...(talk === undefined ? [] : [{ ...talk, probe: false as const }]),
      ...(write === undefined ? [] : [write]),
    ],
  };
  const used = (more: Partial<PlanOptions>) => {
    const { cells, leftOut } = plan(more, one);
    const names = cells.flatMap(({ cell }) => (cell.control === null ? (cell.deployment ?? []) : []));
    return { names: [...new Set(names)], leftOut };
  };

  it("is left out, and the plan says so", () => {
    expect(used({})).toEqual({ names: ["write"], leftOut: ["t/talk"] });
  });

  it("is included by its name, but not by a glob", () => {
    expect(used({ deployment: ["talk"] })).toEqual({ names: ["talk"], leftOut: undefined });
    expect(used({ deployment: ["t*", "write"] })).toEqual({ names: ["write"], leftOut: ["t/talk"] });
  });

  it("is no companion of another one", () => {
    const needing = catalog.probes.find(({ companion }) => companion === "conversation");
    const companions = plan({}, one).cells.filter(({ cell }) => cell.companion === "talk");
    expect([needing === undefined, companions]).toEqual([false, []]);
  });
});

describe("the plan", () => {
  it("tries every deployment on every probe, with a control with each probe that names one", () => {
    const cells = plan().cells.map(({ cell }) => cell);
    const ordinary = cells.filter((cell) => cell.control === null);
    expect(ordinary).toHaveLength(countAll((probe) => deploymentsOf(probe)) + PER_TARGET.length);
    expect(cells.filter((cell) => cell.control === "missing-deployment")).toHaveLength(
      countAll((probe) => (deploymentsOf(probe) === 0 ? 0 : 1)),
    );
    expect(cells.filter((cell) => cell.control === "missing-path").map((cell) => cell.probe)).toEqual([
      "missing-path-websocket",
      "missing-path-http",
    ]);
    const open = cells.filter((cell) => cell.control === "no-credential");
    expect(open.map(({ probe }) => probe)).toEqual(["no-credential", "models-v1"]);
    expect(new Set(cells.map((cell) => cell.id)).size).toBe(cells.length);
  });

  it.each(["live", "speech", "embedding", "other"] as const)(
    "runs one probe per API and those of its role on a deployment of the role %s",
    (role) => {
      const one = { ...target, deployments: [deployment("d", role)] };
      const probes = plan({}, one).cells.flatMap(({ cell }) => (cell.deployment === "d" ? [cell.probe] : []));
      expect(probes).toEqual(expect.arrayContaining(["ga-realtime", "chat-completions-deployment"]));
      const foreign = catalog.probes.filter((probe) => probe.role !== role && probe.role !== "none");
      expect(foreign.filter(({ id }) => probes.includes(id)).length).toBeLessThanOrEqual(4);
    },
  );

  it("gives cells stable ids", () => {
    expect(ids({ probe: ["preview-realtime", "models-v1"], deployment: ["talk"] })).toEqual([
      "t/-/missing-path-websocket~missing-path",
      "t/talk/preview-realtime@2025-04-01-preview~no-credential",
      "t/-/missing-path-http~missing-path",
      "t/-/models-v1~no-credential",
      "t/talk/preview-realtime@2025-04-01-preview",
      `t/${MISSING_DEPLOYMENT}/preview-realtime@2025-04-01-preview~missing-deployment`,
      "t/-/models-v1",
    ]);
  });

  it("adds a variant for OPENAI_API_VERSION to each probe that varies over api-versions, and says so", () => {
    const varying = NAMING.filter(({ vary }) => vary !== undefined && vary.own !== true).map(({ id }) => id);
    const [summary] = plan({ addApiVersion: "2025-08-28" }).targets;
    expect(summary?.added).toEqual([
      {
        setting: "OPENAI_API_VERSION",
        cells: varying.length * (target.deployments.length + 1),
        probes: varying,
      },
    ]);
    expect(varying).toContain("preview-realtime");
  });

  it("replaces the probes' api-versions with --api-version", () => {
    expect(ids({ apiVersion: "x", probe: ["preview-session"], deployment: ["talk"] })).toContain(
      "t/talk/preview-session@x",
    );
  });

  it("finds the companion among the target's deployments, and skips the cell if there is none", () => {
    const probe = { probe: ["ga-realtime-input-transcription"] };
    expect(
      plan(probe)
        .cells.filter(({ cell }) => cell.probe === probe.probe[0])
        .map(({ cell }) => cell.companion),
    ).toEqual(["talk", "talk", "talk"]);
    const alone = { ...target, deployments: [deployment("write", "transcription")] };
    const skipped = plan(probe, alone).cells.filter(({ cell }) => cell.probe === probe.probe[0]);
    expect(skipped.map(({ skip, required }) => [skip, required])).toEqual([
      ["skipped.no-companion", false],
      ["skipped.no-companion", false],
    ]);
  });

  it("skips what needs a host that is not named", () => {
    const cells = plan({ probe: ["voice-live-realtime"] }, { ...target, hosts: {} }).cells;
    expect(
      cells
        .filter(({ cell }) => cell.probe === "voice-live-realtime")
        .every(({ skip }) => skip === "skipped.host-not-named"),
    ).toBe(true);
  });

  it("requires the cells whose deployment has the probe's role", () => {
    const required = plan({ probe: ["ga-realtime", "ga-transcription"] })
      .cells.filter((one) => one.required)
      .map(({ cell }) => cell.id);
    expect(required).toEqual(["t/talk/ga-realtime", "t/write/ga-transcription"]);
  });

  it("asks a group's probes only when the group is named", () => {
    expect(ids({ probe: ["*"] }).filter((id) => id.includes("/sdk-"))).toEqual([]);
    for (const group of ["sdk", "claimed"]) {
      const own = ids({ probe: ["sdk-*", "claimed-*"], deployment: ["talk"] }).filter((id) =>
        id.startsWith(`t/talk/${group}-`),
      );
      expect(own.filter((id) => !id.endsWith("~no-credential"))).toHaveLength(inGroup(group).length);
    }
  });

  it("keeps to the probes of a deployment's role with --scope documented", () => {
    const cells = plan({ scope: "documented" }).cells.filter(
      ({ cell }) => cell.control === null && cell.deployment !== null,
    );
    expect(cells.every(({ cell }) => probeOf(cell.probe).role === cell.role)).toBe(true);
    expect(cells.length).toBeGreaterThan(10);
  });

  it("gives a deployment of role other one probe a surface", () => {
    const other = { ...target, deployments: [deployment("embed", "other")] };
    const cells = plan({}, other).cells.filter(({ cell }) => cell.deployment === "embed" && cell.control === null);
    expect(cells.map(({ cell }) => probeOf(cell.probe).surface).sort()).toEqual(["ga", "preview", "rest"]);
  });

  it("runs a probe of the user on the deployments of its roles", () => {
    const all = ["conversation", "chat", "other", "unknown"] as const;
    const resource = { ...target, deployments: all.map((role) => deployment(role, role)) };
    const planned = (role: Probe["role"], scope: PlanOptions["scope"]) =>
      makePlan([resource], [{ ...probeOf("chat-completions-v1"), id: "own", role }], {
        ...options,
        scope,
      }).cells.flatMap(({ cell, required }) => (cell.control === null ? [[cell.deployment, required] as const] : []));
    const deployments = (role: Probe["role"], scope: PlanOptions["scope"]) =>
      planned(role, scope).map(([name]) => name);
    const required = (role: Probe["role"]) => planned(role, "all").flatMap(([name, must]) => (must ? [name] : []));
    expect(deployments("chat", "all")).toEqual(["conversation", "chat", "unknown"]);
    expect(deployments("other", "all")).toEqual(all);
    expect(deployments("any", "all")).toEqual(all);
    expect(deployments(["chat", "other"], "all")).toEqual(all);
    expect(deployments(["chat", "conversation"], "all")).toEqual(["conversation", "chat", "unknown"]);
    expect(deployments("other", "documented")).toEqual(["other", "unknown"]);
    expect(deployments(["chat", "other"], "documented")).toEqual(["chat", "other", "unknown"]);
    expect(deployments(["chat", "any"], "documented")).toEqual(all);
    expect(deployments("none", "documented")).toEqual(["unknown"]);
    expect(required("other")).toEqual(["other"]);
    expect(required(["chat", "other"])).toEqual(["chat", "other"]);
    expect(required(["chat", "any"])).toEqual(["chat"]);
    expect(required("any")).toEqual([]);
  });

  it("plans nothing for a filter that fits nothing", () => {
    expect(plan({ probe: ["nothing-*"] }).cells).toEqual([]);
    expect(plan({ deployment: ["nobody"] }).cells).toEqual([]);
  });

  it("bounds what will be sent", () => {
    const [summary] = plan({ probe: ["preview-transcription-session"] }).targets;
    expect(summary).toMatchObject({
      cells: 2,
      controls: 4,
      requests: 10,
      handshakes: 5,
      paid: 4,
      audioSeconds: 34,
      outputTokens: 0,
    });
  });

  const CONTROLS: [probes: string[], controls: string[]][] = [
    [
      ["ga-realtime"],
      ["-/missing-path-websocket~missing-path", "talk/no-credential~no-credential", "-/missing-path-http~missing-path"],
    ],
    [["chat-completions-v1"], ["talk/chat-completions-v1~no-credential", "-/missing-path-http~missing-path"]],
    [
      ["models-v1", "chat-completions-v1"],
      ["-/missing-path-http~missing-path", "-/models-v1~no-credential"],
    ],
    [
      ["ga-no-selector"],
      ["-/missing-path-websocket~missing-path", "talk/no-credential~no-credential", "-/missing-path-http~missing-path"],
    ],
  ];
  it.each(CONTROLS)("has controls for the transports of %j, on a path that it uses", (probe, controls) => {
    const own = plan({ probe }).cells.filter(({ cell }) => /path|credential/.test(cell.control ?? ""));
    expect(own.map(({ cell }) => cell.id)).toEqual(controls.map((id) => `t/${id}`));
  });

  it("has a control on a further host only if a cell uses that host", () => {
    const hosts = { "voice-live": "https://v.example.com", webrtc: "https://w.example.com" };
    const pathsOf = (probe: string[]) =>
      plan({ probe }, { ...target, hosts }).cells.flatMap(({ cell }) =>
        cell.control === "missing-path" ? [cell.probe] : [],
      );
    expect(pathsOf(["chat-completions-v1"])).toEqual(["missing-path-http"]);
    expect(pathsOf(["voice-live-realtime"])).toContain("missing-path-voice-live");
    expect(pathsOf(["preview-calls"])).toContain("missing-path-webrtc");
  });

  it("has no control without a credential for requests that use another one", () => {
    const own = catalog.probes.map(
      (probe): Probe => ({ ...probe, steps: probe.steps.map((step) => ({ ...step, credential: "none" })) }),
    );
    const cells = makePlan([target], own, { ...options, probe: ["preview-realtime", "chat-completions-v1"] }).cells;
    expect(cells.filter(({ cell }) => cell.control === "no-credential")).toEqual([]);
  });

  it("describes each request and event of a cell, unsigned, with what is not known yet as a name", () => {
    const planned = plan({ probe: ["ga-calls"], deployment: ["talk"] }).cells.find(
      ({ cell }) => cell.id === "t/talk/ga-calls",
    );
    const lines = planned === undefined ? [] : describeCell(planned, probeOf("ga-calls"), target);
    expect(lines).toContain("GET ws://127.0.0.1:1/openai/v1/realtime?call_id={call}");
    expect(lines.join("\n")).not.toMatch(/api-key|bearer/i);
    expect(lines).toHaveLength(6);
  });
});

describe("an api-version for the run", () => {
  it("does not reach the planned probes that name their own, and those are named", () => {
    const chosen = { ...options, apiVersion: "2026-01-01-preview", probe: ["rest-*", "chat-*", "preview-realtime"] };
    expect(findProbesWithOwnVersion(makePlan([target], catalog.probes, chosen), catalog.probes)).toEqual([
      "chat-completions-deployment",
    ]);
    const without = { ...options, probe: ["ga-realtime", "preview-realtime"] };
    expect(findProbesWithOwnVersion(makePlan([target], catalog.probes, without), catalog.probes)).toEqual([]);
  });
});
