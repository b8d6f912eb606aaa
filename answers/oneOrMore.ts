import { z } from "zod";

/** An argument with one value or several: a list, or text with commas as query strings have it. */
export function oneOrMore<Item extends z.ZodType<string>>(item: Item) {
	return z.preprocess(
		(value) => (typeof value === "string" ? value.split(",").map((part) => part.trim()) : value),
		z.array(item).min(1).max(MAX_VALUES, `give at most ${MAX_VALUES} values.`).optional(),
	);
}

/** Names of something, one or more. */
export function someOf(what: string) {
	return oneOrMore(z.string().min(1)).describe(`Only of this ${what}, or these`);
}

const MAX_VALUES = 50;
