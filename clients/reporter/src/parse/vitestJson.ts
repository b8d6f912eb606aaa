import * as z from "zod/mini";
import type { Failure, Part, ProjectPaths, Test } from "../part.ts";
import { failureOf } from "./failureOf.ts";
import { parseJson } from "./parseJson.ts";

/** The JSON reporter of vitest, and of jest, whose form it has. */
export function parseVitestJson(text: string, paths: ProjectPaths): Part {
	const report = parseJson(text, schema, "expected is what `vitest run --reporter=json --outputFile=FILE` writes.");
	const ends = report.testResults.map((file) => file.endTime ?? 0);
	return {
		startedAt: report.startTime,
		durationMs: Math.max(0, Math.max(report.startTime, ...ends) - report.startTime),
		tests: report.testResults.flatMap((file) => testsOf(file, paths)),
	};
}

const assertion = z.object({
	ancestorTitles: z.array(z.string()),
	title: z.string(),
	status: z.string(),
	duration: z.nullish(z.number()),
	failureMessages: z.nullish(z.array(z.string())),
	location: z.nullish(z.object({ line: z.number() })),
	/** Of jest: how often it was run. */
	invocations: z.nullish(z.number()),
});

const file = z.object({
	name: z.string(),
	status: z.string(),
	message: z.nullish(z.string()),
	endTime: z.nullish(z.number()),
	assertionResults: z.array(assertion),
});

const schema = z.object({ startTime: z.number(), testResults: z.array(file) });

function testsOf(result: z.infer<typeof file>, paths: ProjectPaths): Test[] {
	const path = paths.file(result.name);
	const tests = result.assertionResults.map((told) => testOf(told, path, paths));
	if (result.status === "failed" && !tests.some((test) => test.status === "failed")) {
		tests.push(failedFile(path, result.message, paths));
	}
	return tests;
}

function testOf(told: z.infer<typeof assertion>, path: string, paths: ProjectPaths): Test {
	const status = STATUS.get(told.status) ?? "skipped";
	const messages = told.failureMessages ?? [];
	const distinct = [...new Set(messages)];
	const place = { file: path, line: told.location?.line ?? null };
	return {
		file: path,
		suite: told.ancestorTitles.join(" > "),
		name: told.title || "(unnamed)",
		status,
		durationMs: told.duration == null ? null : Math.max(0, told.duration),
		retries: retriesOf(told, distinct.length),
		failures: status === "failed" ? distinct.map((message) => placed(failureOf(message, paths), place)) : [],
	};
}

const STATUS = new Map<string, Test["status"]>([
	["passed", "passed"],
	["failed", "failed"],
	["todo", "todo"],
]);

/** Each failure of a passed test was a try; a failed test gives an error that each try had once for each of them. */
function retriesOf({ status, failureMessages, invocations }: z.infer<typeof assertion>, distinct: number): number {
	if (invocations) return Math.max(0, invocations - 1);
	const failures = failureMessages?.length ?? 0;
	return status === "passed" ? failures : failures - distinct;
}

const placed = (failure: Failure, place: Pick<Failure, "file" | "line">) =>
	failure.file ? failure : { ...failure, ...place };

/** A file that failed outside its tests stands as one test, as in vitest's JUnit reporter. */
function failedFile(path: string, message: string | null | undefined, paths: ProjectPaths): Test {
	const told = message?.replace(/^\s*● Test suite failed to run\s*/, "").trim();
	const failure = failureOf(told || UNTOLD, paths);
	return { file: path, name: path, status: "failed", failures: [placed(failure, { file: path, line: null })] };
}

const UNTOLD = "The file failed outside its tests (in a hook, or it did not end); the JSON reporter does not say how.";
