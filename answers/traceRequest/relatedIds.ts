import type { Connection } from "../../schema/database.ts";

/** The traces and requests that belong to an id. */
export interface RelatedIds {
	type: "request" | "trace";
	traceIds: string[];
	requestIds: string[];
	/** Whether there are more than are followed. */
	bounded: boolean;
}

/** Follows an id: to the traces of a request, and on to the requests of these traces. Null where nothing has the id. */
export async function relatedIds(db: Connection, id: string): Promise<RelatedIds | null> {
	const traceId = id.toLowerCase();
	const [known] = await db.query<{ trace: boolean; request: boolean }>(
		KNOWN,
		[traceId, id],
		"known_as_trace_or_request",
	);
	if (!known?.trace && !known?.request) return null;
	const type = known.trace ? "trace" : "request";
	const traces =
		type === "trace" ? [traceId] : (await db.query<Id>(TRACES, [id, MOST_IDS + 1], "traces_of_request")).map(toId);
	const traceIds = traces.slice(0, MOST_IDS);
	const requests = (await db.query<Id>(REQUESTS, [traceIds, MOST_IDS + 1], "requests_of_traces")).map(toId);
	const all = type === "request" ? [...new Set([id, ...requests])] : requests;
	return {
		type,
		traceIds,
		requestIds: all.slice(0, MOST_IDS),
		bounded: traces.length > MOST_IDS || requests.length > MOST_IDS,
	};
}

/** Traces, and requests, that are followed: an id that more of them share is no id of one request. */
const MOST_IDS = 20;

interface Id {
	id: string;
}

const toId = ({ id }: Id) => id;

const KNOWN = `
	SELECT
		EXISTS (SELECT FROM trace_spans WHERE trace_id = $1) OR EXISTS (SELECT FROM application_logs WHERE trace_id = $1)
			AS trace,
		EXISTS (SELECT FROM trace_spans WHERE request_id = $2) OR EXISTS (SELECT FROM application_logs WHERE request_id = $2)
			AS request`;

const TRACES = `
	SELECT DISTINCT trace_id AS id FROM (
		(SELECT trace_id FROM trace_spans WHERE request_id = $1 LIMIT 1000)
		UNION ALL
		(SELECT trace_id FROM application_logs WHERE request_id = $1 AND trace_id IS NOT NULL LIMIT 1000)
	) t ORDER BY 1 LIMIT $2`;

const REQUESTS = `
	SELECT DISTINCT request_id AS id FROM (
		(SELECT request_id FROM trace_spans WHERE trace_id = ANY($1::text[]) AND request_id IS NOT NULL LIMIT 1000)
		UNION ALL
		(SELECT request_id FROM application_logs WHERE trace_id = ANY($1::text[]) AND request_id IS NOT NULL LIMIT 1000)
	) r ORDER BY 1 LIMIT $2`;
