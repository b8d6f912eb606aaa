import type { SentCiReport } from "../../../core/report/ciReport.ts";
import type { Part, Test } from "./part.ts";

/** A part, with what it is a part from. */
export interface PartOfFile extends Part {
	/** The command line's option that the file was given by. */
	option: string;
	/** When the file was last written, in milliseconds. */
	modifiedAt: number;
}

type Combined = Required<Pick<SentCiReport, "timestamp" | "durationMs" | "tests" | "lint" | "coverage">>;

/** What the parts say together. */
export function combineParts(parts: PartOfFile[]): Combined {
	return {
		...timesOf(parts.some((part) => part.tests) ? parts.filter((part) => part.tests) : parts),
		tests: combineTests(parts),
		lint: parts.flatMap((part) => part.lint ?? []),
		coverage: parts.flatMap((part) => part.coverage ?? []),
	};
}

/**
 * When a file was written does not say when its tests ran beside those of others: what it lasts is added. Without any
 * part with a start, the run was when the first of its files was written.
 */
function timesOf(parts: PartOfFile[]): Pick<Combined, "timestamp" | "durationMs"> {
	const started = parts.filter((part) => part.startedAt !== undefined);
	const others = parts.filter((part) => part.startedAt === undefined);
	const start = Math.min(...(started.length > 0 ? started : others).map(startOf));
	const end = Math.max(start, ...started.map((part) => startOf(part) + (part.durationMs ?? 0)));
	const besides = others.reduce((sum, part) => sum + (part.durationMs ?? 0), 0);
	return { timestamp: new Date(start).toISOString(), durationMs: end - start + besides };
}

export function startOf({ startedAt, modifiedAt, durationMs = 0 }: PartOfFile): number {
	return startedAt ?? modifiedAt - durationMs;
}

/**
 * A run may be reported by vitest's JSON and by JUnit: then a test that stands in both is one. JUnit adds what the JSON
 * leaves out: errors outside of tests with their stacks.
 */
function combineTests(parts: PartOfFile[]): Test[] {
	const told = parts.filter((part) => part.option === "vitest").flatMap((part) => part.tests ?? []);
	const others = parts.filter((part) => part.option !== "vitest").flatMap((part) => part.tests ?? []);
	const unmatched = groupByKey(others);
	const inFiles = new Set(others.map((test) => test.file));
	const tests = told.flatMap((test) => {
		const same = unmatched.get(keyOf(test))?.shift();
		if (!isWholeFile(test)) return [test];
		// JUnit names the hook or the error that the JSON knows as the file's failure only.
		if (same) return [same];
		return inFiles.has(test.file) ? [] : [test];
	});
	return tests.concat([...unmatched.values()].flat());
}

function groupByKey(tests: Test[]): Map<string, Test[]> {
	const groups = new Map<string, Test[]>();
	for (const test of tests) {
		const group = groups.get(keyOf(test));
		if (group) group.push(test);
		else groups.set(keyOf(test), [test]);
	}
	return groups;
}

const keyOf = ({ file, suite, name }: Test) => `${file}\0${[suite, name].filter(Boolean).join(" > ")}`;

const isWholeFile = ({ file, name }: Test) => file === name;
