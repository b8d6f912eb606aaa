import { nearest } from "../core/text/nearest.ts";
import type { Connection } from "../schema/database.ts";
import { AnswerError } from "./answerError.ts";
import { didYouMean } from "./parseArguments.ts";

/** Throws where nothing is known of a service, with the names that may have been meant. */
export async function requireService(db: Connection, service: string): Promise<void> {
	const known = await knownServices(db);
	if (known.includes(service)) return;
	const meant = nearest(service, known);
	throw new AnswerError("not_found", `No service is named ${service}.${didYouMean(meant) || listed(known)}`, [
		...(meant.length > 0 ? meant : known.slice(0, LISTED)),
	]);
}

const LISTED = 20;

function listed(known: string[]): string {
	if (known.length === 0) return " No telemetry has come in yet.";
	const more = known.length > LISTED ? `, and ${known.length - LISTED} more` : "";
	return ` The services are ${known.slice(0, LISTED).join(", ")}${more}.`;
}

/** Every service of which telemetry or reports are kept, by name. */
export async function knownServices(db: Connection): Promise<string[]> {
	const rows = await db.query<{ service: string }>(SERVICES, [], "known_services");
	return rows.map((row) => row.service);
}

/** Steps from one service to the next in the table's index, instead of reading all of its rows. */
const stepping = (name: string, table: string) => `
	${name} AS (
		(SELECT service FROM ${table} ORDER BY service LIMIT 1)
		UNION ALL
		SELECT (SELECT t.service FROM ${table} t WHERE t.service > ${name}.service ORDER BY t.service LIMIT 1)
		FROM ${name} WHERE ${name}.service IS NOT NULL
	)`;

const SERVICES = `
	WITH RECURSIVE ${stepping("active", "template_activity")}, ${stepping("sending", "resources")}
	SELECT service FROM active WHERE service IS NOT NULL
	UNION
	SELECT service FROM sending WHERE service IS NOT NULL
	ORDER BY service`;
