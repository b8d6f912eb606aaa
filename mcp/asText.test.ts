import { expect, test } from "vitest";
import { z } from "zod";
import { asText } from "./asText.ts";

const shape = z.object({ rows: z.string().describe("newest first"), other: z.string() }).shape;

test("says sentences, then figures, then tables under their names", () => {
	const data = {
		total: 2,
		totalIsLeast: false,
		truncated: false,
		cursor: null,
		rows: 'id,text\n1,"a ""b"""\n2,c',
		other: "id\n7",
		empty: "",
		notes: ["One.", "Two."],
		none: [],
		counts: { failed: 1 },
	};
	expect(asText({ text: "Two rows.", data }, shape)).toMatchInlineSnapshot(`
		"Two rows.

		total: 2
		truncated: no
		notes: One.; Two.
		counts: {"failed":1}

		rows (newest first):
		id,text
		1,"a ""b"""
		2,c

		other:
		id
		7"
	`);
});

test("leaves out what the sentences say, but not a name that stands in them", () => {
	const verdict = "CI failed, local passed: 1 test fails only in CI.";
	const data = { verdict, reasons: [verdict], service: "CI", notes: [verdict, "Another."] };
	expect(asText({ text: `${verdict} Next: search_errors.`, data }, {})).toBe(
		`${verdict} Next: search_errors.\n\nservice: CI\nnotes: ${verdict}; Another.`,
	);
	expect(asText({ text: "Nothing.", data: {} }, {})).toBe("Nothing.");
});
