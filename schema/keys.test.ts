import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../test/support/databases.ts";
import type { Database } from "./database.ts";
import { createKey, findKey, listKeys, revokeKey } from "./keys.ts";

describe.each(testDatabases)("keys over $name", ({ open }) => {
	let db: Database;
	beforeAll(async () => {
		db = await open();
	});
	afterAll(() => db.close());

	test("a new key is found with its scopes and origins", async () => {
		const { keyId, key } = await createKey(db, {
			name: "shop",
			scopes: ["ingest"],
			origins: ["https://shop.example.com"],
		});
		expect(key).toMatch(/^vgs_[\w-]{43}$/);
		expect(await findKey(db, key)).toEqual({
			keyId,
			name: "shop",
			scopes: ["ingest"],
			origins: ["https://shop.example.com"],
		});
	});

	test("the key itself is nowhere in the database", async () => {
		const { key } = await createKey(db, { name: "secret", scopes: ["read"] });
		const [row] = await db.query<{ text: string }>("SELECT string_agg(k::text, ' ') AS text FROM api_keys k");
		expect(row?.text).not.toContain(key.slice("vgs_".length));
		expect(JSON.stringify(await listKeys(db))).not.toContain(key);
	});

	test("an unknown key is not found", async () => {
		expect(await findKey(db, "vgs_unknown")).toBeNull();
	});

	test("an expired key is not found", async () => {
		const past = await createKey(db, { name: "past", scopes: ["read"], expiresAt: "2020-01-01T00:00:00Z" });
		const future = await createKey(db, { name: "future", scopes: ["read"], expiresAt: "2999-01-01T00:00:00Z" });
		expect(await findKey(db, past.key)).toBeNull();
		expect(await findKey(db, future.key)).not.toBeNull();
	});

	test("a key is revoked by its id alone", async () => {
		const first = await createKey(db, { name: "twins", scopes: ["read"] });
		const second = await createKey(db, { name: "twins", scopes: ["read"] });
		expect(await revokeKey(db, first.keyId)).toEqual({ keyIds: [first.keyId] });
		expect(await findKey(db, first.key)).toBeNull();
		expect(await findKey(db, second.key)).not.toBeNull();
	});

	test("a name revokes every key of that name, once", async () => {
		const first = await createKey(db, { name: "group", scopes: ["read"] });
		const second = await createKey(db, { name: "group", scopes: ["read"] });
		const revoked = await revokeKey(db, "group");
		expect(revoked?.keyIds.sort()).toEqual([first.keyId, second.keyId].sort());
		expect(await revokeKey(db, "group")).toBeNull();
	});

	test("revoked keys stay in the list, with the time", async () => {
		const { keyId } = await createKey(db, { name: "gone", scopes: ["admin"] });
		await revokeKey(db, "gone");
		const listed = (await listKeys(db)).find((row) => row.keyId === keyId);
		expect(listed).toMatchObject({ name: "gone", scopes: ["admin"], origins: null, expiresAt: null });
		expect(listed?.revokedAt).toMatch(/^\d{4}-.*Z$/);
	});

	test("a use is noted at most once a minute", async () => {
		const { keyId, key } = await createKey(db, { name: "used", scopes: ["read"] });
		const lastUsed = async () => (await listKeys(db)).find((row) => row.keyId === keyId)?.lastUsedAt;
		expect(await lastUsed()).toBeNull();
		await Promise.all([findKey(db, key), findKey(db, key)]);
		const first = await lastUsed();
		expect(first).not.toBeNull();
		await findKey(db, key);
		expect(await lastUsed()).toBe(first);
		await db.query("UPDATE api_keys SET last_used_at = now() - interval '61 seconds' WHERE key_id = $1", [keyId]);
		await findKey(db, key);
		expect(Date.parse((await lastUsed()) ?? "")).toBeGreaterThanOrEqual(Date.parse(first ?? ""));
	});

	test("a scope that does not exist is refused", async () => {
		await expect(createKey(db, { name: "odd", scopes: ["root" as never] })).rejects.toMatchObject({ code: "23514" });
	});
});
