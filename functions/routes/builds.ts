import { Hono } from "hono";
import { buildRows } from "../../core/builds/buildRows.ts";
import { sentBuildEvents } from "../../core/builds/sentBuildEvents.ts";
import { drainPending } from "../../embedding/drain.ts";
import { writeBuildEvents } from "../../schema/write/writeBuildEvents.ts";
import { authorize } from "../authorize.ts";
import { readJson } from "../readJson.ts";
import type { AppTypes } from "../services.ts";

/** Build and deployment events. */
export const buildRoutes = new Hono<AppTypes>();

buildRoutes.post("/v1/builds", authorize("ingest"), async (c) => {
	const { db, embedder, now, defer } = c.env.services;
	const rows = buildRows(sentBuildEvents.parse(await readJson(c)), { receivedAt: now() });
	const written = await writeBuildEvents(db, rows);
	if (rows.contents.size > 0) defer("drain", (signal) => drainPending(db, embedder, { signal }));
	const eventIds = rows.events.map(({ eventId }) => eventId);
	return c.json({ eventIds, written: written.length }, written.length > 0 ? 201 : 200);
});
