import { z } from "zod";
import { CAUSES, type Cause } from "./cause.ts";

const causes = Object.keys(CAUSES) as [Cause, ...Cause[]];

/**
 * A wording of the service that somebody recorded, and what it means. It raises confidence only: without the list a
 * claim may weaken, never turn into another.
 */
export const errorTextSchema = z
  .strictObject({
    code: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe("error.code, any of these, exactly"),
    type: z.string().optional().describe("error.type, exactly"),
    text: z.string().optional().describe("part of error.message, or of a close reason, compared without case"),
    status: z.array(z.int()).optional().describe("only with one of these statuses"),
    means: z.enum(causes),
    reference: z.string().describe("the report or page that recorded it"),
  })
  .refine((t) => t.code !== undefined || t.type !== undefined || t.text !== undefined, {
    message: "needs at least one of code, type, text",
  });

export type ErrorText = z.output<typeof errorTextSchema>;
