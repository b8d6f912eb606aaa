import { expect, test } from "vitest";
import { z } from "zod";
import { oneOrMore, someOf } from "./oneOrMore.ts";
import { parseArguments } from "./parseArguments.ts";

const schema = z.strictObject({
	query: z.string().min(1, "say what to look for."),
	kind: z.enum(["log", "span"]).default("log"),
	kinds: oneOrMore(z.enum(["log", "span"])),
	services: someOf("service"),
});

test("gives the arguments in their types, with the defaults", () => {
	expect(parseArguments(schema, { query: "x", services: "shop, api" })).toEqual({
		query: "x",
		kind: "log",
		services: ["shop", "api"],
	});
});

test("names each wrong argument and what would be right", () => {
	expect(() => parseArguments(schema, { qery: "x", kind: "spam" })).toThrow(
		'The argument query is missing. kind cannot be "spam": it is one of log, span. Did you mean span? ' +
			"There is no argument qery. Did you mean query?",
	);
	expect(() => parseArguments(schema, { query: "x", kinds: "log,spam" })).toThrow(
		'kinds cannot be "spam": it is one of log, span. Did you mean span?',
	);
	expect(() => parseArguments(schema, "query=x")).toThrow("The arguments: ");
	expect(() => parseArguments(schema, null)).toThrow("The argument query is missing.");
});

test("a wrong argument may be nested without end", () => {
	const deep: unknown = JSON.parse("[".repeat(10_000) + "]".repeat(10_000));
	expect(() => parseArguments(schema, { query: "x", kind: deep })).toThrow(
		"kind cannot be a list: it is one of log, span.",
	);
	expect(() => parseArguments(schema, { query: { deep } })).toThrow("query: ");
});

test("replaces what the database's text refuses, in lists as well", () => {
	expect(parseArguments(schema, { query: "a\0b", services: ["\ud800shop"] })).toMatchObject({
		query: "a\uFFFDb",
		services: ["\uFFFDshop"],
	});
});
