import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPglite } from "../../test/support/databases.ts";
import { type TestApp, testApp } from "../../test/support/testApp.ts";

let app: TestApp;
beforeAll(async () => {
	app = testApp(await openTestPglite());
});
afterAll(() => app.db.close());

async function make(wanted: object): Promise<{ keyId: string; key: string }> {
	const response = await app.request("/api/keys", {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(wanted),
	});
	expect(response.status).toBe(201);
	return (await response.json()) as { keyId: string; key: string };
}

test("a key is shown once: no list has it again", async () => {
	const { keyId, key } = await make({
		name: " CI of the shop ",
		scopes: ["ingest"],
		expiresAt: "2999-01-01T00:00:00Z",
	});
	expect(key).toMatch(/^vgs_[\w-]{43}$/);
	const listed = await (await app.request("/api/keys")).text();
	expect(JSON.parse(listed).keys).toContainEqual(
		expect.objectContaining({ keyId, name: "CI of the shop", scopes: ["ingest"], revokedAt: null }),
	);
	expect(listed).not.toContain(key);
	expect(await app.db.query("SELECT * FROM api_keys WHERE strpos(api_keys::text, $1) > 0", [key])).toEqual([]);
});

test("an origin is kept as browsers send it", async () => {
	const { key } = await make({ name: "page", scopes: ["ingest"], origins: ["https://Shop.example.com:443/cart"] });
	const response = await app.request("/v1/logs", {
		method: "POST",
		key,
		headers: { origin: "https://shop.example.com", "content-type": "application/json" },
		body: "{}",
	});
	expect(response.status).toBe(200);
});

test("a key ends by its id, and keys of one name together", async () => {
	const revoke = async (key: string) => {
		const response = await app.request(`/api/keys/${encodeURIComponent(key)}`, { method: "DELETE" });
		return [response.status, await response.json()];
	};
	const [one, two, three] = await Promise.all(["a", "b/c", "b/c"].map((name) => make({ name, scopes: ["read"] })));
	expect(await revoke(one?.keyId ?? "")).toEqual([200, { revoked: { keyIds: [one?.keyId] } }]);
	expect(await revoke(one?.keyId ?? "")).toMatchObject([404, { code: "not_found" }]);
	expect(await revoke("b/c")).toEqual([
		200,
		{ revoked: { keyIds: expect.arrayContaining([two?.keyId, three?.keyId]) } },
	]);
});
