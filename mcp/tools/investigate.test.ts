import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { callTool } from "../../test/support/callTool.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { readCsv } from "../../test/support/readCsv.ts";
import { seedIncident } from "../../test/support/seedIncident.ts";
import { estimateTokens } from "../estimateTokens.ts";
import { investigate } from "./investigate.ts";

let db: Database;
const ask = (args: object) =>
	callTool<{ causes?: string; changes?: string; evidence?: string; truncated: boolean; notes?: string[] }>(
		investigate,
		db,
		args,
	);

beforeAll(async () => {
	db = await openTestPglite();
	await seedIncident(db);
});
afterAll(() => db.close());

test("says where it began, since when, by what evidence, what changed, and what to ask next", async () => {
	const { said } = await ask({ service: "shop" });
	expect(said).toMatchInlineSnapshot(`
		"It began in ledger (score 0.89), since 2026-03-10T12:10:00.000Z. 100 of 100 failing traces fail first in ledger, 0 of 0 before: ledger "UPDATE accounts: deadlock detected". 120 of 120 requests to it failed, 0 of 240 before. Shortly before, at 2026-03-10T12:09:00Z: deployment of ledger at abcdef1234 to production: success. Next: trace_request requestId="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaf0".

		onset: 2026-03-10T12:10:00Z ± 30 s, goes on (3 of 6 courses changed then)
		truncated: no

		causes (likeliest first; score 0 to 1, from weight × strength × kept of its evidence):
		service,score,evidence
		ledger,0.891,failures; change; errors; messages
		shop,0.147,errors; change; messages

		changes (likeliest first; score = weight of its kind × nearness to the onset × place of its service):
		score,at,kind,service,statement,commitSha,eventId
		0.938,2026-03-10T12:09:00Z,deployment,ledger,deployment of ledger at abcdef1234 to production: success.,abcdef1234567890,before
		0.5,2026-03-10T12:10:00Z,new message,ledger,"ledger logged for the first time (error): ""Deadlock found when updating account"".",,
		0.214,2026-03-10T11:50:00Z,failing tests,ledger,1 of 1 tests failed in a ci run of acme/shop at abcdef1234.,abcdef1234567890,
		0.082,2026-03-10T12:10:00Z,new message,shop,"shop logged for the first time (error): ""Payment failed: <num>"".",,
		0.049,2026-03-10T11:35:00Z,deployment,shop,deployment of shop at 1111111234 to production: success.,1111111234567890,long before

		evidence (kept: what nothing else explains):
		service,kind,weight,strength,kept,explainedBy,at,statement,traceId,contentId
		ledger,failures,0.9,0.867,1,,2026-03-10T12:10:00Z,"100 of 100 failing traces fail first in ledger, 0 of 0 before: ledger ""UPDATE accounts: deadlock detected"".",aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaf0,
		ledger,change,0.35,0.938,1,,2026-03-10T12:09:00Z,deployment of ledger at abcdef1234 to production: success.,,
		ledger,errors,0.5,0.891,0.333,,2026-03-10T12:10:00Z,"120 of 120 requests to it failed, 0 of 240 before.",,
		ledger,messages,0.5,0.802,0.333,,2026-03-10T12:10:00Z,"It logged ""Deadlock found when updating account"" 120 ×, never before.",,3367436575988159408
		shop,errors,0.5,0.891,0.2,ledger,2026-03-10T12:10:00Z,"120 of 120 requests to it failed, 0 of 240 before.",,
		shop,change,0.35,0.3,0.356,,2026-03-10T11:35:00Z,deployment of shop at 1111111234 to production: success.,,
		shop,messages,0.5,0.802,0.067,ledger,2026-03-10T12:10:00Z,"It logged ""Payment failed: <num>"" 120 ×, never before.",,-3225607601667577131

		proposals (earlier fixes for it):
		proposalId,status,at,description
		p1,merged,2026-02-18T12:30:00Z,Lock accounts in the order of their ids

		tests (failing tests whose errors look alike):
		at,test,message,commitSha
		2026-03-10T11:50:00Z,src/a.test.ts > moves money twice,Deadlock found when updating account,abcdef1234567890"
	`);
});

test("lists causes and changes, the likeliest first", async () => {
	const { data } = await ask({});
	expect(readCsv(data.causes ?? "")[0]).toMatchObject({ service: "ledger" });
	expect(readCsv(data.changes ?? "")[0]).toMatchObject({ service: "ledger", kind: "deployment" });
});

test("says which service was meant", async () => {
	await expect(ask({ service: "legder" })).rejects.toThrow("Did you mean ledger?");
});

test.each([1_500, 4_000])("stays within %i tokens, and says what it leaves out", async (maxTokens) => {
	const { data, said } = await ask({ maxTokens });
	expect(estimateTokens(said)).toBeLessThanOrEqual(maxTokens);
	expect(data.truncated).toBe(data.notes?.some((note) => note.includes("for want of maxTokens")) ?? false);
});
