import { z } from "zod";
import { cutText } from "../text/cutText.ts";
import { repairText } from "../text/repairText.ts";
import { reportLimits as limits } from "./reportLimits.ts";

/** Text of any length and content, made fit for the database. */
const text = (limit: number) => z.string().transform((value) => cutText(repairText(value), limit));
const named = (limit: number) => z.string().min(1).pipe(text(limit));
const whole = z.int().min(0).max(2_147_483_647);
const counted = z.number().min(0);

const failure = z.object({
	type: text(limits.errorType).nullish(),
	message: text(limits.errorMessage),
	stack: text(limits.errorStack).nullish(),
	file: text(limits.file).nullish().describe("Where it was thrown, in the project's own code"),
	line: whole.nullish(),
});

const test = z.object({
	file: text(limits.file),
	suite: text(limits.suite).default("").describe('Names of the suites it stands in, joined by " > "'),
	name: named(limits.testName),
	status: z.enum(["passed", "failed", "skipped", "todo"]),
	durationMs: counted.nullish(),
	retries: whole.default(0).describe("How often it was run again before its status was final"),
	failures: z.array(failure).max(limits.failuresOfTest).default([]).describe("Of a failed test"),
});

const lint = z.object({
	tool: named(limits.word).describe("tsc, eslint, …"),
	rule: named(limits.rule),
	severity: z.enum(["error", "warning", "info"]),
	message: text(limits.lintMessage),
	file: text(limits.file),
	line: whole.nullish(),
	column: whole.nullish(),
	source: text(limits.sourceLine).nullish().describe("The line of code"),
});

const covered = z.object({ total: whole, covered: whole });

const coverage = z.object({
	module: named(limits.module).describe("File or package"),
	lines: covered.nullish(),
	branches: covered.nullish(),
	functions: covered.nullish(),
	statements: covered.nullish(),
});

const metadata = z
	.record(z.string(), z.union([text(limits.metadataText), z.number(), z.boolean(), z.null()]))
	.refine((entries) => Object.keys(entries).length <= limits.metadata, `must have at most ${limits.metadata} entries`)
	.transform((entries) =>
		Object.fromEntries(
			Object.entries(entries).map(([key, value]) => [cutText(repairText(key), limits.metadataKey), value]),
		),
	);

/** What answers can be asked for; SHA-256 object names have 64 digits. */
const COMMIT = 'must be a commit\'s hash, its first 7 or more hexadecimal digits, or "unknown"';

/**
 * A run of tests and checks, whichever tools made it: the body of `POST /v1/ci/runs`. Paths are relative to the
 * repository's root, with forward slashes, so that a run on a developer's machine compares with one in CI.
 */
export const ciReport = z.object({
	runId: named(limits.runId).describe("A run that is reported again under its id is stored once"),
	timestamp: z.iso
		.datetime({ offset: true })
		.refine((time) => Date.parse(time) >= 0, "must not be before 1970")
		.describe("When it started"),
	repository: named(limits.repository)
		.refine((name) => name.split("/").every(Boolean), "must be owner/name, as its host has it")
		.describe("owner/name; of a project that no host has, its folder's name"),
	branch: named(limits.branch),
	commitSha: z
		.string()
		.regex(/^(?:[0-9a-f]{7,64}|unknown)$/i, COMMIT)
		.transform((hash) => hash.toLowerCase())
		.describe('The commit\'s hash, or its first 7 or more digits; "unknown" where there is no git'),
	source: z.enum(["local", "ci", "agent"]),
	nodeVersion: text(limits.word).nullish(),
	packageManager: text(limits.word).nullish().describe("With its version: pnpm@10.1.0"),
	lockfileHash: text(limits.word).nullish().describe("Of its content with line endings of one kind"),
	durationMs: counted.default(0),
	tests: z.array(test).max(limits.tests).default([]),
	lint: z.array(lint).max(limits.lint).default([]),
	coverage: z.array(coverage).max(limits.modules).default([]),
	metadata: metadata.default({}).describe("What else is known of the run: CI provider, job, attempt, operating system"),
});

/** A report as it is once parsed. */
export type CiReport = z.output<typeof ciReport>;

/** A report as it is sent. */
export type SentCiReport = z.input<typeof ciReport>;
