/**
 * Every rule of redaction. A test makes a vault without one of them, and proves that something leaks then.
 * - `form: …` a written form of the run's own secrets, searched everywhere
 * - `place: …` a place at which a peer declares a secret of its own
 * - `shape: …` the shape of a credential, at any place (shapes.ts)
 */
export const REDACTION_RULES = [
  "form: raw",
  "form: lower case",
  "form: base64",
  "form: hexadecimal",
  "form: percent",
  "form: JSON escape",
  "form: reference",
  "form: soft markup",
  "form: piece",
  "place: kept by the probe",
  "place: header",
  "place: cookie",
  "place: URL header",
  "place: userinfo",
  "place: query",
  "place: JSON name",
  "place: JSON pair",
  "place: mint body",
  "place: name in text",
  "place: quoted name in text",
  "place: XML element",
  "place: HTML value",
  "place: repeated",
  "place: audio",
  "shape: ephemeral",
  "shape: token",
  "shape: annotated key",
  "shape: platform key",
  "shape: subprotocol",
  "shape: bearer",
  "shape: userinfo",
  "shape: SDP",
] as const;

export type RuleName = (typeof REDACTION_RULES)[number];
