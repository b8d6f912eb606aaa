import { afterAll, beforeAll, expect, test } from "vitest";
import { createKey } from "../../schema/keys.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { groupOf, groupsOf, idOf, seedErrors } from "../../test/support/errorGroups.ts";
import { type TestApp, testApp } from "../../test/support/testApp.ts";

let app: TestApp;
const keys = new Map<string, string>();
const USERS = ["ann", "bob", "carol"].map((name) => `user ${name} was rejected`);

beforeAll(async () => {
	app = testApp(await openTestPglite());
	for (const scope of ["ingest", "read", "agent"] as const) {
		keys.set(scope, (await createKey(app.db, { name: `key to ${scope}`, scopes: [scope] })).key);
	}
	await seedErrors(app.db, "no stock", "shelf is empty", ...USERS);
});
afterAll(async () => {
	await app.settled();
	expect(app.failures).toEqual([]);
	await app.db.close();
});

async function decide(path: string, body: unknown = {}, scope = "agent") {
	const response = await app.request(path, {
		method: "POST",
		key: keys.get(scope),
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	});
	const answer = (await response.json()) as { groupId?: string; detail?: string };
	return { status: response.status, ...answer };
}
const required = async (line: string) => (await groupOf(app.db, line)) ?? "";
const group = async (id: string) =>
	(await (await app.request(`/api/error-groups/${id}`, { key: keys.get("read") })).json()) as {
		status: string;
		events: object[];
	};

test("a status is set by whom the key names, and kept", async () => {
	const id = await required("no stock");
	expect(await decide(`/api/error-groups/${id}/resolve`, { reason: "restocked" })).toEqual({
		status: 200,
		groupId: id,
	});
	expect(await group(id)).toMatchObject({ status: "resolved", resolvedBy: "key to agent" });
	await decide(`/api/error-groups/${id}/ignore`);
	await decide(`/api/error-groups/${id}/reopen`);
	const { status, events } = await group(id);
	expect(status).toBe("open");
	expect(events).toMatchObject([
		{ action: "reopened", actor: "key to agent" },
		{ action: "ignored" },
		{ action: "resolved", detail: { reason: "restocked" } },
	]);
});

test("groups are merged and split, and what follows from it is done beside requests", async () => {
	const [into, from] = [await required("no stock"), await required("shelf is empty")];
	expect(await decide(`/api/error-groups/${into}/merge`, { groupIds: [from] })).toEqual({ status: 200, groupId: into });
	expect(await decide(`/api/error-groups/${from}/resolve`)).toEqual({ status: 200, groupId: into });
	const whole = await required(USERS[0] ?? "");
	const split = await decide(`/api/error-groups/${whole}/split`, { contentIds: [idOf(USERS[1] ?? "")] });
	expect(split).toMatchObject({ status: 200, groupId: await required(USERS[1] ?? "") });
	await app.settled();
	await seedErrors(app.db, ...USERS);
	expect((await groupsOf(app.db, USERS)).map((lines) => lines.length)).toEqual([2, 1]);
});

test("templates are put to a statement and taken from one", async () => {
	const [one = "", other = ""] = ["cart total is wrong", "sum of basket does not add up"];
	await seedErrors(app.db, one, other);
	expect((await groupsOf(app.db, [one, other])).length).toBe(2);
	expect(await decide(`/api/templates/${idOf(one)}/merge`, { contentIds: [idOf(other)] })).toMatchObject({
		status: 200,
	});
	await app.settled();
	expect((await groupsOf(app.db, [one, other])).length).toBe(1);
	expect(await decide(`/api/templates/${idOf(other)}/split`)).toMatchObject({ status: 200 });
	await app.settled();
	expect((await groupsOf(app.db, [one, other])).length).toBe(2);
});

test("what cannot be done is refused with what can", async () => {
	const id = await required("no stock");
	const refused = [
		await decide("/api/error-groups/17/resolve"),
		await decide("/api/error-groups/abc/resolve"),
		await decide("/api/error-groups/99999999999999999999/resolve"),
		await decide(`/api/error-groups/${id}/split`, { contentIds: ["17"] }),
		await decide(`/api/error-groups/${id}/merge`, { groupIds: [] }),
		await decide(`/api/error-groups/${id}/merge`, { groupIds: [id] }),
		await decide("/api/templates/17/split"),
	];
	expect(refused.map(({ status, detail }) => [status, detail])).toEqual([
		[404, "No error group has the id 17. GET /api/error-groups lists them."],
		[400, "id: give an id as answers have it: a whole number."],
		[400, "id: give an id as answers have it: a whole number."],
		[422, "The group does not hold 17: its members can be split off."],
		[400, "groupIds must have at least 1 item."],
		[422, "These groups are one already: name another one."],
		[404, "Not all of these are ids of templates."],
	]);
});

test("a key that may only read, or only send, decides nothing", async () => {
	const id = await required("no stock");
	for (const scope of ["read", "ingest"])
		expect((await decide(`/api/error-groups/${id}/ignore`, {}, scope)).status).toBe(403);
	expect((await app.request("/api/error-groups", { key: keys.get("read") })).status).toBe(200);
	expect((await app.request("/api/error-groups", { key: keys.get("ingest") })).status).toBe(403);
});
