import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import type { Report } from "../../src/model/report.ts";

/** A report of an emulator without its marks, judged anew: what the same answers of a real resource would come to. */
export function asIfReal(report: Report): Report {
  const bare = JSON.stringify(report, (key, value: unknown) => {
    if (key === "responseHeaders" && Array.isArray(value)) {
      return value.filter((header) => !String(header).toLowerCase().startsWith("x-aoai-probe-"));
    }
    return key === "aoai_probe_source" ? undefined : value;
  });
  return concludeReport(parseReport(bare));
}
