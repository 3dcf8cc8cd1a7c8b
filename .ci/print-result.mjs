#!/usr/bin/env node
/*
 * Prints every failed step, every failed test and, as the last line, `N passed, N failed`. The log of a service is often
 * cut in the middle, so what failed is named at its end.
 *   print-result.mjs FOLDER [FAILED STEP]...
 * FOLDER holds the JSON reports of the test runner. A step that failed without a failed test counts as one failure.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** A message can hold a whole report: its beginning says what was expected. */
const LINES = 12;
const CHARACTERS_PER_LINE = 300;

const [folder, ...failedSteps] = process.argv.slice(2);
const reports = readdirSync(folder)
  .sort()
  .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));

const passed = reports.reduce((sum, { numPassedTests }) => sum + numPassedTests, 0);
const failedTests = reports.reduce((sum, { numFailedTests }) => sum + numFailedTests, 0);

for (const step of failedSteps) console.log(`failed step: ${step}`);
for (const file of reports.flatMap(({ testResults }) => testResults)) {
  const place = relative(process.cwd(), file.name);
  const tests = file.assertionResults.filter(({ status }) => status === "failed");
  for (const { fullName, failureMessages } of tests) printFailure(`${place}: ${fullName}`, failureMessages.join("\n"));
  // A file that cannot be loaded has a message and no test.
  if (file.status === "failed" && tests.length === 0) printFailure(place, file.message);
}

const failed = failedTests > 0 ? failedTests : failedSteps.length;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function printFailure(name, message) {
  console.log(`\nfailed test: ${name}`);
  for (const line of message.split("\n").slice(0, LINES)) console.log(`    ${line.slice(0, CHARACTERS_PER_LINE)}`);
}
