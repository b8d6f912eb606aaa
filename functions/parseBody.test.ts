import { expect, test } from "vitest";
import { z } from "zod";
import { parseBody } from "./parseBody.ts";
import { memberPath } from "./respondWithError.ts";

const schema = z.strictObject({
	name: z.string().min(1).max(5),
	count: z.int().min(0),
	kind: z.enum(["local", "ci", "agent"]).optional(),
	at: z.iso.datetime({ offset: true }).optional(),
	tests: z
		.array(z.object({ name: z.string() }))
		.min(1)
		.optional(),
	notes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
	even: z
		.number()
		.refine((value) => value % 2 === 0, "must be even")
		.optional(),
});
const SOUND = { name: "shop", count: 1 };

test.each([
	[{ count: 1 }, "name", "is missing"],
	[{ ...SOUND, name: 7 }, "name", "must be text, not a number"],
	[{ ...SOUND, name: null }, "name", "must be text, not null"],
	[{ ...SOUND, name: "" }, "name", "must have at least 1 character"],
	[{ ...SOUND, name: "much too long" }, "name", "must have at most 5 characters"],
	[{ ...SOUND, count: "1" }, "count", "must be a number, not text"],
	[{ ...SOUND, count: 1.5 }, "count", "must be a whole number"],
	[{ ...SOUND, count: -1 }, "count", "must be at least 0"],
	[{ ...SOUND, kind: "locl" }, "kind", "must be one of local, ci, agent. Did you mean local?"],
	[{ ...SOUND, at: "yesterday" }, "at", "must be a time with its offset, such as 2026-03-10T12:30:00Z"],
	[{ ...SOUND, tests: [] }, "tests", "must have at least 1 item"],
	[{ ...SOUND, tests: {} }, "tests", "must be a list, not an object"],
	[{ ...SOUND, tests: [{ name: "a" }, {}] }, "tests[1].name", "is missing"],
	[{ ...SOUND, notes: { "a key": [] } }, 'notes["a key"]', "must be text, a number, true, false or null"],
	[{ ...SOUND, even: 1 }, "even", "must be even"],
	[{ ...SOUND, naem: "x", x: 1 }, "", "must not have naem, x"],
	[[], "", "must be an object, not a list"],
])("%j: %s %s", (body, path, message) => {
	expect(faultsOf(body)).toEqual([[path, message]]);
});

test("a member that is nested without end is refused like any other", () => {
	const deep: unknown = JSON.parse("[".repeat(10_000) + "]".repeat(10_000));
	expect(faultsOf({ ...SOUND, kind: deep })).toEqual([["kind", "must be one of local, ci, agent"]]);
	expect(faultsOf({ ...SOUND, notes: { deep } })).toHaveLength(1);
});

test("what is right comes in its types", () => {
	expect(faultsOf(SOUND)).toEqual([]);
	expect(parseBody(schema, SOUND)).toEqual(SOUND);
});

function faultsOf(body: unknown): [string, string][] {
	try {
		parseBody(schema, body);
		return [];
	} catch (error) {
		if (!(error instanceof z.ZodError)) throw error;
		return error.issues.map((issue) => [memberPath(issue.path), issue.message]);
	}
}
