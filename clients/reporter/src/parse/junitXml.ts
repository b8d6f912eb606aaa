import { XMLParser, XMLValidator } from "fast-xml-parser";
import * as z from "zod/mini";
import { InputError } from "../inputError.ts";
import type { Failure, Part, ProjectPaths, Test } from "../part.ts";
import { failureOf } from "./failureOf.ts";

/** JUnit's XML, as test runners of every language write it, each in its own manner. */
export function parseJunitXml(text: string, paths: ProjectPaths): Part {
	const root = readXml(text);
	const suites = allSuites(root);
	const starts = suites.map((suite) => Date.parse(suite["@timestamp"] ?? "")).filter(Number.isFinite);
	const sum = (root.testsuite ?? []).reduce((ms, suite) => ms + toMs(suite["@time"]), 0);
	return {
		startedAt: starts.length > 0 ? Math.min(...starts) : undefined,
		durationMs: root["@time"] ? toMs(root["@time"]) : sum,
		tests: testsOf(root, [], undefined, paths),
	};
}

const outcome = z.object({
	"@message": z.optional(z.string()),
	"@type": z.optional(z.string()),
	"#text": z.optional(z.string()),
	/** Of reruns (Maven Surefire). */
	stackTrace: z.optional(z.object({ "#text": z.optional(z.string()) })),
});
const outcomes = z.optional(z.array(outcome));

const testcase = z.object({
	"@name": z.optional(z.string()),
	"@classname": z.optional(z.string()),
	"@file": z.optional(z.string()),
	"@line": z.optional(z.string()),
	"@time": z.optional(z.string()),
	failure: outcomes,
	error: outcomes,
	skipped: outcomes,
	rerunFailure: outcomes,
	rerunError: outcomes,
	flakyFailure: outcomes,
	flakyError: outcomes,
});

const suite = z.object({
	"@name": z.optional(z.string()),
	"@file": z.optional(z.string()),
	"@timestamp": z.optional(z.string()),
	"@time": z.optional(z.string()),
	testcase: z.optional(z.array(testcase)),
	get testsuite() {
		return z.optional(z.array(suite));
	},
});

type Suite = z.infer<typeof suite>;
type Testcase = z.infer<typeof testcase>;

/** The suites, as those of one that has no name. */
function readXml(text: string): Suite {
	const valid = XMLValidator.validate(text);
	if (valid !== true)
		throw new InputError(`it is not valid XML (${valid.err.msg}, line ${valid.err.line}); ${EXPECTED}`);
	const document = parsedBy(new XMLParser(XML), text);
	const parsed = z.object({ testsuites: z.optional(suite), testsuite: z.optional(z.array(suite)) }).safeParse(document);
	const root = parsed.data?.testsuites ?? (parsed.data?.testsuite && { testsuite: parsed.data.testsuite });
	if (!root) throw new InputError(`it is XML, but not of JUnit; ${EXPECTED}`);
	return root;
}

const EXPECTED = "expected is a JUnit report, whose root is <testsuites> or <testsuite>.";

const LISTS = new Set([
	"testsuite",
	...Object.keys(testcase.shape).filter((name) => !name.startsWith("@")),
	"testcase",
]);

const XML = {
	ignoreAttributes: false,
	attributeNamePrefix: "@",
	parseTagValue: false,
	parseAttributeValue: false,
	trimValues: false,
	htmlEntities: true,
	alwaysCreateTextNode: true,
	isArray: (name: string, _path: unknown, _leaf: boolean, attribute: boolean) => !attribute && LISTS.has(name),
};

function parsedBy(parser: XMLParser, text: string): unknown {
	try {
		return parser.parse(text);
	} catch (error) {
		throw new InputError(`it cannot be read as XML (${(error as Error).message}); ${EXPECTED}`);
	}
}

function allSuites(root: Suite): Suite[] {
	return [root, ...(root.testsuite ?? []).flatMap(allSuites)];
}

function testsOf(within: Suite, names: string[], file: string | undefined, paths: ProjectPaths): Test[] {
	const own = (within.testcase ?? []).map((told) => testOf(told, names, file, paths));
	const nested = (within.testsuite ?? []).flatMap((inner) =>
		testsOf(inner, [...names, inner["@name"] ?? ""], inner["@file"] ?? file, paths),
	);
	return own.concat(nested);
}

function testOf(told: Testcase, suites: string[], suiteFile: string | undefined, paths: ProjectPaths): Test {
	const written = told["@file"] ?? suiteFile ?? [told["@classname"], ...suites].find(isFile);
	const file = written ? paths.file(written) : "";
	const failed = [...(told.failure ?? []), ...(told.error ?? [])];
	const place = { file: file || null, line: Number(told["@line"]) || null };
	return {
		file,
		...titlesOf(told, suites, written),
		status: failed.length > 0 ? "failed" : told.skipped ? skippedAs(told.skipped) : "passed",
		durationMs: told["@time"] === undefined ? null : toMs(told["@time"]),
		retries: RERUNS.reduce((count, kind) => count + (told[kind]?.length ?? 0), 0),
		failures: distinct(failed.map((failure) => failureFrom(failure, place, paths))),
	};
}

const RERUNS = ["rerunFailure", "rerunError", "flakyFailure", "flakyError"] as const;

const isFile = (name: string | undefined) =>
	name !== undefined && /[\\/]?[\w.-]+\.(?:[cm]?[jt]sx?|py|rb|php)$/.test(name);

/** Node's runner says by its type that a test is still to be written. */
const skippedAs = (skipped: z.infer<typeof outcome>[]) =>
	skipped.some((one) => one["@type"] === "todo") ? "todo" : "skipped";

/** The suites that a test stands in, and its own name. */
function titlesOf(told: Testcase, suites: string[], file: string | undefined): Pick<Test, "suite" | "name"> {
	const name = told["@name"] || "(unnamed)";
	const classname = told["@classname"] ?? "";
	// Runners of JavaScript that give the file as class join the suites to the name.
	if (classname === file) {
		const titles = name === file ? [name] : name.split(/ [>›] /);
		return { suite: titles.slice(0, -1).join(" > "), name: titles.at(-1) || name };
	}
	const nested = suites.filter((title) => title !== "" && title !== file);
	// Nested suites say more than their names joined by dots, and than the word that Node's runner gives for none.
	const isNested = nested.length > 1 || classname === "" || classname === nested.join(".") || classname === "test";
	return { suite: isNested ? nested.join(" > ") : classname, name };
}

function failureFrom(
	{ "@message": message, "@type": type, "#text": text }: z.infer<typeof outcome>,
	place: Pick<Failure, "file" | "line">,
	paths: ProjectPaths,
): Failure {
	const told = failureOf(text?.trim() || message || "", paths);
	return {
		...told,
		type: type || told.type,
		message: message ? paths.text(message) : told.message,
		file: told.file ?? place.file,
		line: told.file ? told.line : place.line,
	};
}

/** Each try of a test that was run again may stand there. */
function distinct(failures: Failure[]): Failure[] {
	return [...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values()];
}

/** Seconds, in some tools with commas between thousands. */
function toMs(seconds: string | undefined): number {
	return Math.max(0, Number(seconds?.replaceAll(",", "") ?? 0) * 1000) || 0;
}
