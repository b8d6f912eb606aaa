import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import type { Database } from "../schema/database.ts";
import { mergeGroups } from "../schema/groups/decisions/mergeGroups.ts";
import { setStatus } from "../schema/groups/decisions/setStatus.ts";
import { testDatabases } from "../test/support/databases.ts";
import { groupOf, idOf, seedErrors } from "../test/support/errorGroups.ts";
import { ago, NOW } from "../test/support/seed.ts";
import { errorGroup } from "./errorGroup.ts";
import { errorGroups, errorGroupsArguments } from "./errorGroups.ts";
import { parseArguments } from "./parseArguments.ts";

const DAY = 24 * 60;

describe.each(testDatabases)("error groups over $name", ({ open }) => {
	let db: Database;
	const context = () => ({ db, embedder: lexicalEmbedder, now: NOW });
	const ask = (args: object = {}) => errorGroups(context(), parseArguments(errorGroupsArguments, args));
	const titles = async (args: object = {}) => (await ask(args)).groups.map(({ title }) => title);
	const idOfGroup = async (line: string) => (await groupOf(db, line)) ?? "";
	const times = (count: number, message: string, at: number, service?: string) =>
		Array.from({ length: count }, () => ({ message, at, service }));

	beforeAll(async () => {
		db = await open();
		await seedErrors(
			db,
			...times(20, "goes on as ever", DAY + 300),
			...times(3, "grows and grows", DAY + 300),
			...times(1, "was resolved", DAY + 300),
			...times(1, "was ignored", DAY + 300),
			...times(4, "user ann was rejected", DAY + 300, "kiosk"),
			...times(2, "long ago", 20 * DAY),
		);
		await setStatus(db, await idOfGroup("was resolved"), "resolve", { actor: "ann", at: new Date(ago(DAY)) });
		await setStatus(db, await idOfGroup("was ignored"), "ignore", { actor: "ann", at: new Date(ago(DAY)) });
		await seedErrors(
			db,
			...times(22, "goes on as ever", 30),
			...times(30, "grows and grows", 40),
			...times(1, "was resolved", 50),
			...times(5, "was ignored", 60),
			...times(2, "user bob was rejected", 70, "kiosk"),
			...times(2, "is new", 80),
		);
	});
	afterAll(() => db.close());

	test("come with what changed first: regressed, new, grown, then by count", async () => {
		const { groups, counts, page } = await ask();
		expect(groups.map(({ title, change, count, before }) => [title, change, count, before])).toEqual([
			["was resolved", "regressed", 1, 1],
			["is new", "new", 2, 0],
			["grows and grows", "grown", 30, 3],
			["goes on as ever", null, 22, 20],
			["user <*> was rejected", null, 2, 4],
		]);
		expect(counts).toEqual({ regressed: 1, new: 1, grown: 1 });
		expect(page).toMatchObject({ total: 5, truncated: false });
		expect(groups[4]).toMatchObject({
			groupId: await idOfGroup("user bob was rejected"),
			status: "open",
			occurrences: 6,
			contents: 2,
			services: ["kiosk"],
			firstSeen: ago(DAY + 300).replace(".000000", ""),
		});
		expect(groups[2]?.trend.reduce((sum, count) => sum + count, 0)).toBe(30);
	});

	test("are narrowed by change, status, kind, service, and time", async () => {
		expect(await titles({ changes: "new,grown" })).toEqual(["is new", "grows and grows"]);
		expect(await titles({ statuses: "ignored" })).toEqual(["was ignored"]);
		expect(await titles({ services: "kiosk" })).toEqual(["user <*> was rejected"]);
		expect(await titles({ kinds: "span" })).toEqual([]);
		expect(await titles({ timeRange: "30d", changes: "new", statuses: "open" })).toContain("long ago");
		expect((await ask({ services: "kiosk", changes: "grown" })).notes).toEqual([
			"1 groups were seen, none of which changed so.",
		]);
		await expect(ask({ services: "kiosc" })).rejects.toThrow("Did you mean kiosk?");
	});

	test("come page by page", async () => {
		const first = await ask({ limit: 3 });
		const second = await ask({ limit: 3, cursor: first.page.cursor });
		expect([...first.groups, ...second.groups].map(({ title }) => title)).toEqual(await titles());
		expect(second.page).toMatchObject({ truncated: false, total: 5 });
	});

	test("tell what they hold, why, and what became of them", async () => {
		const [into, from] = [await idOfGroup("goes on as ever"), await idOfGroup("is new")];
		await mergeGroups(db, into, [from], "zoe");
		const group = await errorGroup(context(), { groupId: from });
		expect(group).toMatchObject({ groupId: into, title: "goes on as ever", occurrences: 44 });
		expect(group.notes).toEqual([`The group ${from} was merged into this one.`]);
		expect(group.members).toMatchObject([
			{ contentId: idOf("goes on as ever"), rule: "first", pinned: false, occurrences: 42 },
			{
				contentId: idOf("is new"),
				rule: "by hand",
				pinned: true,
				receipt: { by: "zoe", from, was: { rule: "first" } },
			},
		]);
		expect(group.events).toMatchObject([{ action: "joined", actor: "zoe", detail: { from } }]);
		await expect(errorGroup(context(), { groupId: "17" })).rejects.toThrow("No error group has the id 17.");
	});
});
