/* Small readers of the formats for machines. The programs that own these formats read them in test/counterparts. */

/** Fields of a text by RFC 4180. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy)) {
    if (end === "" && quoted === undefined && bare === "" && row.length === 0) break;
    row.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Characters that XML 1.0 forbids, markup that is none of ours, and elements that are not closed in order. */
export function findXmlFaults(text: string): string[] {
  const faults: string[] = [];
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)) faults.push("a character outside XML 1.0");
  const open: string[] = [];
  const body = text.replace(/^<\?xml[^>]*\?>\n/, "");
  const tag = /<(\/?)([a-zA-Z-]+)((?: [a-zA-Z]+="[^"<>]*")*)(\/?)>/y;
  for (let at = 0; at < body.length; ) {
    tag.lastIndex = at;
    const [whole, closing, name = "", , empty] = tag.exec(body) ?? [];
    if (whole === undefined) {
      const next = body.indexOf("<", at);
      if (next === at) return [...faults, `no tag: ${body.slice(at, at + 80)}`];
      at = next === -1 ? body.length : next;
      continue;
    }
    if (closing === "/" && open.pop() !== name) faults.push(`${name} is closed and was not open`);
    if (closing === "" && empty === "") open.push(name);
    at += whole.length;
  }
  if (/&(?!(?:amp|lt|gt|quot|apos);)/.test(body)) faults.push("an entity of its own");
  return [...faults, ...open.map((name) => `${name} is not closed`)];
}

const SAMPLE = /^[a-z_]+(?:\{[a-z_]+="(?:[^"\\]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\]|\\["\\n])*")*\})? -?[0-9.e+-]+$/;

/** Lines that are neither comments nor samples, metrics in two places, and samples that occur twice. */
export function findMetricFaults(text: string): string[] {
  const lines = text.split("\n");
  const samples = lines.filter((line) => line !== "" && !line.startsWith("#"));
  const names = samples.map((line) => /^[a-z_]+/.exec(line)?.[0] ?? "");
  const blocks = names.filter((name, n) => name !== names[n - 1]);
  const series = samples.map((line) => line.slice(0, line.lastIndexOf(" ")));
  return [
    ...samples.filter((line) => !SAMPLE.test(line)).map((line) => `no sample: ${line}`),
    ...blocks.filter((name, n) => blocks.indexOf(name) !== n).map((name) => `${name} in two places`),
    ...series.filter((one, n) => n !== series.indexOf(one)).map((one) => `twice: ${one}`),
  ];
}
