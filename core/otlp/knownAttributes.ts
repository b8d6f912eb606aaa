import type { AnyValue, Attributes } from "./attributes.ts";

/** What of a record's attributes has a column of its own. */
type KnownColumn = "requestId" | "userId" | "errorType" | "errorMessage" | "errorStack" | "loggerName" | "clientErrors";

/** The attributes of each column; where a record has several of them, the first of the list counts. */
const ATTRIBUTES: Record<KnownColumn, string[]> = {
	requestId: ["request.id", "request_id", "requestId", "http.request.header.x-request-id"],
	userId: ["user.id", "enduser.id"],
	errorType: ["exception.type"],
	errorMessage: ["exception.message"],
	errorStack: ["exception.stacktrace"],
	loggerName: ["logger.name", "log.logger"],
	clientErrors: ["client_errors", "browser.errors"],
};

const COLUMN_OF = new Map<string, { column: KnownColumn; rank: number }>();
for (const [column, keys] of Object.entries(ATTRIBUTES) as [KnownColumn, string[]][]) {
	for (const [rank, key] of keys.entries()) COLUMN_OF.set(key, { column, rank });
}

export type KnownAttributes = { readonly [Column in KnownColumn]?: AnyValue };

/** Picks the attributes that have columns. One pass, and nothing is allocated where there are none. */
export function knownAttributes({ keys, values }: Attributes): KnownAttributes {
	let known: { [Column in KnownColumn]?: AnyValue } | undefined;
	let ranks: { [Column in KnownColumn]?: number } | undefined;
	for (let index = 0; index < keys.length; index += 1) {
		const place = COLUMN_OF.get(keys[index] ?? "");
		const value = values[index];
		if (place === undefined || value === undefined || value === null || value === "") continue;
		known ??= {};
		ranks ??= {};
		if (place.rank > (ranks[place.column] ?? Number.POSITIVE_INFINITY)) continue;
		ranks[place.column] = place.rank;
		known[place.column] = value;
	}
	return known ?? NONE;
}

const NONE: KnownAttributes = {};
