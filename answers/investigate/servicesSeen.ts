import type { Connection } from "../../schema/database.ts";
import { investigateLimits as limits } from "./limits.ts";

/** Services, but for one, that may have sent spans or logs, and whether there are more than are looked at. */
export async function servicesSeen(
	db: Connection,
	environment: string | null,
	except: string | null,
): Promise<{ services: string[]; more: boolean }> {
	const rows = await db.query<{ service: string }>(
		SERVICES,
		[environment, limits.services + 1, except],
		"services_seen",
	);
	return {
		services: rows.slice(0, limits.services).map(({ service }) => service),
		more: rows.length > limits.services,
	};
}

const SERVICES = `
	SELECT service FROM resources WHERE ($1::text IS NULL OR environment = $1) AND service IS DISTINCT FROM $3::text
	GROUP BY service ORDER BY max(last_seen) DESC, service LIMIT $2`;
