import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { contentId } from "../core/contentId.ts";
import { LEXICAL_MODEL } from "../core/lexical/lexicalVector.ts";
import type { Database } from "../schema/database.ts";
import { insertContents } from "../schema/write/contents.ts";
import { claimPending, MAX_ATTEMPTS, markFailed, storeEmbeddings } from "../schema/write/embeddings.ts";
import { writeRows } from "../schema/write/writeRows.ts";
import { testDatabases } from "../test/support/databases.ts";
import { drainPending } from "./drain.ts";
import { type Embedder, EmbedderUnavailable } from "./embedder.ts";
import { lexicalEmbedder } from "./lexicalEmbedder.ts";

describe.each(testDatabases)("draining over $name", ({ open }) => {
	let db: Database;
	beforeEach(async () => {
		db = await open();
	});
	afterEach(() => db.close());

	const add = (...texts: string[]) =>
		writeRows(
			db,
			insertContents,
			texts.map((content) => ({ contentId: contentId("log", content), kind: "log", content })),
		);
	const found = () =>
		db.query<{ content: string; state: string; attempts: number; reason: string | null; wait: number }>(
			`SELECT content, state, attempts, last_error AS reason,
				round(extract(epoch FROM claimable_at - now()))::int AS wait
			FROM observability_embeddings ORDER BY content`,
		);
	/** As if the leases and back-offs had run out. */
	const letTimePass = () => db.query("UPDATE observability_embeddings SET claimable_at = now() - interval '1 second'");

	test("embeds anew what another model embedded, which is found by that one until then", async () => {
		await add("one old", "two old");
		await drainPending(db, lexicalEmbedder);
		await letTimePass();
		const models = async () =>
			(await db.query<{ model: string }>("SELECT DISTINCT model FROM observability_embeddings"))[0];
		const semantic = { ...lexicalEmbedder, model: "a model", semantic: true };
		const refusing = { ...semantic, embed: () => Promise.reject(new Error("refused")) };
		expect(await drainPending(db, refusing)).toEqual({ embedded: 0, failed: 2 });
		expect([await models(), (await found())[0]?.state]).toEqual([{ model: LEXICAL_MODEL }, "ready"]);
		await letTimePass();
		expect(await drainPending(db, semantic)).toEqual({ embedded: 2, failed: 0 });
		expect(await models()).toEqual({ model: "a model" });
	});

	test("of the lexical embedder leaves a model's vectors alone", async () => {
		await add("one text");
		const semantic = { ...lexicalEmbedder, model: "a model", semantic: true };
		await drainPending(db, semantic);
		await letTimePass();
		expect(await drainPending(db, lexicalEmbedder)).toEqual({ embedded: 0, failed: 0 });
	});

	test("lets the rest of the process have its turns meanwhile", async () => {
		await add(...Array.from({ length: 200 }, (_, index) => `text ${index} of many`));
		let drained = false;
		let turns = 0;
		const draining = drainPending(db, { ...lexicalEmbedder, batchSize: 10 }).finally(() => {
			drained = true;
		});
		while (!drained) {
			await new Promise((resolve) => setTimeout(resolve));
			turns += 1;
		}
		await draining;
		expect(turns).toBeGreaterThan(10);
	});

	test("gives each content its vector, once", async () => {
		await add("one failed", "two failed", "three failed");
		expect(await drainPending(db, lexicalEmbedder)).toEqual({ embedded: 3, failed: 0 });
		const [row] = await db.query(
			`SELECT count(*)::int AS count, min(vector_dims(embedding)) AS dimensions,
				bool_and(abs(1 - vector_norm(embedding)) < 1e-6) AS normalized, bool_and(embedded_at IS NOT NULL) AS dated
			FROM observability_embeddings WHERE state = 'ready' AND model = $1`,
			[lexicalEmbedder.model],
		);
		expect(row).toEqual({ count: 3, dimensions: 1024, normalized: true, dated: true });
		expect(await drainPending(db, lexicalEmbedder)).toEqual({ embedded: 0, failed: 0 });
	});

	test("by several at once does no work twice", async () => {
		const texts = Array.from(
			{ length: 60 },
			(_, index) => `${"abcdefghij"[index % 10]} failed ${"x".repeat(index + 1)}`,
		);
		await add(...texts);
		const embedded: string[] = [];
		const counting: Embedder = {
			...lexicalEmbedder,
			batchSize: 4,
			embed: (batch, purpose) => {
				embedded.push(...batch);
				return lexicalEmbedder.embed(batch, purpose);
			},
		};
		const reports = await Promise.all(Array.from({ length: 4 }, () => drainPending(db, counting)));
		expect(reports.reduce((sum, report) => sum + report.embedded, 0)).toBe(texts.length);
		expect(embedded.toSorted()).toEqual(texts.toSorted());
	});

	test("takes over what a drain that died had claimed, when its lease runs out", async () => {
		await add("orphaned");
		expect(await claimPending(db, 10)).toHaveLength(1);
		expect(await drainPending(db, lexicalEmbedder)).toEqual({ embedded: 0, failed: 0 });
		await letTimePass();
		expect(await drainPending(db, lexicalEmbedder)).toEqual({ embedded: 1, failed: 0 });
	});

	test("does not let a drain that outlived its lease undo what another one did", async () => {
		await add("slow");
		const [slow] = await claimPending(db, 10);
		const contentId = slow?.contentId ?? "";
		await letTimePass();
		await drainPending(db, lexicalEmbedder);
		await markFailed(db, [contentId], "too late", { final: true });
		await storeEmbeddings(db, "another model", [{ contentId, vector: new Float32Array(1024).fill(1 / 32) }]);
		expect(await db.query("SELECT state, model, last_error FROM observability_embeddings")).toEqual([
			{ state: "ready", model: lexicalEmbedder.model, last_error: null },
		]);
	});

	test("leaves out a text that the model refuses, tries it less and less often, and gives it up with the reason", async () => {
		await add("fine", "poison", "fine too");
		const picky: Embedder = {
			...lexicalEmbedder,
			embed: async (texts, purpose) => {
				if (texts.includes("poison")) throw new Error("answered 400");
				return lexicalEmbedder.embed(texts, purpose);
			},
		};
		expect(await drainPending(db, picky)).toEqual({ embedded: 2, failed: 1 });
		const tries = [];
		for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
			const poison = (await found()).find((row) => row.content === "poison");
			tries.push([poison?.state, poison?.attempts, poison?.reason, poison?.wait]);
			await letTimePass();
			await drainPending(db, picky);
		}
		expect(tries).toEqual([
			["pending", 1, "answered 400", 10],
			["pending", 2, "answered 400", 20],
			["pending", 3, "answered 400", 40],
			["pending", 4, "answered 400", 80],
			["pending", 5, "answered 400", 160],
			["pending", 6, "answered 400", 320],
			["pending", 7, "answered 400", 640],
			["failed", 8, "answered 400", 1280],
		]);
		expect(await drainPending(db, lexicalEmbedder)).toEqual({ embedded: 0, failed: 0 });
	});

	test("waits for a model that is away, however long, and loses no try by it", async () => {
		await add("patient");
		const away: Embedder = { ...lexicalEmbedder, embed: () => Promise.reject(new EmbedderUnavailable("no route")) };
		for (let attempt = 0; attempt <= MAX_ATTEMPTS; attempt += 1) {
			await expect(drainPending(db, away)).rejects.toThrow("no route");
			await letTimePass();
		}
		expect(await found()).toMatchObject([{ state: "pending", attempts: 0, reason: "no route" }]);
		expect(await drainPending(db, lexicalEmbedder)).toEqual({ embedded: 1, failed: 0 });
		expect(await found()).toMatchObject([{ state: "ready", reason: null }]);
	});

	test("asks a model that is away again only after a moment", async () => {
		await add("patient");
		const away: Embedder = { ...lexicalEmbedder, embed: () => Promise.reject(new EmbedderUnavailable("no route")) };
		await expect(drainPending(db, away)).rejects.toThrow("no route");
		expect(await drainPending(db, away)).toEqual({ embedded: 0, failed: 0 });
		expect(await found()).toMatchObject([{ wait: 15 }]);
	});

	test("writes what a batch has cost, by the service in which each text was first seen", async () => {
		await add("ten chars.", "ten chars. and ten chars. more", "seen nowhere: ten more chars.");
		await db.query(
			`INSERT INTO template_activity (bucket, content_id, service, environment, level, count, first_seen, last_seen)
			VALUES ('-infinity', $1, 'cart', 'prod', 'info', 1, now(), now()), ('2026-11-25 10:00Z', $1, 'mail', 'prod', 'info', 1, now(), now()),
				('2026-11-25 10:00Z', $2, 'mail', 'prod', 'info', 1, now(), now())`,
			[contentId("log", "ten chars."), contentId("log", "ten chars. and ten chars. more")],
		);
		const told: Record<string, number>[] = [];
		const counting: Embedder = {
			...lexicalEmbedder,
			model: "a model",
			embed: async (texts, purpose) => ({ ...(await lexicalEmbedder.embed(texts, purpose)), tokens: 69 }),
		};
		await drainPending(db, counting, { onTokens: (tokens) => told.push(Object.fromEntries(tokens)) });
		expect(told).toEqual([{ cart: 10, mail: 30, unknown_service: 29 }]);
		expect(
			await db.query(`SELECT service, temporality, labels, value FROM metrics_samples
				WHERE metric_name = 'vagus.embedding.tokens' ORDER BY value`),
		).toEqual(
			[
				["cart", 10],
				["unknown_service", 29],
				["mail", 30],
			].map(([service, value]) => ({
				service: "vagus",
				temporality: "delta",
				labels: { service, model: "a model" },
				value,
			})),
		);
	});

	test("by an embedder that counts no tokens writes none", async () => {
		await add("one failed");
		await drainPending(db, lexicalEmbedder, { onTokens: () => expect.unreachable() });
		expect(await db.query("SELECT FROM metric_points")).toEqual([]);
	});

	test("gives up at once a content without words", async () => {
		await add("<num> / <num>", "words");
		expect(await drainPending(db, lexicalEmbedder)).toEqual({ embedded: 1, failed: 1 });
		expect(await found()).toMatchObject([
			{ content: "<num> / <num>", state: "failed", reason: "The text has no words to embed." },
			{ content: "words", state: "ready" },
		]);
	});

	test("begins no further batch once it is told to stop", async () => {
		await add("one failed", "two failed", "three failed");
		const stop = new AbortController();
		const report = await drainPending(
			db,
			{ ...lexicalEmbedder, batchSize: 2 },
			{ signal: stop.signal, onProgress: () => stop.abort() },
		);
		expect(report).toEqual({ embedded: 2, failed: 0 });
		expect((await found()).filter((row) => row.state === "pending")).toHaveLength(1);
	});
});
