import { oncePer } from "../../model/once.ts";

/** What one target's part may hold, so that it can be pasted into a ticket. */
export const LIMITS = { lines: 250, characters: 60_000 };

/** Lines that are printed together or not at all; made only if they may be printed. */
export type Block = () => string[];

const linesOf = oncePer((block: Block) => block());

/** A part of the report that gives way where there is no room, its last blocks first. */
export interface Section {
  /** Without the number and the marks of a heading. */
  heading: string;
  /** Always printed. */
  lead: string[];
  /** Printed where at least one block is: the head of their table. */
  blockHead: string[];
  /** Printed in order as far as there is room; each stays whole. */
  blocks: Block[];
  /** Always printed, after the blocks. */
  tail: string[];
  /** Who is served first: 0 before 1. */
  rank: number;
  /** Lines that its blocks may take before every other section has had its share. */
  share: number;
  /** What to say of the blocks left out. */
  leftOut(count: number): string;
}

/** A section that is printed whole, or not at all where it has no lines. */
export function wholeSection(heading: string, lead: string[]): Section {
  return { heading, lead, blockHead: [], blocks: [], tail: [], rank: 0, share: 0, leftOut: () => "" };
}

interface Room {
  lines: number;
  characters: number;
}

/** Puts sections together within the limits, by construction: what was left out is counted where it would have stood. */
export function assemble(head: string[], sections: Section[], level: number, limits: Room = LIMITS): string[] {
  const filled = sections.filter(({ blocks, lead, tail }) => blocks.length + lead.length + tail.length > 0);
  const first = filledTo(head, filled, level, limits);
  // Room was kept for notes that were not needed: it is given away once, where the result still fits.
  const spared = { ...limits, lines: limits.lines + limits.lines - first.length };
  const second = filledTo(head, filled, level, spared);
  return second.length <= limits.lines && size(second) <= limits.characters ? second : first;
}

function filledTo(head: string[], sections: Section[], level: number, limits: Room): string[] {
  const frames = sections.map((section, index) => ({
    section,
    open: ["", `${"#".repeat(level)} ${index + 1}. ${section.heading}`, "", ...section.lead],
    // The line that counts what was left out, and the blank before it.
    close: ["", section.leftOut(section.blocks.length), ...section.tail],
  }));
  const room: Room = { ...limits };
  spend(room, head);
  for (const { section, open, close } of frames) spend(room, [...open, ...section.blockHead, ...close]);
  const taken = new Map(sections.map((section) => [section, 0]));
  const ranked = [...sections].sort((a, b) => a.rank - b.rank);
  for (const section of ranked) take(section, taken, room, section.share);
  for (const section of ranked) take(section, taken, room, Number.POSITIVE_INFINITY);
  const lines = [
    ...head,
    ...frames.flatMap(({ section, open }) => {
      const count = taken.get(section) ?? 0;
      const rest = section.blocks.length - count;
      const note = rest === 0 ? [] : ["", section.leftOut(rest)];
      const blocks = count === 0 ? [] : [...section.blockHead, ...section.blocks.slice(0, count).flatMap(linesOf)];
      return [...open, ...blocks, ...note, ...section.tail];
    }),
  ];
  return lines.filter((line, n) => line !== "" || lines[n - 1] !== "");
}

function take(section: Section, taken: Map<Section, number>, room: Room, share: number): void {
  let count = taken.get(section) ?? 0;
  let used = section.blocks.slice(0, count).flatMap(linesOf).length;
  for (const block of section.blocks.slice(count)) {
    const lines = linesOf(block);
    const fits = lines.length <= room.lines && size(lines) <= room.characters && used + lines.length <= share;
    if (!fits) break;
    spend(room, lines);
    used += lines.length;
    count += 1;
  }
  taken.set(section, count);
}

function spend(room: Room, lines: string[]): void {
  room.lines -= lines.length;
  room.characters -= size(lines);
}

function size(lines: string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
