import type { Incident } from "../../core/investigate/period.ts";
import type { Change } from "../../core/investigate/rankChanges.ts";
import type { Connection } from "../../schema/database.ts";
import { investigateLimits as limits } from "./limits.ts";

/** Services of which another version sends since about the onset than before: by their newest log or span of each side. */
export async function versionChanges(
	db: Connection,
	services: string[],
	{ before, during }: Incident,
	environment: string | null,
): Promise<Change[]> {
	const iso = (ms: number) => new Date(ms).toISOString();
	const rows = await db.query<Row>(
		VERSIONS,
		[
			services.slice(0, limits.services),
			// Its first third is what was before even where a change came shortly before the onset.
			iso(before.from),
			iso(before.from + (before.to - before.from) / 3),
			iso(during.from),
			iso(during.to),
			environment,
		],
		"version_changes",
	);
	return rows.map(({ service, was, is, at }) => ({
		kind: "version",
		service,
		at,
		statement: `${service} runs version ${is} instead of ${was}, first seen at ${at}.`,
		ids: { version: is },
	}));
}

interface Row {
	service: string;
	was: string;
	is: string;
	at: string;
}

const VERSION = (from: string, to: string) => `(
	SELECT r.attributes ->> 'service.version' AS version, o.resource_id FROM (
		(SELECT resource_id, timestamp FROM trace_spans t WHERE t.service = s.service AND t.timestamp >= ${from}
			AND t.timestamp < ${to} AND ($6::text IS NULL OR t.environment = $6) ORDER BY t.timestamp DESC LIMIT 1)
		UNION ALL
		(SELECT resource_id, timestamp FROM application_logs l WHERE l.service = s.service AND l.level = 'info'
			AND l.timestamp >= ${from} AND l.timestamp < ${to} AND ($6::text IS NULL OR l.environment = $6)
			ORDER BY l.timestamp DESC LIMIT 1)
	) o JOIN resources r USING (resource_id)
	WHERE r.attributes ? 'service.version' LIMIT 1)`;

const VERSIONS = `
	SELECT s.service, was.version AS was, "is".version AS "is", coalesce(first.at, $4::timestamptz) AS at
	FROM unnest($1::text[]) AS s (service)
	CROSS JOIN LATERAL ${VERSION("$2::timestamptz", "$3::timestamptz")} was
	CROSS JOIN LATERAL ${VERSION("$4::timestamptz", "$5::timestamptz")} "is"
	CROSS JOIN LATERAL (
		SELECT min(timestamp) AS at FROM (
			SELECT t.timestamp, t.resource_id FROM trace_spans t
			WHERE t.service = s.service AND t.timestamp >= $3::timestamptz AND t.timestamp < $5::timestamptz
			ORDER BY t.timestamp LIMIT 20000) f
		WHERE f.resource_id = "is".resource_id
	) first
	WHERE was.version <> "is".version`;
