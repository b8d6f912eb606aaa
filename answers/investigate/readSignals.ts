import { metricCourses } from "../../core/investigate/metricCourses.ts";
import type { Period } from "../../core/investigate/period.ts";
import type { Connection } from "../../schema/database.ts";
import type { Signals } from "./courses.ts";
import { errorLogs } from "./errorLogs.ts";
import type { FirstHeard } from "./firstHeard.ts";
import { readSeries } from "./readSeries.ts";
import { type SpanActivity, spanActivity } from "./spanActivity.ts";

export type ReadSignals = Signals & { traces: SpanActivity["traces"]; notes: string[] };

/** Metrics, spans and error logs of a period, by service. What could not be read in time is left out, and said. */
export async function readSignals(
	db: Connection,
	heard: FirstHeard[],
	period: Period,
	environment: string | null,
	except: string | null,
): Promise<ReadSignals> {
	const notes: string[] = [];
	const services = heard.map(({ service }) => service);
	const spans = await inTime("Spans", notes, () => spanActivity(db, services, period, environment));
	const errors = await inTime("Error logs", notes, () => errorLogs(db, heard, period, environment));
	const read = await inTime("Metrics", notes, () => readSeries(db, period, environment, except));
	return {
		activity: spans?.byService ?? new Map(),
		errors: errors ?? new Map(),
		metrics: metricCourses(read?.series ?? [], new Set(services)),
		traces: spans?.traces ?? [],
		notes: [...notes, ...(read?.notes ?? [])],
	};
}

/** What `read` gives; null, and a note, where the database gave the statement up for taking too long. */
export async function inTime<Result>(
	what: string,
	notes: string[],
	read: () => Promise<Result>,
): Promise<Result | null> {
	try {
		return await read();
	} catch (error) {
		if ((error as { code?: unknown }).code !== QUERY_CANCELED) throw error;
		notes.push(`${what} were left out: to read them took too long. Ask about a shorter time.`);
		return null;
	}
}

/** SQLSTATE of a statement that ran into its deadline. */
const QUERY_CANCELED = "57014";
