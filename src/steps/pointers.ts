import { isJsonObject, type Json } from "../model/json.ts";

/** Members of an error's details that point at a field of the request. */
const POINTERS = ["loc", "target", "pointer", "field", "property", "parameter", "param", "instancePath"];
/** Members that hold further details. */
const DETAILS = ["details", "detail", "errors", "error", "innererror", "source", "inner_error"];

/** Returns the fields that the details of an error point at. */
export function pointersIn(error: Json, depth = 0): string[] {
  if (depth > 4) return [];
  if (Array.isArray(error)) return error.slice(0, 20).flatMap((one) => pointersIn(one, depth + 1));
  if (!isJsonObject(error)) return [];
  const own = POINTERS.flatMap((name) => (depth === 0 && name === "param" ? [] : pointer(error[name] ?? null)));
  const further = DETAILS.flatMap((name) => pointersIn(error[name] ?? null, depth + 1));
  // ASP.NET lists the messages of each field under its name.
  const errors = error.errors ?? null;
  const named = isJsonObject(errors)
    ? Object.entries(errors).flatMap(([name, value]) => (Array.isArray(value) ? [name] : []))
    : [];
  return [...own, ...further, ...named];
}

function pointer(value: Json): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  return Array.isArray(value) && value.length > 0 ? [value.filter((one) => typeof one !== "object").join(".")] : [];
}
