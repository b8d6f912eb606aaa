import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drainPending } from "../embedding/drain.ts";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import type { Database } from "../schema/database.ts";
import { testDatabases } from "../test/support/databases.ts";
import { ago, NOW, seedLogs, seedRun, seedSpans } from "../test/support/seed.ts";
import { parseArguments } from "./parseArguments.ts";
import { search, searchArguments } from "./search.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const COMMIT = "9fceb02d0ae598e95dc970b74767f19372d61af8";

describe.each(testDatabases)("search over $name", ({ open }) => {
	let db: Database;
	const ask = (query: string, more: object = {}) =>
		search({ db, embedder: lexicalEmbedder, now: NOW }, parseArguments(searchArguments, { query, ...more }));
	const first = async (query: string, more?: object) => (await ask(query, more)).hits[0]?.template;

	beforeAll(async () => {
		db = await open();
		await seedLogs(
			db,
			CORPUS.map((message) => ({ message, level: "error" as const })),
		);
		await seedLogs(db, [
			{ message: "Disk quota exceeded on volume data", service: "archive", environment: "staging", timestamp: ago(90) },
			{ message: "Disk quota exceeded on volume data", service: "archive", timestamp: ago(400) },
			{ message: "Tape drive jammed", service: "archive", timestamp: ago(60 * 24 * 20) },
			{
				message: "Cart lost its total",
				level: "error",
				errorType: "TypeError",
				errorStack: "TypeError: x\n    at total (/srv/shop/src/cart.ts:12:7)\n    at node:internal/timers:3:1",
			},
			{ message: "Cart lost its mind", level: "error", errorType: "RangeError" },
			{ message: "Order placed", level: "info", requestId: "req-7f3a9", traceId: TRACE, timestamp: ago(5) },
		]);
		await seedSpans(db, [
			{ traceId: TRACE, spanId: "00f067aa0ba902b7", operationName: "POST /orders", requestId: "req-7f3a9" },
			{
				traceId: TRACE,
				spanId: "10f067aa0ba902b7",
				operationName: "INSERT orders",
				status: "error",
				statusMessage: "deadlock detected",
			},
		]);
		await seedRun(db, {
			runId: "run-2026-1",
			source: "ci",
			commitSha: COMMIT,
			branch: "feature/tax",
			tests: { "adds tax": { error: "expected 107 to be 119" }, "adds nothing": "passed" },
		});
		await seedRun(db, {
			runId: "run-2026-2",
			source: "local",
			commitSha: "b".repeat(40),
			repository: "till",
			timestamp: ago(30),
			tests: { "prints the receipt twice": { error: "expected 1 to be 2" }, "opens the drawer": "passed" },
		});
	});
	afterAll(() => db.close());

	describe("before anything is embedded, and after", () => {
		const byLexicalLists = Object.entries({
			"payment declined": "Payment declined by issuer for order <num>",
			refused: "connect ECONNREFUSED while calling inventory",
			econnrefused: "connect ECONNREFUSED while calling inventory",
			"null pointer": "NullPointerException in CartMapper.toDto",
			conection: "Connection pool exhausted after waiting",
			"typeerror undefined": "TypeError: Cannot read properties of undefined (reading total)",
			"SQLSTATE 42P01": "query failed: SQLSTATE 42P01 relation missing",
			"timeout of the paymnt gateway": "Payment gateway timeout",
		});
		test.each(byLexicalLists)("%s finds its template first", async (query, template) => {
			expect(await first(query)).toBe(template);
		});

		test("finds the same by vectors too, once they are there", async () => {
			const { embedded } = await drainPending(db, lexicalEmbedder);
			expect(embedded).toBeGreaterThan(CORPUS.length);
			for (const [query, template] of byLexicalLists) expect(await first(query)).toBe(template);
			const { hits } = await ask("Payment declined by issuer");
			expect(hits[0]?.matchedBy).toEqual(["words", "spelling", "meaning"]);
		});

		test("compares vectors of the embedder's model alone", async () => {
			const other = { ...lexicalEmbedder, model: "another" };
			const { hits } = await search(
				{ db, embedder: other, now: NOW },
				parseArguments(searchArguments, { query: "Payment declined by issuer" }),
			);
			// Spelling is asked too, since few contents hold these words.
			expect(hits[0]?.matchedBy).toEqual(["words", "spelling"]);
		});

		test("answers by words, and says so, where the embedder does not answer", async () => {
			const broken = { ...lexicalEmbedder, embed: () => Promise.reject(new Error("gone")) };
			const { hits, notes } = await search(
				{ db, embedder: broken, now: NOW },
				parseArguments(searchArguments, { query: "payment declined" }),
			);
			expect(hits[0]?.template).toContain("Payment declined");
			expect(notes).toEqual([expect.stringContaining("embedding service did not answer")]);
		});
	});

	test("finds the template of a line that is pasted as it is", async () => {
		const { hits } = await ask("Payment declined by issuer for order 99871");
		expect(hits[0]).toMatchObject({
			template: "Payment declined by issuer for order <num>",
			matchedBy: expect.arrayContaining(["same text"]),
		});
	});

	test("tells counts, first and last seen, trend and a sample to go on with", async () => {
		const { hits, trendHours } = await ask("order placed", { timeRange: "24h" });
		expect(hits[0]).toMatchObject({
			template: "Order placed",
			count: 1,
			isNew: true,
			services: ["shop"],
			levels: ["info"],
			sample: { message: "Order placed", traceId: TRACE, requestId: "req-7f3a9" },
		});
		expect(trendHours).toBe(2);
		expect(hits[0]?.trend.reduce((a, b) => a + b)).toBe(1);
	});

	test("samples failed spans and tests", async () => {
		const span = await ask("deadlock detected");
		expect(span.hits[0]).toMatchObject({ kind: "span", sample: { traceId: TRACE, spanId: "10f067aa0ba902b7" } });
		const failed = await ask("expected to be", { kinds: "test" });
		expect(failed.hits[0]?.sample).toMatchObject({ runId: "run-2026-1", commitSha: COMMIT });
	});

	test("places the error of a log where its stack does, apart from its type", async () => {
		const sampleOf = async (query: string) => (await ask(query)).hits[0]?.sample;
		expect(await sampleOf("cart lost its total")).toMatchObject({
			errorType: "TypeError",
			place: "/srv/shop/src/cart.ts:12",
		});
		expect(await sampleOf("cart lost its mind")).toMatchObject({ errorType: "RangeError", place: null });
	});

	describe("of failing tests' names", () => {
		const found = async (query: string, more?: object) => {
			const { hits } = await ask(query, more);
			return hits.filter(({ matchedBy }) => matchedBy.includes("test name")).map(({ sample }) => sample?.place);
		};

		test("leads to the error, with the failure of the test that has the name", async () => {
			expect((await ask("prints the receipt twice")).hits[0]).toMatchObject({
				kind: "test",
				template: "expected <num> to be <num>",
				matchedBy: ["test name"],
				sample: { runId: "run-2026-2", place: "src/a.test.ts > prints the receipt twice" },
			});
			expect(await found("src/a.test.ts > adds tax")).toEqual(["src/a.test.ts > adds tax"]);
		});

		test("asks for all of the words, and takes phrases and words to leave out", async () => {
			expect(await found("receipt drawer")).toEqual([]);
			expect(await found("opens the drawer")).toEqual([]);
			expect(await found('"receipt twice"')).toHaveLength(1);
			expect(await found('"twice receipt"')).toEqual([]);
			expect(await found("receipt -twice")).toEqual([]);
			expect(await found("receipt -thrice")).toHaveLength(1);
		});

		test.each([
			[{}, 1],
			[{ kinds: "test", levels: "error", environments: "local" }, 1],
			[{ repository: "till", branch: "main" }, 1],
			[{ services: "till" }, 1],
			[{ repository: "acme/shop" }, 0],
			[{ services: "acme/shop" }, 0],
			[{ branch: "feature/tax" }, 0],
			[{ environments: "ci" }, 0],
			[{ kinds: "log" }, 0],
			[{ levels: "fatal" }, 0],
			[{ timeRange: "15m" }, 0],
		])("narrows to %j", async (filters, number) => {
			expect(await found("receipt twice", filters)).toHaveLength(number);
		});
	});

	test("narrows to service, environment, level, kind and time", async () => {
		const count = async (more: object) => (await ask("disk quota", more)).hits[0]?.count;
		expect(await count({})).toBe(2);
		expect(await count({ environments: "staging" })).toBe(1);
		expect(await count({ timeRange: "2h" })).toBe(1);
		expect(await count({ services: "archive,shop" })).toBe(2);
		expect(await count({ services: "shop" })).toBeUndefined();
		expect(await count({ levels: "error" })).toBeUndefined();
		expect(await count({ kinds: "span" })).toBeUndefined();
	});

	test("narrows to repository and branch", async () => {
		expect((await ask("expected", { repository: "acme/shop", branch: "feature/tax" })).hits).toHaveLength(1);
		expect((await ask("disk quota", { repository: "acme/shop", branch: "feature/tax" })).hits).toHaveLength(0);
	});

	test("takes phrases in quotes and words to leave out as web searches do", async () => {
		expect(await first('"gateway timeout"')).toBe("Payment gateway timeout");
		expect((await ask('"timeout gateway"')).hits).toHaveLength(0);
		const { hits } = await ask("payment -declined");
		expect(hits.map((hit) => hit.template)).not.toContain("Payment declined by issuer for order <num>");
		expect(hits.map((hit) => hit.template)).toContain("Payment gateway timeout");
	});

	test("takes the quotes and dashes of a line that was seen as they are", async () => {
		expect(await first('Refund of payment 8 -partly- rejected: "amount exceeds balance"')).toMatch(
			/^Refund of payment/,
		);
		const { hits, notes } = await ask('Refund rejected "nothing of the kind"');
		expect(hits).toEqual([]);
		expect(notes.at(-1)).toMatch(/^Without quotes and -words/);
	});

	test("answers trace, request, run and commit ids directly", async () => {
		const { exact, hits } = await ask(`what happened in ${TRACE} and req-7f3a9, run-2026-1, ${COMMIT.slice(0, 8)}?`);
		expect(exact.map(({ type, id, spans, logs, runs }) => ({ type, id, spans, logs, runs }))).toEqual([
			{ type: "trace", id: TRACE, spans: 2, logs: 1, runs: 0 },
			{ type: "request", id: "req-7f3a9", spans: 1, logs: 1, runs: 0 },
			{ type: "run", id: "run-2026-1", spans: 0, logs: 0, runs: 1 },
			{ type: "commit", id: COMMIT, spans: 0, logs: 0, runs: 1 },
		]);
		expect(hits.map((hit) => hit.template)).not.toContain(TRACE);
	});

	test("gives all pages once, whatever comes in between", async () => {
		const pages: string[] = [];
		let cursor: string | null | undefined;
		do {
			const { hits, page } = await ask("payment order cart", { limit: 2, cursor: cursor ?? undefined });
			pages.push(...hits.map((hit) => hit.template));
			expect(page.truncated).toBe(page.cursor !== null);
			cursor = page.cursor;
		} while (cursor);
		expect(new Set(pages).size).toBe(pages.length);
		expect(pages.length).toBe((await ask("payment order cart", { limit: 50 })).page.total);
	});

	test("refuses a cursor of another question", async () => {
		const { page } = await ask("payment order cart", { limit: 1 });
		await expect(ask("disk", { cursor: page.cursor })).rejects.toMatchObject({ code: "invalid_argument" });
		await expect(ask("disk", { cursor: "nonsense" })).rejects.toMatchObject({ code: "invalid_argument" });
	});

	test("says where there would be something, when nothing is in the time range", async () => {
		const { hits, notes } = await ask("tape jammed", { timeRange: "24h" });
		expect(hits).toEqual([]);
		expect(notes[0]).toMatch(/in the last 90 days 1 do, last at 2026-02-18/);
	});

	test.each([
		[{ services: "archiv" }, "No service or repository is named archiv. Did you mean archive?"],
		[{ environments: "stagin" }, "No environment is named stagin. Did you mean staging?"],
		[{ environments: "archive" }, "No environment is named archive. It is the name of a service. Known are "],
		[{ repository: "acme/shops" }, "No repository is named acme/shops. Did you mean acme/shop?"],
		[{ branch: "feature/taxes" }, "No branch is named feature/taxes. Did you mean feature/tax?"],
		[{ repository: "acme/shop", branch: "xyz" }, "No branch of acme/shop is named xyz. Known are feature/tax."],
	])("says of %j what was meant", async (filter, message) => {
		await expect(ask("disk quota", filter)).rejects.toMatchObject({
			code: "not_found",
			message: expect.stringContaining(message),
		});
	});

	test("takes a repository for a service, and finds what its tests reported", async () => {
		expect((await ask("expected to be", { services: "acme/shop" })).hits).toHaveLength(1);
		expect((await ask("disk quota", { services: "acme/shop", environments: "ci" })).hits).toEqual([]);
	});

	test("finds nothing in a query of stop words or signs, without an error", async () => {
		expect((await ask("the of and")).hits).toEqual([]);
		expect((await ask("?!'\"\\ :* & | <->")).hits).toEqual([]);
	});
});

const CORPUS = [
	"Payment declined by issuer for order 1234",
	"Payment gateway timeout",
	"connect ECONNREFUSED while calling inventory",
	"NullPointerException in CartMapper.toDto",
	"Connection pool exhausted after waiting",
	"TypeError: Cannot read properties of undefined (reading total)",
	"query failed: SQLSTATE 42P01 relation missing",
	"query failed: SQLSTATE 23505 duplicate key",
	"Cart not found for customer",
	"Order confirmation mail could not be sent",
	"Certificate expires in 3 days",
	"Upload rejected: file too large",
	"Session expired, redirecting to login",
	"Rate limit reached for key",
	'Refund of payment 7 -partly- rejected: "amount exceeds balance"',
];
