import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";

/*
 * Earlier versions called the kind `entra` of a credential `token`, also in cell ids. Only these places are changed. A
 * recording belongs to the peer, and stays as it is.
 */

/** A cell id with the old kind among its variants. */
const CELL_ID = /^([^/@~]+\/[^/@~]+\/[^/@~]+(?:@[^@~]+)*?)@token(?=[@~]|$)/;
const KEPT = ["recording", "errorTexts", "probes"];

/** Whether a report has a target with the old kind. */
export function hasTokenKind({ targets }: JsonObject): boolean {
  const kinds = Array.isArray(targets) ? targets.flatMap((target) => (isJsonObject(target) ? target.auth : [])) : [];
  return kinds.includes("token");
}

/** Renames the kind in a report or a baseline file. */
export function renameToken(value: Json): Json {
  if (typeof value === "string") return renameCellId(value);
  if (Array.isArray(value)) return value.map(renameToken);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      renameCellId(key),
      KEPT.includes(key) ? item : renameMember(key, item),
    ]),
  );
}

function renameMember(key: string, item: Json): Json {
  if (key === "auth" && Array.isArray(item)) return item.map((kind) => (kind === "token" ? "entra" : kind));
  if ((key === "auth" || key === "credential") && item === "token") return "entra";
  return renameToken(item);
}

function renameCellId(text: string): string {
  return text.replace(CELL_ID, "$1@entra");
}
