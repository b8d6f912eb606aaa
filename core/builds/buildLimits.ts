import { textLimits } from "../limits.ts";

/** What a request with build events may hold. Texts, in UTF-16 code units, are cut with a mark; counts are refused. */
export const buildLimits = {
	eventId: 255,
	repository: textLimits.service,
	/** Git hosts allow 255 bytes. */
	branch: 255,
	commitSha: 64,
	service: textLimits.service,
	environment: textLimits.environment,
	ciProvider: 100,
	errorMessage: textLimits.errorMessage,
	/** JSON text of artifacts, and of metadata. */
	json: 64 * 1024,
	/** Events in one request. */
	events: 1_000,
} as const;
