import type { z } from "zod";
import { didYouMean } from "../answers/parseArguments.ts";
import { nearest } from "../core/text/nearest.ts";

/** A body in its schema's types. Throws a ZodError whose messages go on with a member's name: "is missing". */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
	return schema.parse(body, { error: faultOf });
}

/** What is wrong with a member, where its schema does not say it; nothing where that is not known here. */
function faultOf(issue: z.core.$ZodRawIssue): string | undefined {
	switch (issue.code) {
		case "invalid_type":
			return wrongType(issue.expected, issue.input);
		case "invalid_value": {
			if (issue.input === undefined) return "is missing";
			const allowed = issue.values.map(String);
			// What is no scalar may be nested without end.
			const meant = typeof issue.input === "object" ? "" : didYouMean(nearest(String(issue.input), allowed, 1));
			return `must be one of ${allowed.join(", ")}${meant && `.${meant}`}`;
		}
		case "too_small":
			return `must ${sized(issue.origin, `at least ${issue.minimum}`, issue.minimum)}`;
		case "too_big":
			return `must ${sized(issue.origin, `at most ${issue.maximum}`, issue.maximum)}`;
		case "invalid_format":
			return issue.format === "datetime" ? "must be a time with its offset, such as 2026-03-10T12:30:00Z" : undefined;
		case "unrecognized_keys":
			return `must not have ${issue.keys.join(", ")}`;
		case "invalid_union":
			return oneOfTypes(issue.errors.flat());
	}
	return undefined;
}

function wrongType(expected: string, input: unknown): string {
	if (input === undefined) return "is missing";
	const received = typeOf(input);
	const wanted = TYPES[expected] ?? expected;
	return expected === "int" && received === "number"
		? `must be ${wanted}`
		: `must be ${wanted}, not ${TYPES[received] ?? received}`;
}

function typeOf(input: unknown): string {
	if (input === null) return "null";
	return Array.isArray(input) ? "array" : typeof input;
}

/** As people call what JSON has. */
const TYPES: Record<string, string> = {
	string: "text",
	number: "a number",
	int: "a whole number",
	boolean: "true or false",
	array: "a list",
	object: "an object",
	record: "an object",
};

function sized(origin: string, bound: string, count: number | bigint): string {
	const unit = UNITS[origin];
	return unit ? `have ${bound} ${unit}${Number(count) === 1 ? "" : "s"}` : `be ${bound}`;
}

const UNITS: Record<string, string> = { string: "character", array: "item" };

function oneOfTypes(issues: z.core.$ZodIssue[]): string | undefined {
	const types = issues.flatMap((issue) =>
		issue.code === "invalid_type" ? (TYPES[issue.expected] ?? issue.expected).split(" or ") : [],
	);
	const last = types.pop();
	return last && `must be ${types.length > 0 ? `${types.join(", ")} or ` : ""}${last}`;
}
