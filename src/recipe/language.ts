import type { Result } from "../model/report.ts";
import type { Role } from "../model/role.ts";
import type { AuthKind } from "../model/target.ts";
import type { Script } from "./script.ts";

/** What --lang can name, in alphabetical order. */
export const LANGUAGE_NAMES = ["csharp", "curl", "go", "java", "json", "python", "typescript", "wscat"] as const;
export type LanguageName = (typeof LANGUAGE_NAMES)[number];

/** The roles that a recipe can have. */
export const PURPOSES = ["transcription", "conversation", "translation", "chat"] as const satisfies Role[];
export type Purpose = (typeof PURPOSES)[number];

/** What a recipe says about the cell that proved it. */
export interface Proof {
  /** First lines of every recipe: when, where, by which request it was proven, and by an emulator or not. */
  lines: string[];
  result: Result;
  /** Host of the target that it was proven on. No program sends there unless its reader says so. */
  provenOn: string;
  /** Query names with which the same path was refused in this report. */
  refusedNames: string[];
  /** Credential kinds by which the same probe came to its result. */
  credentials: AuthKind[];
}

/** A language: its program, or null if it cannot do what the script needs. */
export type Language = (script: Script, proof: Proof) => string | null;
