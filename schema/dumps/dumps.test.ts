import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { testDatabases } from "../../test/support/databases.ts";
import { detectTier } from "../tier.ts";
import { dumpSchema } from "./dumpSchema.ts";

const kinds = testDatabases.filter(({ name }) => name === "pglite" || name.startsWith("pg on"));

/** `UPDATE_DUMPS=1` writes the dumps anew, for the reviewer of the change to read. */
test.each(kinds)("the schema over $name is the one in its tier's dump", async ({ open }) => {
	const db = await open();
	const file = new URL(`${await detectTier(db)}.txt`, import.meta.url);
	const dump = await dumpSchema(db);
	await db.close();
	if (process.env.UPDATE_DUMPS) await writeFile(file, dump);
	expect(dump).toBe(await readFile(file, "utf8"));
});
