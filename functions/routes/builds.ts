import { Hono } from "hono";
import { buildRows } from "../../core/builds/buildRows.ts";
import { sentBuildEvent, sentBuildEvents } from "../../core/builds/sentBuildEvents.ts";
import { writeBuildEvents } from "../../schema/write/writeBuildEvents.ts";
import { authorize } from "../authorize.ts";
import { deferCatchUp } from "../deferCatchUp.ts";
import { parseBody } from "../parseBody.ts";
import { readJson } from "../readJson.ts";
import type { AppTypes } from "../services.ts";

/** Build and deployment events. */
export const buildRoutes = new Hono<AppTypes>();

buildRoutes.post("/v1/builds", authorize("ingest"), async (c) => {
	const { db, now } = c.env.services;
	const body = await readJson(c);
	// Of a single event, what is wrong is said of the event, not of a list that nobody sent.
	const events = Array.isArray(body) ? parseBody(sentBuildEvents, body) : [parseBody(sentBuildEvent, body)];
	const rows = buildRows(events, { receivedAt: now() });
	const written = await writeBuildEvents(db, rows);
	if (rows.contents.size > 0) deferCatchUp(c.env.services);
	const eventIds = rows.events.map(({ eventId }) => eventId);
	return c.json({ eventIds, written: written.length }, written.length > 0 ? 201 : 200);
});
