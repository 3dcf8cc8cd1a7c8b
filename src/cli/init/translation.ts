import type { Role } from "../../model/role.ts";

/*
 * What a configuration of another program says about targets. Values of credentials are not in it, only their places.
 */

/** A place in the file. `key` is safe to print. */
export interface Place {
  /** From 1. */
  line: number;
  key: string;
}

/** A setting that has no counterpart, and the reason. */
export interface Note extends Place {
  why: string;
}

/** The endpoint of an entry: an origin and its base path, or the variable that has it if the file does not. */
export type ForeignEndpoint =
  | { kind: "read"; origin: string; loopback: boolean; basePath: string | null }
  | { kind: "unread"; variable: string | null; place: Place };

/** A credential: the variable that has it, or the place in the file that has the secret itself. */
export type ForeignCredential =
  | { kind: "variable"; name: string; isDefault: boolean }
  | { kind: "literal"; place: Place };

/** One deployment of one target, as one entry of the file states it. */
export interface ForeignDeployment {
  place: Place;
  endpoint: ForeignEndpoint;
  /** Null if the entry names none. */
  name: string | null;
  model: string | null;
  version: string | null;
  /** Roles that fit what the entry states, the usual one first. Empty: nothing is stated. */
  roles: Role[];
  apiVersion: string | null;
  key: ForeignCredential | null;
  token: ForeignCredential | null;
}

/** All that was read from a foreign file. */
export interface Translation {
  /** What the file is, such as `a configuration of LiteLLM`. */
  form: string;
  deployments: ForeignDeployment[];
  notes: Note[];
}
