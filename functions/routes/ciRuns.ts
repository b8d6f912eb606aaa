import { Hono } from "hono";
import { ciReport } from "../../core/report/ciReport.ts";
import { reportRows } from "../../core/report/reportRows.ts";
import { writeCiRun } from "../../schema/write/writeCiRun.ts";
import { authorize } from "../authorize.ts";
import { deferCatchUp } from "../deferCatchUp.ts";
import { parseBody } from "../parseBody.ts";
import { readJson } from "../readJson.ts";
import type { AppTypes } from "../services.ts";

/** Test runs, as `clients/reporter` sends them. */
export const ciRunRoutes = new Hono<AppTypes>();

ciRunRoutes.post("/v1/ci/runs", authorize("ingest"), async (c) => {
	const { db, now } = c.env.services;
	const report = parseBody(ciReport, await readJson(c));
	const outcome = await writeCiRun(db, reportRows(report, { receivedAt: now() }));
	deferCatchUp(c.env.services);
	return c.json({ runId: report.runId, status: outcome }, outcome === "written" ? 201 : 200);
});
