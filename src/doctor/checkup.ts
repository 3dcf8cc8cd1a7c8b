import { z } from "zod";
import { ADDRESS_CLASSES } from "../model/connection.ts";
import { CHECKS, LINE_VERDICTS } from "./line.ts";

/** The version of the contract of `doctor --json`. It changes by additions only. */
export const CHECKUP_SCHEMA = "aoai-probe/doctor/v1";

const line = z.object({
  check: z.enum(CHECKS),
  target: z.string().nullable().describe("null: about this machine and its configuration"),
  verdict: z.enum(LINE_VERDICTS).describe("unknown: there is no evidence, which is never the same as a problem"),
  text: z.string().describe("what was seen"),
  advice: z.string().nullable().describe("what to do, null if there is nothing to do"),
});

const certificate = z.object({
  subject: z.string().describe("the fields of the name, such as CN=r.openai.azure.com"),
  issuer: z.string(),
  validFrom: z.string().nullable().describe("ISO 8601"),
  validTo: z.string().nullable(),
  names: z.array(z.string()).describe("the first ten alternative names, such as DNS:*.openai.azure.com"),
  fingerprint: z.string().describe("SHA-256 in hexadecimal"),
});

const host = z.object({
  target: z.string(),
  origin: z.string(),
  proxy: z.string().nullable().describe("origin of the proxy, null if there is none"),
  excepted: z.boolean().describe("NO_PROXY excludes the host from a proxy that is set"),
  addresses: z
    .array(z.object({ address: z.string(), class: z.enum(ADDRESS_CLASSES) }))
    .nullable()
    .describe("null: unknown, because the proxy resolves the name or the look-up failed"),
  remote: z.string().nullable().describe("address and port of the connection, which may be those of the proxy"),
  tcpMs: z.number().nullable().describe("milliseconds until the TCP connection was made"),
  tls: z
    .object({ protocol: z.string().nullable(), chain: z.array(certificate) })
    .nullable()
    .describe("null: no TLS, or no certificate arrived"),
  failure: z
    .object({ cause: z.string(), code: z.string().nullable(), phase: z.string(), text: z.string() })
    .nullable()
    .describe("what ended the connection, null if it can be used"),
});

const answer = z.object({
  cell: z.string().describe("the request, as target/deployment/request~control"),
  status: z.number().nullable().describe("null: no answer, or the request was not sent"),
  cause: z.string(),
  code: z.string().nullable(),
  message: z.string().nullable(),
});

/** What `doctor --json` prints. It is published as reports/schema/doctor.schema.json. */
export const checkupSchema = z.object({
  schema: z.literal(CHECKUP_SCHEMA),
  tool: z.object({ name: z.string(), version: z.string(), node: z.string(), platform: z.string() }),
  startedAt: z.string().describe("UTC, ISO 8601"),
  emulated: z.array(z.string()).optional().describe("scenarios of an emulator that answered. Absent: none"),
  first: line.nullable().describe("the first thing to mend, null if there is no problem"),
  exit: z.object({ code: z.number(), reason: z.string() }),
  sources: z
    .array(z.object({ setting: z.string(), from: z.string() }))
    .describe("the flag, variable or file that each setting comes from, without its value"),
  notes: z.array(z.string()).describe("which source won over which"),
  lines: z.array(line).describe("one verdict for each check"),
  hosts: z.array(host),
  answers: z.array(answer).describe("the requests, all of them free"),
});

export type Checkup = z.output<typeof checkupSchema>;
