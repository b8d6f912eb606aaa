import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { ago, NOW, seedSpans } from "../../test/support/seed.ts";
import { versionChanges } from "./versionChanges.ts";

const ms = (minutes: number) => NOW.getTime() - minutes * 60_000;
const INCIDENT = { before: { from: ms(60), to: ms(20) }, during: { from: ms(20), to: ms(0) } };

let db: Database;
beforeAll(async () => {
	db = await openTestPglite();
	let id = 0;
	const spans = (service: string, environment: string, minutes: number[]) =>
		minutes.map((minute) => ({
			service,
			environment,
			timestamp: ago(minute),
			spanId: String(++id),
			traceId: String(id),
		}));
	// A resource is of an environment here, so that two of them stand for two versions.
	await seedSpans(db, [
		...spans("cart", "v1", [55, 50, 40, 30]),
		...spans("cart", "v2", [22, 15, 5]),
		...spans("shop", "v1", [55, 30, 10]),
	]);
	await db.query(`UPDATE resources SET attributes = jsonb_build_object('service.version', environment)`);
});
afterAll(() => db.close());

test("tells of a service that runs another version, since its first span", async () => {
	expect(await versionChanges(db, ["cart", "shop", "gone"], INCIDENT, null)).toEqual([
		{
			kind: "version",
			service: "cart",
			at: "2026-03-10T12:08:00Z",
			statement: "cart runs version v2 instead of v1, first seen at 2026-03-10T12:08:00Z.",
			ids: { version: "v2" },
		},
	]);
});

test("tells of none where only one environment is asked about, which has one version", async () => {
	expect(await versionChanges(db, ["cart", "shop"], INCIDENT, "v1")).toEqual([]);
});
