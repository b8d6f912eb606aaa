import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { setStatus } from "../../schema/groups/decisions/setStatus.ts";
import { callTool } from "../../test/support/callTool.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { groupOf, seedErrors } from "../../test/support/errorGroups.ts";
import { readCsv } from "../../test/support/readCsv.ts";
import { ago, seedBuilds } from "../../test/support/seed.ts";
import { estimateTokens } from "../estimateTokens.ts";
import { errorGroups } from "./errorGroups.ts";

const MANY = 90;

let db: Database;
const ask = (args: object) =>
	callTool<{ groups: string; total: number; truncated: boolean; cursor: string | null }>(errorGroups, db, args);

beforeAll(async () => {
	db = await openTestPglite();
	await seedErrors(db, { message: "Cart lost its total", at: 60 * 50 }, { message: "Tape drive jammed", at: 60 * 40 });
	const group = (await groupOf(db, "Cart lost its total")) ?? "";
	await setStatus(db, group, "resolve", { actor: "ann", at: new Date(ago(60 * 30)) });
	await seedBuilds(db, [{ service: "shop", environment: "production", eventId: "deploy-7", timestamp: ago(30) }]);
	await seedErrors(
		db,
		{ message: "Cart lost its total", at: 20 },
		{ message: 'Card reader said "no, thanks"', at: 15, service: "kiosk" },
		{ message: "Tape drive jammed", at: 12 },
		...Array.from({ length: MANY }, (_, index) => ({
			message: `Conveyor jammed ${"again ".repeat(index)}${"💥 {[(<\"',".repeat(20)}`,
			at: 5,
			service: `warehouse ${"x".repeat(100)}`,
		})),
	);
});
afterAll(() => db.close());

test("says what came back and with which deployment, what is new, and what to ask next", async () => {
	const { said } = await ask({ services: "shop,kiosk" });
	expect(said.replace(/-?\d{15,20}/g, "ID")).toMatchInlineSnapshot(`
		"3 error groups; of all that were seen 1 regressed, 1 new. Next: investigate error="ID".

		from: 2026-03-09T12:30:00Z
		to: 2026-03-10T12:30:00Z
		trendHours: 4
		total: 3
		truncated: no

		groups (regressed first, new, grown, others; count, before (the range of the same length before) and trend are of the range; by: deployment that brought it back):
		id,change,status,count,before,firstSeen,lastSeen,kind,service,environment,title,regressedAt,by,trend
		ID,regressed,regressed,1,0,2026-03-08T10:30:00Z,2026-03-10T12:10:00Z,log,shop,production,Cart lost its total,2026-03-10T12:10:00Z,deploy-7,0 0 0 0 0 0 1
		ID,new,open,1,0,2026-03-10T12:15:00Z,2026-03-10T12:15:00Z,log,kiosk,production,Card reader said <str>,,,0 0 0 0 0 0 1
		ID,,open,1,1,2026-03-08T20:30:00Z,2026-03-10T12:18:00Z,log,shop,production,Tape drive jammed,,,0 0 0 0 0 0 1"
	`);
});

test("says that nothing was seen, and what was meant", async () => {
	expect((await ask({ services: "kiosk", statuses: "ignored" })).text).toBe(
		"No such errors were seen in this time range.",
	);
	await expect(ask({ changes: "newer" })).rejects.toThrow("Did you mean new?");
});

test.each([1_500, 4_000, 20_000])("stays within %i tokens, and its pages have every row once", async (maxTokens) => {
	const seen: string[] = [];
	let cursor: string | null = null;
	do {
		const { data, said } = await ask({ limit: 100, maxTokens, ...(cursor && { cursor }) });
		expect(estimateTokens(said)).toBeLessThanOrEqual(maxTokens);
		expect(data.truncated).toBe(data.cursor !== null);
		seen.push(...readCsv(data.groups).map((row) => row.id ?? ""));
		expect(data.total).toBe(MANY + 3);
		cursor = data.cursor;
	} while (cursor);
	expect(new Set(seen).size).toBe(MANY + 3);
	expect(seen).toHaveLength(MANY + 3);
});
