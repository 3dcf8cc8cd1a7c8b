import type { Result } from "../model/report.ts";
import type { Role } from "../model/role.ts";
import type { AuthKind } from "../model/target.ts";
import type { Script } from "./script.ts";

/** The values of --lang, in alphabetical order. */
export const LANGUAGE_NAMES = [
  "csharp",
  "curl",
  "go",
  "java",
  "json",
  "openai",
  "python",
  "typescript",
  "wscat",
] as const;
export type LanguageName = (typeof LANGUAGE_NAMES)[number];

/** Roles that a recipe can demonstrate. */
export const PURPOSES = [
  "transcription",
  "conversation",
  "translation",
  "chat",
  "responses",
  "live",
  "speech",
] as const satisfies Role[];
export type Purpose = (typeof PURPOSES)[number];

/** The cell that proves a recipe. */
export interface Proof {
  /** First lines of every recipe: time, place and request of the proof, and whether an emulator answered. */
  lines: string[];
  result: Result;
  /** Host of the target of the proof. A program connects to it only if its reader configures it. */
  provenOn: string;
  /** Query names with which the same path was refused in this report. */
  refusedNames: string[];
  /** Kinds of credential with which the same probe returned its result. */
  credentials: AuthKind[];
}

/** Writes a program in one language. Null if the language cannot do what the script needs. */
export type Language = (script: Script, proof: Proof) => string | null;
