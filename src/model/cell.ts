import type { Role } from "./role.ts";
import type { AuthKind } from "./target.ts";

/** What a control tells of the cells beside it. */
export const CONTROLS = ["missing-deployment", "missing-path", "no-credential"] as const;
export type ControlKind = (typeof CONTROLS)[number];

/** Names that cannot exist. Constants, so that replay, resume and diff hold. */
export const MISSING_DEPLOYMENT = "aoai-probe-no-such-deployment-7f3a";
export const MISSING_PATH = "/openai/aoai-probe-no-such-path-7f3a";

/** The axes along which a cell may be varied. */
export interface Variant {
  /** null where the probe names no api-version. */
  apiVersion: string | null;
  auth: AuthKind;
  /** `as-given`: a same-origin Location that carries a credential is asked again exactly as given. */
  redirectCredential: "clean" | "as-given";
}

/** One coordinate of the matrix: target × deployment × probe × variant. */
export interface Cell {
  /** `target/deployment/probe[@variant…][~control]`, stable across runs; deployment is `-` where none is named. */
  id: string;
  target: string;
  /** null for a probe that names no deployment. */
  deployment: string | null;
  role: Role | null;
  probe: string;
  control: ControlKind | null;
  variant: Variant;
  /** The further deployment that the probe needs, or null. */
  companion: string | null;
}

/** Makes the id of a cell from its coordinates. */
export function cellId(cell: Omit<Cell, "id">): string {
  const { apiVersion, auth, redirectCredential } = cell.variant;
  const variants = [
    ...(apiVersion === null ? [] : [apiVersion]),
    ...(auth === "key" ? [] : [auth]),
    ...(redirectCredential === "clean" ? [] : [redirectCredential]),
  ];
  return (
    [cell.target, cell.deployment ?? "-", cell.probe].join("/") +
    variants.map((v) => `@${v}`).join("") +
    (cell.control === null ? "" : `~${cell.control}`)
  );
}
