import { z } from "zod";
import { CAUSES, type Cause } from "./cause.ts";

const causes = Object.keys(CAUSES) as [Cause, ...Cause[]];

/**
 * A known error text of the service and its meaning. It only raises confidence: without this list a claim may become
 * weaker, but never a different one.
 */
export const errorTextSchema = z
  .strictObject({
    code: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe("exact values of error.code, any of which matches"),
    type: z.string().optional().describe("exact value of error.type"),
    text: z.string().optional().describe("part of error.message or of a close reason, compared without case"),
    status: z.array(z.int()).optional().describe("matches only with one of these statuses"),
    means: z.enum(causes),
    reference: z.string().describe("the report or page that recorded it"),
  })
  .refine((t) => t.code !== undefined || t.type !== undefined || t.text !== undefined, {
    message: "needs at least one of code, type, text",
  });

export type ErrorText = z.output<typeof errorTextSchema>;
