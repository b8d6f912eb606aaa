import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { contentId } from "../../core/contentId.ts";
import { groupLines } from "../../core/templates/groupLines.ts";
import { contentOf } from "../../core/templates/logContent.ts";
import type { Database } from "../../schema/database.ts";
import { contentIdsOfGroup } from "../../schema/groups/contentIdsOfGroup.ts";
import { testDatabases } from "../../test/support/databases.ts";
import { seedLogs } from "../../test/support/seed.ts";
import { labelledLines } from "../../test/templates/labelledLines.ts";
import { groupTemplates } from "./groupTemplates.ts";

const idOf = (line: string) => contentOf("log", line).contentId;

describe.each(testDatabases)("grouping templates over $name", ({ open }) => {
	let db: Database;
	beforeEach(async () => {
		db = await open();
	});
	afterEach(() => db.close());

	const ingest = (...messages: string[]) =>
		seedLogs(
			db,
			messages.map((message) => ({ message })),
		);
	/** Each line's group and template as the database holds them. */
	const held = async (lines: string[]) => {
		const rows = await db.query<{ contentId: string; groupId: string; template: string }>(`
			SELECT e.content_id AS "contentId", coalesce(a.group_id, e.content_id) AS "groupId",
				coalesce(g.template, e.content) AS template
			FROM observability_embeddings e
			LEFT JOIN template_aliases a USING (content_id)
			LEFT JOIN template_groups g ON g.group_id = coalesce(a.group_id, e.content_id)`);
		const byId = new Map(rows.map(({ contentId, ...group }) => [contentId, group]));
		return lines.map((line) => byId.get(idOf(line)));
	};

	test("holds what `vagus template` prints, however many batches the lines came in", async () => {
		const lines = ["postgres", "springapp", "german", "scheduler", "pbx"].flatMap((style) =>
			labelledLines(style, { header: true }).map(({ line }) => line),
		);
		const sizes = [1, 40, 3, 300];
		for (let at = 0, turn = 0; at < lines.length; turn++) {
			const size = sizes[turn % sizes.length] ?? 1;
			await ingest(...lines.slice(at, at + size));
			if (turn % 3 === 0) await groupTemplates(db);
			at += size;
		}
		await groupTemplates(db);
		expect(await held(lines)).toEqual(groupLines(lines));
	});

	test("keeps why and when templates were merged, and their ids", async () => {
		await ingest("user ann logged in", "user bob logged in");
		await groupTemplates(db);
		const aliases = () => db.query("SELECT content_id, group_id, rule, receipt, merged_at FROM template_aliases");
		const before = await aliases();
		expect(before).toEqual([
			{
				content_id: idOf("user bob logged in"),
				group_id: idOf("user ann logged in"),
				rule: "variable words",
				receipt: { varying: [{ position: 2, distinct: 2 }] },
				merged_at: expect.any(String),
			},
		]);
		await ingest("user carol logged in", "user bob logged in", "unrelated");
		await groupTemplates(db);
		expect((await aliases()).filter(({ content_id }) => content_id === idOf("user bob logged in"))).toEqual(before);
		expect(await contentIdsOfGroup(db, idOf("user carol logged in"))).toEqual(
			expect.arrayContaining(["ann", "bob", "carol"].map((name) => idOf(`user ${name} logged in`))),
		);
		expect(await db.query("SELECT DISTINCT template_id FROM application_logs")).toHaveLength(4);
	});

	test("keeps templates of two kinds apart, and proposals out of it", async () => {
		const texts = ["user ann logged in", "user bob logged in"];
		const kinds = ["log", "span", "proposal"] as const;
		for (const kind of kinds) {
			for (const text of texts) {
				const id = contentId(kind, text);
				await db.query("INSERT INTO observability_embeddings (content_id, kind, content) VALUES ($1, $2, $3)", [
					id,
					kind,
					text,
				]);
				await db.query("INSERT INTO content_arrivals (content_id) VALUES ($1)", [id]);
			}
		}
		await groupTemplates(db);
		const rows = await db.query<{ kind: string; groupKind: string }>(`
			SELECT e.kind, g.kind AS "groupKind" FROM template_aliases a
			JOIN observability_embeddings e USING (content_id)
			JOIN observability_embeddings g ON g.content_id = a.group_id ORDER BY 1`);
		expect(rows).toEqual([
			{ kind: "log", groupKind: "log" },
			{ kind: "span", groupKind: "span" },
		]);
	});

	test("does the work once where several processes are at it", async () => {
		const names = Array.from({ length: 250 }, (_, index) => `user ${name(index)} logged in`);
		await ingest(...names);
		await Promise.all(Array.from({ length: 4 }, () => groupTemplates(db)));
		const lines = groupLines(names);
		expect(await held(names)).toEqual(lines);
		expect(new Set(lines.map(({ groupId }) => groupId)).size).toBe(1);
		expect(await db.query("SELECT FROM content_arrivals")).toEqual([]);
	});

	test("leaves what is left to the next one where it is told to stop", async () => {
		await ingest("one text");
		await groupTemplates(db, { signal: AbortSignal.abort() });
		expect(await db.query("SELECT FROM content_arrivals")).toHaveLength(1);
		await groupTemplates(db);
		expect(await db.query("SELECT FROM content_arrivals")).toEqual([]);
	});
});

/** A name of letters alone. */
function name(index: number): string {
	return [...String(1_000 + index * 7_919)].map((digit) => "abcdefghij"[Number(digit)]).join("");
}
