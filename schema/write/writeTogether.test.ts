import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testDatabases } from "../../test/support/databases.ts";
import { batchOf, logRow, spanRow } from "../../test/support/telemetry.ts";
import type { Database } from "../database.ts";
import { writeTelemetry } from "./writeTelemetry.ts";
import { type IdentifiedBatch, writeTogether } from "./writeTogether.ts";

const identityOf = (text: string) => createHash("sha256").update(text).digest();

/** A batch of one line that is its identity too. */
const line = (message: string): IdentifiedBatch => ({
	batch: batchOf({ logs: [logRow({ message })] }),
	identity: identityOf(message),
});

describe.each(testDatabases)("writeTogether over $name", ({ open }) => {
	let db: Database;
	beforeEach(async () => {
		db = await open();
	});
	afterEach(() => db.close());

	const messages = async () =>
		(await db.query<{ message: string }>("SELECT message FROM application_logs ORDER BY message")).map(
			(row) => row.message,
		);

	test("several requests' rows are one transaction's, each of them once", async () => {
		const batches = ["a", "b", "a"].map(line);
		expect(await writeTogether(db, batches)).toEqual(["written", "written", "duplicate"]);
		expect(await writeTogether(db, [line("c"), line("b")])).toEqual(["written", "duplicate"]);
		expect(await messages()).toEqual(["a", "b", "c"]);
	});

	test("what was written alone is known together, and the other way round", async () => {
		const [a, b] = [line("a"), line("b")];
		await writeTelemetry(db, a.batch, a.identity);
		expect(await writeTogether(db, [a, b])).toEqual(["duplicate", "written"]);
		expect(await writeTelemetry(db, b.batch, b.identity)).toBe("duplicate");
		expect(await messages()).toEqual(["a", "b"]);
	});

	test("one that fails takes its neighbours back, and their identities are free again", async () => {
		const broken = { ...line("broken"), batch: batchOf({ logs: [logRow({ message: "x", timestamp: "never" })] }) };
		await expect(writeTogether(db, [line("a"), broken, line("b")])).rejects.toThrow();
		expect(await messages()).toEqual([]);
		expect(await writeTogether(db, [line("a"), line("b")])).toEqual(["written", "written"]);
	});

	test("two that bring the same batches at once, in whatever order, write each once", async () => {
		const batches = Array.from({ length: 20 }, (_, index) => line(`line ${index}`));
		const outcomes = await Promise.all([writeTogether(db, batches), writeTogether(db, batches.toReversed())]);
		expect(outcomes.flat().filter((outcome) => outcome === "written")).toHaveLength(20);
		expect(await messages()).toHaveLength(20);
	});

	test("sightings of equal errors are summed, and a span that two requests bring is one", async () => {
		const span = spanRow({ status: "error", statusMessage: "no", templateId: "7" });
		const [first, second] = ["1", "2"].map((name) => ({
			batch: batchOf({ spans: [span], logs: [logRow({ level: "error", message: "no" })] }),
			identity: identityOf(name),
		}));
		if (first && second) await writeTogether(db, [first, second]);
		const counts = await db.query("SELECT count FROM template_activity ORDER BY count");
		expect(counts).toEqual([{ count: "1" }, { count: "2" }]);
		expect(await db.query("SELECT span_id FROM trace_spans")).toHaveLength(1);
	});
});
