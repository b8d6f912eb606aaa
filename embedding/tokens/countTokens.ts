import type { Database } from "../../schema/database.ts";
import { firstServices } from "../../schema/firstServices.ts";
import type { PendingContent } from "../../schema/write/embeddings.ts";
import { recordTokens } from "./recordTokens.ts";
import { tokensByService } from "./tokensByService.ts";

/** Writes what a batch has cost, and returns it, by the service in which its texts were first seen. */
export async function countTokens(
	db: Database,
	model: string,
	batch: readonly PendingContent[],
	tokens: number,
): Promise<Map<string, number>> {
	const services = await firstServices(
		db,
		batch.map(({ contentId }) => contentId),
	);
	const texts = batch.map(({ contentId, content }) => ({ content, service: services.get(contentId) ?? UNKNOWN }));
	const byService = tokensByService(texts, tokens);
	await recordTokens(db, model, byService, new Date());
	return byService;
}

/** OpenTelemetry's name for a service that has none. */
const UNKNOWN = "unknown_service";
