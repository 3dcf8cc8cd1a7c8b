import type { Hop } from "../../../src/model/recording.ts";
import type { Report } from "../../../src/model/report.ts";

export interface Place {
  /** Where it is, and of what kind. */
  what: string;
  put: (report: Report, hop: Hop) => void;
  /** What may be in no file. */
  hides: string[];
  /** What the evidence reads instead. */
  reads: RegExp;
}

/** In a header whose name says nothing about its value. */
export const said = (what: string, text: string, hides: string[], reads: RegExp): Place => ({
  what,
  put: (_, hop) => hop.responseHeaders.push(["x-detail", text]),
  hides,
  reads,
});

export const header = (name: string, value: string, hides: string[], reads: RegExp): Place => ({
  what: `header ${name}: ${value}`,
  put: (_, hop) => hop.responseHeaders.push([name, value]),
  hides,
  reads,
});

/** In a body of JSON, as value and as text alike. */
export const member = (name: string, value: string, hides: string[], reads: RegExp): Place => ({
  what: `member ${name} of a JSON body`,
  put: (_, hop) => {
    const json = { ...(JSON.parse(hop.body?.text ?? "{}") as Record<string, string>), [name]: value };
    const text = JSON.stringify(json);
    hop.body = { text, json, bytes: text.length, cut: false };
  },
  hides,
  reads,
});
