import { expect, test } from "vitest";
import { openTestPglite } from "../test/support/databases.ts";
import { sqlSchema, sqlSchemaResult } from "./sqlSchema.ts";

test("tells what can be read, and nothing else", async () => {
	const db = await openTestPglite();
	const { relations } = sqlSchemaResult.strict().parse(await sqlSchema({ db }));
	await db.close();
	expect(relations[0]).toMatchObject({ name: "application_logs", about: expect.stringContaining("log lines") });
	expect(relations[0]?.columns.slice(0, 3)).toEqual([
		{ name: "timestamp", type: "timestamptz" },
		{ name: "log_id", type: "bigint" },
		{ name: "service", type: "text" },
	]);
	expect(relations.map(({ name }) => name)).not.toContain("api_keys");
	expect(relations.every(({ columns }) => columns.length > 0)).toBe(true);
});
