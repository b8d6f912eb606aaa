import { expect, test } from "vitest";
import { mayBeOneError } from "./mayBeOneError.ts";

test.each([
	["articles", "Connection to database lost", "The connection to the database was lost"],
	["values", "no stock for <num>", "no stock for <num> in <host>"],
	["marks and levels", "ERROR: template <path> missing variable", "Template <path>: missing variable."],
	[
		"what it was wrapped in",
		"rpc error: deadline exceeded while calling ledger",
		"deadline exceeded while calling ledger",
	],
	["one place", "TypeError: no total\nat pay (pay.ts)\nat main", "TypeError: no total\nat pay (pay.ts)\nat run"],
])("errors may be one that differ in %s", (_, one, other) => {
	expect(mayBeOneError(one, other)).toBe(true);
	expect(mayBeOneError(other, one)).toBe(true);
});

test.each([
	["a word", "connection to database lost", "connection to broker lost"],
	["a word more", "memory limit of container exceeded", "soft memory limit of container exceeded"],
	["a cause", "payment of order declined", "payment of order declined: card expired"],
	["order", "replica leads primary by far", "primary leads replica by far"],
	["types", "TypeError: no total of cart", "RangeError: no total of cart"],
	["places", "TypeError: no total\nat pay (pay.ts)", "TypeError: no total\nat refund (pay.ts)"],
	["all but a word that many errors say", "timeout", "upload of invoice: timeout"],
	["words within another sentence", "index file is missing", "while reading index file is missing"],
])("errors are two that differ in %s", (_, one, other) => {
	expect(mayBeOneError(one, other)).toBe(false);
	expect(mayBeOneError(other, one)).toBe(false);
});
