import type { Catalog } from "../../catalog/index.ts";
import { roleOfModel } from "../../catalog/models.ts";
import type { ExpectEntry } from "../../model/expectation.ts";
import type { Role } from "../../model/role.ts";
import type { Target } from "../../model/target.ts";
import { makePlan, type Plan, type Shard } from "../../plan/index.ts";
import { findProbesWithOwnVersion } from "../../plan/own-version.ts";
import type { Vault } from "../../redaction/secret.ts";
import { counted } from "../../render/words.ts";
import type { TargetCredentials } from "../../run/index.ts";
import type { Network } from "../../wire/network.ts";
import type { Recipient } from "../configuration/recipient.ts";
import type { Settings } from "../configuration/settings.ts";
import { joinWithAnd } from "../text/word-list.ts";

/** All that a run needs before its first request. */
export interface PlannedRun {
  catalog: Catalog;
  plan: Plan;
  targets: Target[];
  credentials: Map<string, TargetCredentials>;
  /** Who will get which credential, one for each target that has one. Empty in an emulated run. */
  recipients: Recipient[];
  vault: Vault;
  /** How to connect to the hosts of a target, by its name. */
  networkOf(target: string): Network;
  settings: Settings;
  selection: Selection;
  /** The entries of `expect:`. */
  expect: ExpectEntry[];
  /** The scenarios that emulators are to serve, and the target that each will be; null: the targets are real. */
  emulated: { scenario: string; target: Target }[] | null;
  /** Sentences for the operator: which source won, what is ignored. */
  notes: string[];
  /** The same for targets that are skipped because they have no credential. */
  warnings: string[];
}

/** Which deployments are probed: globs of names, roles, and the targets without a credential. */
interface Selection {
  deployment: string[];
  role?: Role[];
  leftOut: string[];
  /** The part of the plan to run. Absent: all of it. */
  shard?: Shard;
}

/**
 * `send`: requests follow. `check`: free requests follow, which need no deployment. `show`: nothing is sent, so a missing
 * consent is only reported.
 */
export type Purpose = "send" | "check" | "show";

/** --api-version does not reach every probe. The operator must not take the result of such a probe for an answer. */
export function noteOwnVersions(plan: Plan, catalog: Catalog, settings: Settings): string[] {
  const own = settings["api-version"] === null ? [] : findProbesWithOwnVersion(plan, catalog.probes);
  if (own.length === 0) return [];
  const [who, their] = own.length === 1 ? ["this probe sets", "its"] : ["these probes set", "their"];
  return [
    `--api-version does not affect ${own.join(", ")} because ${who} ${their} own. Write a custom probe (--probes) to change it.`,
  ];
}

/** Deployments that a note names. More are counted. */
const MOST_NAMED = 3;

/** A deployment with `probe: false` needs an operator who includes it, so the plan says what it leaves out. */
export function noteLeftOut({ leftOut = [] }: Plan): string[] {
  if (leftOut.length === 0) return [];
  const more = leftOut.length - MOST_NAMED;
  const names = [...leftOut.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])];
  return [
    `${counted(leftOut.length, "deployment")} left out because of \`probe: false\`: ${joinWithAnd(names)}. Add --deployment NAME to include one.`,
  ];
}

/** A directory that replaces built-in entries changes what the results mean, so this is announced. */
export function noteReplaced({ replaced }: Catalog, directory: string | null): string[] {
  return replaced.length === 0 ? [] : [`${directory} replaces built-in entries: ${replaced.join(", ")}.`];
}

/** The role of a model or deployment by its name. */
export function rolesOf(catalog: Catalog): (name: string) => Role {
  return (name) => roleOfModel(catalog.models, name);
}

/** The same plan under another scope. It may be empty. */
export function withScope(planned: PlannedRun, scope: Settings["scope"]): Plan {
  return planOf(planned.catalog, planned.targets, { ...planned.settings, scope }, planned.selection);
}

export function planOf(catalog: Catalog, targets: Target[], settings: Settings, selection: Selection): Plan {
  const { probe, skip, scope, repeat } = settings;
  return makePlan(targets, catalog.probes, {
    probe,
    skip,
    scope,
    repeat,
    apiVersion: settings["api-version"],
    addApiVersion: settings["add-api-version"],
    redirectCredential: settings["redirect-credential"],
    ...selection,
  });
}
