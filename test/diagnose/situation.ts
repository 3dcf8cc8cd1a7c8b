import { listModels, modelNamesOf } from "../../src/catalog/models.ts";
import { attemptOf, type End } from "./met.ts";

export { type End, endsAt } from "./met.ts";

import { compareClaims, diagnose, FINDING_RULES, indexFacts } from "../../src/diagnose/index.ts";
import { judge, observe } from "../../src/judge/index.ts";
import { withArmStatements } from "../../src/model/arm-statements.ts";
import type { Verdict } from "../../src/model/cause.ts";
import type { Cell, ControlKind } from "../../src/model/cell.ts";
import { MISSING_DEPLOYMENT } from "../../src/model/cell.ts";
import type { ErrorText } from "../../src/model/error-text.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Probe, Step } from "../../src/model/probe.ts";
import type { Recording } from "../../src/model/recording.ts";
import type { Role } from "../../src/model/role.ts";
import type { AuthKind, Deployment, Target } from "../../src/model/target.ts";
import type { Values } from "../../src/steps/placeholder.ts";
import { catalog, cell, probeOf, recordings } from "../support/recorded.ts";

/*
 * Situations as data: what each cell of a run met, and every finding that may be made of it. The list is exact, so each
 * situation is a positive case of the codes it names and a negative one of all others.
 */
export interface Situation {
  name: string;
  cells: Asked[];
  /** What differs from a target at https://NAME.openai.azure.com without a stated region, by target name. */
  targets?: Record<string, Partial<Target>>;
  /** True: set beside the claims and model names on record. */
  onRecord?: boolean;
  /** The day of the run. Then it is set beside the claims on record too. */
  today?: string;
  /** Every finding, `code` or `code × n`, alphabetical. */
  found: string[];
  /** What must be said in some of them. */
  says?: Record<string, Partial<Finding>>;
}

export type Asked = [Cell, Recording | null];

export interface Coordinates {
  target?: string;
  auth?: AuthKind;
  companion?: string;
  apiVersion?: string;
  scope?: string;
}

/** An ordinary cell; its role is that of the model which the deployment is named after. */
export function asked(
  probe: string | Probe,
  deployment: string | null,
  ends: End | End[],
  at: Coordinates = {},
): Asked {
  return cellOf(probe, deployment, deployment === null ? null : roleOf(deployment), null, ends, at);
}

/** The control of a deployment that cannot exist. */
export function missing(probe: string | Probe, ends: End | End[], at: Coordinates = {}): Asked {
  return cellOf(probe, MISSING_DEPLOYMENT, null, "missing-deployment", ends, at);
}

export function missingPath(ends: End, transport: "http" | "websocket" = "websocket", at: Coordinates = {}): Asked {
  return cellOf(`missing-path-${transport}`, null, null, "missing-path", ends, at);
}

export function noCredential(ends: End, at: Coordinates = {}): Asked {
  return cellOf("no-credential", "gpt-realtime-1.5", "conversation", "no-credential", ends, at);
}

/** Every finding of a situation. */
export function findingsOf(situation: Situation, texts: ErrorText[] = catalog.errorTexts): Finding[] {
  const { probes, observations, verdicts } = judged(situation, texts);
  const targets = targetsOf(situation);
  const known =
    situation.onRecord === true || situation.today !== undefined
      ? {
          claims: compareClaims(
            withArmStatements(catalog.claims, targets, probes),
            observations,
            verdicts,
            targets,
            false,
          ),
          models: listModels(catalog.models),
          modelNames: modelNamesOf(catalog.models),
          today: situation.today ?? null,
        }
      : undefined;
  return diagnose(indexFacts(observations, verdicts, probes, targets, texts, known));
}

/** The verdict of each cell of a situation, by its id. */
export function verdictsOf(situation: Situation): Map<string, Verdict> {
  return judged(situation, catalog.errorTexts).verdicts;
}

function judged({ cells }: Situation, texts: ErrorText[]) {
  const own = PROBES.filter(({ id }) => cells.some(([{ probe }]) => probe === id));
  const probes = [...catalog.probes, ...own];
  const observations = cells.map(([c, recording]) => observe(c, probeNamed(c.probe), recording, null));
  return { probes, observations, verdicts: judge(observations, probes, texts) };
}

/** `code`, or `code × n` where there are several. */
export function codesOf(findings: Finding[]): string[] {
  return FINDING_RULES.flatMap(({ code }) => {
    const count = findings.filter((finding) => finding.code === code).length;
    return count === 0 ? [] : [count === 1 ? code : `${code} × ${count}`];
  });
}

/** Probes of a situation's own, as a user would add them. */
const PROBES: Probe[] = [];

export function ownProbe(
  like: string,
  id: string,
  change: (steps: Step[]) => Step[],
  more: Partial<Probe> = {},
): Probe {
  const probe = { ...probeOf(like), ...more, id, steps: change(structuredClone(probeOf(like).steps)) };
  PROBES.push(probe);
  return probe;
}

function probeNamed(id: string): Probe {
  return PROBES.find((probe) => probe.id === id) ?? probeOf(id);
}

const ROLES: Record<string, Role> = {
  "gpt-realtime-1.5": "conversation",
  "gpt-realtime-whisper": "transcription",
  "gpt-4o-transcribe": "transcription",
  "gpt-realtime-translate": "translation",
  "gpt-4.1": "chat",
};

function roleOf(deployment: string): Role {
  return ROLES[deployment] ?? "unknown";
}

function cellOf(
  given: string | Probe,
  deployment: string | null,
  role: Role | null,
  control: ControlKind | null,
  ends: End | End[],
  { target = "france", auth = "key", companion, apiVersion, scope }: Coordinates,
): Asked {
  const probe = typeof given === "string" ? probeOf(given) : given;
  const beside = probe.companion === undefined ? null : (companion ?? "gpt-realtime-1.5");
  const version = apiVersion ?? probe.vary?.["api-version"]?.[0] ?? null;
  const ofToken = scope === undefined ? {} : { scope };
  const variant = { apiVersion: version, auth, ...ofToken, redirectCredential: "clean" } as const;
  const values: Values = {
    deployment: deployment ?? "",
    companion: beside ?? "",
    "api-version": version ?? "",
    call: "rtc_1",
    ephemeral: "REDACTED-ephemeral-1",
  };
  return [
    cell(probe.id, deployment, role, { target, control, variant, companion: beside }),
    recordings(
      probe,
      [ends].flat().map((end) => attemptOf(probe, end, values)),
    ),
  ];
}

function targetsOf({ cells, targets = {} }: Situation): Target[] {
  return [...new Set(cells.map(([{ target }]) => target))].map((name) => ({
    name,
    endpoint: `https://${name}.openai.azure.com`,
    hosts: { webrtc: "https://rtc.example.com", "voice-live": `https://${name}.services.ai.azure.com` },
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: [...new Set(cells.filter(([c]) => c.target === name).map(([c]) => c.variant.auth))],
    deployments: deploymentsOf(cells, name),
    ...targets[name],
  }));
}

function deploymentsOf(cells: Asked[], target: string): Deployment[] {
  const names = cells.flatMap(([c]) => (c.target === target && c.control === null ? [c.deployment, c.companion] : []));
  return [...new Set(names)].flatMap((name) =>
    name === null
      ? []
      : [{ name, model: name, version: "2026-05-06", sku: null, role: roleOf(name), source: "config" }],
  );
}
