import type { Role } from "../../model/role.ts";

/** A realtime path serves several roles, so it does not decide between them. */
const REALTIME: Role[] = ["conversation", "transcription", "translation", "live"];

/**
 * The roles that fit the kind of a path, the usual one first. The kinds are `model_info.mode` of LiteLLM and the second
 * part of a promptfoo provider. A kind that is not here states nothing.
 */
const ROLES_OF_KIND: Record<string, Role[]> = {
  chat: ["chat"],
  responses: ["chat", "responses"],
  completion: ["other"],
  embedding: ["embedding"],
  embeddings: ["embedding"],
  realtime: REALTIME,
  audio_transcription: ["transcription"],
  transcription: ["transcription"],
  audio_speech: ["speech"],
  image: ["other"],
  image_generation: ["other"],
  video: ["other"],
  video_generation: ["other"],
};

/** The roles that a kind states. Null if the kind is not known. */
export function rolesOfKind(kind: string): Role[] | null {
  return Object.hasOwn(ROLES_OF_KIND, kind) ? (ROLES_OF_KIND[kind] ?? null) : null;
}
