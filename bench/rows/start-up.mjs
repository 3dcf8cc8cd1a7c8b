// What a call costs before it does anything, beside Node's own start.
import { cli, cpuOf } from "../measure.mjs";

const CALLS = [
  ["--version", ["--version"], "2"],
  ["--help", ["--help"], "4"],
  ["run --help", ["run", "--help"], "4"],
  ["plan --emulate", ["plan", "--emulate"], "10"],
];
const ROUNDS = 7;

async function startUp() {
  const floor = [];
  const values = new Map(CALLS.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    floor.push(await cpuOf(process.execPath, ["-e", "0"]));
    for (const [name, args] of CALLS) values.get(name).push(await cpuOf(process.execPath, [cli, ...args]));
  }
  return CALLS.map(([name, , goal]) => ({
    what: `start-up: ${name}, CPU (floor: node -e 0)`,
    values: values.get(name),
    floor,
    unit: "ms",
    goal,
  }));
}

export const rows = { "start-up": startUp };
