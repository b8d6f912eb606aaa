import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { mergeGroups } from "../../schema/groups/decisions/mergeGroups.ts";
import { decideTemplates } from "../../schema/groups/decisions/pinTemplates.ts";
import { setStatus } from "../../schema/groups/decisions/setStatus.ts";
import { splitGroup } from "../../schema/groups/decisions/splitGroup.ts";
import { testDatabases } from "../../test/support/databases.ts";
import { groupOf, groupsOf, idOf, seedErrors } from "../../test/support/errorGroups.ts";
import { ago, NOW, seedLogs, seedRun, seedSpans } from "../../test/support/seed.ts";
import { catchUp } from "../catchUp.ts";
import { lexicalEmbedder } from "../lexicalEmbedder.ts";
import { groupErrors } from "./groupErrors.ts";

const thrown = (type: string, message: string, name = "pay") =>
	`${type}: ${message}\n    at ${name} (/app/src/pay.ts:10:3)\n    at main (/app/src/main.ts:4:1)`;

describe.each(testDatabases)("error groups over $name", ({ open }) => {
	let db: Database;
	beforeEach(async () => {
		db = await open();
	});
	afterEach(() => db.close());

	const add = (...errors: Parameters<typeof seedErrors>[1][]) => seedErrors(db, ...errors);
	const required = async (line: string) => {
		const group = await groupOf(db, line);
		if (group === undefined) throw new Error(`${line} is in no group`);
		return group;
	};
	const group = async (line: string) => {
		const [row] = await db.query<Record<string, unknown>>("SELECT * FROM error_groups WHERE group_id = $1", [
			await required(line),
		]);
		return row;
	};
	const events = () =>
		db.query<{ action: string; actor: string; detail: Record<string, unknown> }>(
			"SELECT action, actor, detail FROM error_group_events ORDER BY event_id",
		);
	const deploy = (eventId: string, minutesAgo: number, given: { service?: string; environment?: string } = {}) =>
		db.query(
			`INSERT INTO build_events (event_id, timestamp, repository, branch, commit_sha, event_type, status, service, environment)
			VALUES ($1, $2, 'acme/shop', 'main', 'c0ffee', 'deploy_complete', 'success', $3, $4)`,
			[eventId, ago(minutesAgo), given.service ?? "shop", given.environment ?? "production"],
		);

	test("are of errors alone, whichever signal brings them", async () => {
		await seedLogs(db, [
			{ message: "all is well" },
			{ message: "careful now", level: "warn" },
			{ message: "no stock", level: "fatal" },
		]);
		await seedSpans(db, [{ operationName: "GET /cart", status: "error", statusMessage: "timed out" }]);
		await seedRun(db, {
			runId: "r",
			source: "ci",
			commitSha: "c0ffee1",
			tests: { "adds up": { error: "expected 5 to be 6" }, fine: "passed" },
			lint: [
				{ tool: "tsc", rule: "TS2345", severity: "error", message: "not assignable", file: "a.ts" },
				{ tool: "eslint", rule: "no-var", severity: "warning", message: "use let", file: "a.ts" },
			],
		});
		await catchUp(db, lexicalEmbedder);
		expect(await db.query("SELECT kind, title, occurrences FROM error_groups ORDER BY kind, title")).toEqual([
			{ kind: "lint", title: "TS2345: not assignable", occurrences: "1" },
			{ kind: "log", title: "no stock", occurrences: "1" },
			{ kind: "span", title: "GET <path>: timed out", occurrences: "1" },
			{ kind: "test", title: "expected <num> to be <num>", occurrences: "1" },
		]);
	});

	test("know first and last seen, how often and where, whatever the order in which it came", async () => {
		await add({ message: "no stock for 5", at: 10 }, { message: "no stock for 6", at: 300, service: "kiosk" });
		await add({ message: "no stock for 7", at: 200 }, "no stock for 8");
		expect(await group("no stock for 5")).toMatchObject({
			status: "open",
			occurrences: "4",
			first_seen: ago(300).replace(".000000", ""),
			last_seen: ago(1).replace(".000000", ""),
			services: ["kiosk", "shop"],
			environments: ["production"],
		});
		const [activity] = await db.query("SELECT sum(count)::integer AS count FROM template_activity");
		expect(activity).toEqual({ count: 4 });
	});

	test("hold exceptions of one type from one place, whatever they say", async () => {
		const [one, same] = [thrown("TypeError", "x is no number"), thrown("TypeError", "the total of y is null")];
		const others = [
			thrown("RangeError", "x is no number"),
			thrown("TypeError", "x is no number", "refund"),
			thrown("Error", "x is no number"),
			thrown("Error", "the total of y is null"),
		];
		await add(one, same, ...others);
		expect(await groupsOf(db, [one, same, ...others])).toEqual([[one, same], ...others.map((line) => [line])]);
	});

	test("hold messages of one statement, also where that shows later", async () => {
		const [ann, bob] = ["user ann was rejected", "user bob was rejected"];
		await add(ann);
		await groupErrors(db);
		await add({ message: bob, at: 2 });
		expect(await groupsOf(db, [ann, bob])).toEqual([[ann, bob]]);
		expect(await group(ann)).toMatchObject({ occurrences: "2" });
		// What a later template shows to be no statement of theirs leaves again.
		const two = ["no answer from cache", "no answer from queue"];
		const more = ["ledger", "audit", "mailer", "kiosk"].map((name) => `no answer from ${name}`);
		await add(...two);
		expect(await groupsOf(db, two)).toHaveLength(2);
		await add(...more);
		expect(await groupsOf(db, [...two, ...more])).toHaveLength(1);
		const [row] = await db.query("SELECT count(*)::integer AS groups FROM error_groups WHERE merged_into IS NULL");
		expect(row).toEqual({ groups: 2 });
		expect(await events()).toContainEqual({
			action: "joined",
			actor: "vagus",
			detail: expect.objectContaining({ rule: "same template", contents: [expect.any(String)] }),
		});
	});

	test("let go what came for a statement that is no longer one", async () => {
		const [ann, bob] = ["user ann was rejected", "user bob was rejected"];
		await add(ann, bob);
		expect(await groupsOf(db, [ann, bob])).toHaveLength(1);
		await decideTemplates(db, [idOf(bob)], null, "ann@example.com");
		await catchUp(db, lexicalEmbedder);
		expect(await groupsOf(db, [ann, bob])).toHaveLength(2);
		await add(ann, bob, "user carol was rejected");
		expect(await groupsOf(db, [ann, "user carol was rejected", bob])).toEqual([
			[ann, "user carol was rejected"],
			[bob],
		]);
		expect([await group(ann), await group(bob)]).toMatchObject([{ occurrences: "3" }, { occurrences: "2" }]);
	});

	test("merge what is near, once, and say why", async () => {
		const [one, near, opposite] = [
			"Lock wait timeout exceeded; try restarting transaction",
			"Lock wait timeout exceeded; try restarting the transaction",
			"Lock wait timeout undercut; try restarting transaction",
		];
		await add(one);
		await add(near, opposite);
		expect(await groupsOf(db, [one, near, opposite])).toEqual([[one, near], [opposite]]);
		const [member] = await db.query("SELECT rule, receipt FROM error_group_members WHERE content_id = $1", [
			idOf(near),
		]);
		expect(member).toEqual({
			rule: "near",
			receipt: {
				to: idOf(one),
				model: lexicalEmbedder.model,
				distance: expect.closeTo(0.02, 1),
				from: expect.any(String),
			},
		});
		expect(await group(one)).toMatchObject({ occurrences: "2", medoid_content_id: idOf(one) });
	});

	test("compare vectors of one model alone, and wait for them", async () => {
		const [one, near] = ["the session store is unavailable now", "session store is unavailable now"];
		await seedLogs(db, [{ message: one, level: "error" }]);
		await catchUp(db, { ...lexicalEmbedder, model: "another model" });
		await add(near);
		expect(await groupsOf(db, [one, near])).toHaveLength(2);
		await seedLogs(db, [{ message: "a session store is unavailable now", level: "error" }]);
		await groupErrors(db);
		expect(await groupOf(db, "a session store is unavailable now")).toBeDefined();
		await catchUp(db, lexicalEmbedder);
		expect(await groupsOf(db, [near, "a session store is unavailable now"])).toHaveLength(1);
	});

	test("are found by a model that nobody measured, and merged where the built-in embedder has them near", async () => {
		const unmeasured = { ...lexicalEmbedder, model: "unmeasured model", semantic: true };
		const [one, near, far] = [
			"Lock wait timeout exceeded; try restarting transaction",
			"Lock wait timeout exceeded; try restarting the transaction",
			"proxy: backend: node: Lock wait timeout exceeded; try restarting transaction",
		];
		await seedLogs(
			db,
			[one, near, far].map((message) => ({ message, level: "error" })),
		);
		await catchUp(db, unmeasured);
		expect(await groupsOf(db, [one, near, far])).toEqual([[one, near], [far]]);
		const [member] = await db.query("SELECT receipt FROM error_group_members WHERE content_id = $1", [idOf(near)]);
		expect(member).toMatchObject({ receipt: { to: idOf(one), model: lexicalEmbedder.model } });
	});

	test("come back after a resolve, with the deployment that brought them", async () => {
		await add({ message: "no stock", at: 300 });
		await deploy("before", 250);
		await setStatus(db, await required("no stock"), "resolve", { actor: "ann", at: new Date(ago(200)) });
		await add({ message: "no stock", at: 220 });
		expect(await group("no stock")).toMatchObject({ status: "resolved", resolved_by: "ann" });
		await deploy("elsewhere", 90, { environment: "staging" });
		await deploy("other", 85, { service: "kiosk" });
		await deploy("culprit", 100);
		await deploy("after", 20);
		await add({ message: "no stock", at: 80 }, { message: "no stock", at: 5 });
		expect(await group("no stock")).toMatchObject({
			status: "regressed",
			regressed_at: ago(80).replace(".000000", ""),
			regressed_by: "culprit",
			occurrences: "4",
		});
		expect((await events()).map(({ action, actor }) => [action, actor])).toEqual([
			["resolved", "ann"],
			["regressed", "vagus"],
		]);
		await setStatus(db, await required("no stock"), "resolve", { actor: "bob", at: NOW });
		expect(await group("no stock")).toMatchObject({ status: "resolved", regressed_by: null });
	});

	test("stay ignored when they come again, until they are opened", async () => {
		await add({ message: "no stock", at: 300 });
		const id = await required("no stock");
		await setStatus(db, id, "ignore", { actor: "ann", at: NOW, reason: "known" });
		await add("no stock");
		expect(await group("no stock")).toMatchObject({ status: "ignored", occurrences: "2" });
		await setStatus(db, id, "reopen", { actor: "ann", at: NOW });
		expect(await group("no stock")).toMatchObject({ status: "open" });
		expect((await events())[0]).toMatchObject({ action: "ignored", detail: { reason: "known" } });
	});

	test("that a person merged stay together, and take what comes later", async () => {
		const [one, two, three] = ["no stock", "shelf is empty", "nothing to sell"];
		await add(one, two, three);
		const ids = await Promise.all([one, two, three].map(required));
		const [into = "", ...others] = ids;
		expect(await mergeGroups(db, into, others, "ann")).toBe(into);
		await add(one, two, three);
		expect(await groupsOf(db, [one, two, three])).toHaveLength(1);
		expect(await group(one)).toMatchObject({ occurrences: "6" });
		// The id of a group that was merged stands for the one that it went into.
		await setStatus(db, others[0] ?? "", "resolve", { actor: "ann", at: NOW });
		expect(await group(one)).toMatchObject({ status: "resolved" });
		await expect(mergeGroups(db, into, others, "ann")).rejects.toThrow("one already");
		await expect(mergeGroups(db, into, ["17"], "ann")).rejects.toThrow("No error group has the id 17.");
	});

	test("that a person split stay apart, whatever comes, and can be merged again", async () => {
		const names = ["ann", "bob", "carol", "dave"].map((name) => `user ${name} was rejected`);
		const [ann = "", bob = "", carol = "", dave = ""] = names;
		await add(ann, bob, carol);
		const whole = await required(ann);
		const own = await splitGroup(db, whole, [idOf(ann), idOf(carol)], "zoe");
		await add(...names, ...names);
		expect(await groupsOf(db, names)).toEqual([
			[ann, carol],
			[bob, dave],
		]);
		expect([await required(ann), await required(bob)]).toEqual([own, whole]);
		expect([await group(ann), await group(bob)]).toMatchObject([{ occurrences: "6" }, { occurrences: "5" }]);
		const aliases = await db.query('SELECT content_id AS "contentId", group_id AS "groupId" FROM template_aliases');
		expect(aliases).toEqual(
			expect.arrayContaining([
				{ contentId: idOf(carol), groupId: idOf(ann) },
				{ contentId: idOf(dave), groupId: idOf(bob) },
			]),
		);
		await expect(splitGroup(db, whole, [idOf(bob), idOf(dave)], "zoe")).rejects.toThrow("one has to stay");
		await expect(splitGroup(db, whole, [idOf(ann)], "zoe")).rejects.toThrow("does not hold");
		await mergeGroups(db, whole, [own], "zoe");
		await add(...names);
		expect(await groupsOf(db, names)).toHaveLength(1);
		expect(await splitGroup(db, whole, [idOf(carol), idOf(ann)], "zoe")).toBe(own);
		expect((await groupsOf(db, names)).map((lines) => lines.length)).toEqual([2, 2]);
	});

	test("count each sighting once where several processes are at it", async () => {
		const lines = Array.from({ length: 60 }, (_, index) => `no stock on shelf ${"abcdef"[index % 6]}${index}`);
		for (const at of [1, 70, 140]) {
			await seedLogs(
				db,
				lines.map((message) => ({ message, level: "error", timestamp: ago(at) })),
			);
		}
		await Promise.all(Array.from({ length: 4 }, () => catchUp(db, lexicalEmbedder)));
		const [row] = await db.query(
			"SELECT sum(occurrences)::integer AS count FROM error_groups WHERE merged_into IS NULL",
		);
		expect(row).toEqual({ count: 180 });
		const [members] = await db.query("SELECT sum(occurrences)::integer AS count FROM error_group_members");
		expect(members).toEqual({ count: 180 });
	});
});
