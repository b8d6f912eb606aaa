import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../../test/support/databases.ts";
import type { Database } from "../database.ts";

const kinds = testDatabases.filter(({ name }) => name === "pglite" || name.startsWith("pg on"));

describe.each(kinds)("content_words over $name", ({ open }) => {
	let db: Database;
	beforeAll(async () => {
		db = await open();
	});
	afterAll(() => db.close());

	const words = async (content: string) =>
		(await db.query<{ words: string[] }>("SELECT tsvector_to_array(content_words($1)) AS words", [content]))[0]?.words;

	test("are the stems of the words, without placeholders", async () => {
		expect(await words("Connection to <ip>:<num> refused after <duration>")).toEqual(["connect", "refus"]);
	});

	test("are found within names", async () => {
		expect(await words("TypeError at getUserById (src/user_store.ts)")).toEqual(
			expect.arrayContaining(["type", "error", "get", "user", "id", "src", "store", "ts"]),
		);
	});

	test("are found by a search for any of them", async () => {
		await db.script(`INSERT INTO observability_embeddings (content_id, kind, content)
			VALUES (1, 'log', 'PaymentDeclined: card <num> was declined'), (2, 'log', 'cache miss')`);
		const found = await db.query(
			"SELECT content_id FROM observability_embeddings WHERE words @@ websearch_to_tsquery('english', 'declining payments')",
		);
		expect(found).toEqual([{ content_id: "1" }]);
	});

	test("of a text as long as a message may be are computed", async () => {
		expect(await words("lorem ipsum dolor ".repeat(3_600))).toEqual(["dolor", "ipsum", "lorem"]);
	});
});
