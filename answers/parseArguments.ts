import type { z } from "zod";
import { nearest } from "../core/text/nearest.ts";
import { repairText } from "../core/text/repairText.ts";
import { AnswerError } from "./answerError.ts";

/**
 * Arguments as they came, from a query string or an agent, in their types. Throws an AnswerError that names each wrong
 * argument and what would be right.
 */
export function parseArguments<Schema extends z.ZodObject>(schema: Schema, values: unknown): z.output<Schema> {
	const parsed = schema.safeParse(repaired(values ?? {}), { reportInput: true });
	if (parsed.success) return parsed.data;
	const names = Object.keys(schema.shape);
	const faults = parsed.error.issues.map((issue) => explain(issue, names));
	throw new AnswerError(
		"invalid_argument",
		faults.map((fault) => fault.sentence).join(" "),
		faults.flatMap((fault) => fault.suggestions),
	);
}

/** The arguments without what PostgreSQL's text refuses: no argument is more deeply nested than a list of texts. */
function repaired(values: unknown): unknown {
	if (typeof values !== "object" || values === null || Array.isArray(values)) return values;
	const repair = (value: unknown) => (typeof value === "string" ? repairText(value) : value);
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.map(repair) : repair(value)]),
	);
}

interface Fault {
	sentence: string;
	suggestions: string[];
}

function explain(issue: z.core.$ZodIssue, names: string[]): Fault {
	if (issue.code === "unrecognized_keys") return unknownNames(issue.keys, names);
	// What else a path holds is a place in a list, which the caller may have given as one text.
	const name = String(issue.path[0] ?? "");
	const value = issue.input;
	if (value === undefined && issue.code !== "custom") {
		return { sentence: `The argument ${name} is missing.`, suggestions: [] };
	}
	if (issue.code === "invalid_value") {
		const allowed = issue.values.map(String);
		const meant = typeof value === "object" ? [] : nearest(String(value), allowed, 1);
		return {
			sentence: `${name} cannot be ${shown(value)}: it is one of ${allowed.join(", ")}.${didYouMean(meant)}`,
			suggestions: meant.length > 0 ? meant : allowed,
		};
	}
	return {
		sentence: `${name || "The arguments"}: ${issue.message}${/[.?!]$/.test(issue.message) ? "" : "."}`,
		suggestions: [],
	};
}

function unknownNames(keys: string[], names: string[]): Fault {
	const meant = keys.flatMap((key) => nearest(key, names, 1));
	return {
		sentence: `There is no argument ${keys.join(", ")}.${didYouMean(meant) || ` The arguments are ${names.join(", ")}.`}`,
		suggestions: meant,
	};
}

/** " Did you mean x?", or nothing. */
export function didYouMean(meant: string[]): string {
	return meant.length > 0 ? ` Did you mean ${meant.join(" or ")}?` : "";
}

/** A list or an object only by its kind: it may be nested without end. */
function shown(value: unknown): string {
	if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
	const text = JSON.stringify(value) ?? String(value);
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
