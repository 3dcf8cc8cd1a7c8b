import { z } from "zod";
import { FAMILY_FORM } from "./model-name.ts";
import { ROLES } from "./role.ts";

/** A model or a family of models, and the role it plays. Schema of one entry of probes/models.yaml. */
export const modelSchema = z.union([
  z
    .strictObject({
      model: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,59}$/, "a model name in lower case"),
      role: z.enum(ROLES),
      means: z.string().min(1).optional().describe("no model has this name, and people mean this one"),
    })
    .describe("one model, also with a suffix after a hyphen"),
  z
    .strictObject({
      family: z
        .string()
        .regex(
          FAMILY_FORM,
          "a name in lower case with at most two wildcards that are apart: # for a number, * for any text",
        ),
      role: z.enum(ROLES),
    })
    .describe("every model whose name matches the pattern, also with a suffix after a hyphen"),
]);

export type ModelEntry = z.output<typeof modelSchema>;
