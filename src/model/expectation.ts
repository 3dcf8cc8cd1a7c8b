import { PURPOSES, type Role } from "./role.ts";

/** What an operator can expect of a deployment or a cell. */
export const EXPECTED = ["supported", "unsupported", "any"] as const;
export type Expected = (typeof EXPECTED)[number];

/** Roles that a target can be expected to serve. */
export const EXPECTED_ROLES = PURPOSES;

/** Names of what an entry of `expect:` can select, and each is a glob. */
export const SELECTORS = ["target", "region", "model", "deployment", "probe"] as const;
type Selectors = { [S in (typeof SELECTORS)[number]]?: string | undefined };

/**
 * One entry of `expect:`. With `probe` it is about cells, without it about deployments, with `for` about targets. The
 * last entry that selects a cell, deployment or target decides.
 */
export type ExpectEntry = Selectors & { is?: Expected | undefined; for?: (typeof EXPECTED_ROLES)[number] | undefined };

/** `improved`: it works although the operator expected that it does not. */
export const EXPECTATION_STANDINGS = ["met", "unmet", "improved", "no-evidence"] as const;
export type ExpectationStanding = (typeof EXPECTATION_STANDINGS)[number];

/** What was expected of one cell, deployment or target, and how the run met it. */
export interface Expectation {
  target: string;
  /** Null if it is about the target, and about any deployment that serves the role. */
  deployment: string | null;
  /** The id of the cell. Null if one working way is enough. */
  cell: string | null;
  /** The role that one documented path must serve. Null if the expectation names no role. */
  role: Role | null;
  expected: Expected;
  /** `default`: the configuration has no entry for this deployment, so one way must work. */
  source: "configuration" | "default";
  standing: ExpectationStanding;
  /** Ids of the cells that decide. */
  cells: string[];
}
