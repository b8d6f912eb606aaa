/**
 * The database cannot be reached now, or has not answered in time: what was asked was not done, unless it was a commit.
 * `cause` is the driver's error.
 */
export class DatabaseUnavailable extends Error {
	readonly code = "database_unavailable";

	constructor(cause: unknown) {
		super(`The database cannot be reached: ${reasonOf(cause)}`, { cause });
		this.name = "DatabaseUnavailable";
	}
}

/** Whether an error means "try again later" rather than a fault of what was asked. */
export function isUnavailable(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	if (error instanceof DatabaseUnavailable) return true;
	const code = codeOf(error);
	if (code !== undefined && (CODES.has(code) || SQLSTATE_CLASSES.has(code.slice(0, 2)))) return true;
	return MESSAGES.test(error.message) || isStale(error) || isUnavailable(error.cause);
}

/** Whether a connection on which this error came is of no use any more, though the server keeps it. */
export function isSpent(error: unknown): boolean {
	// A server that changed to or from read-only says it at once only to those who connect anew.
	return codeOf(error) === "25006" || isStale(error);
}

/** Whether a prepared statement is one of the schema that was, or of a session that a pooler gave to others. */
function isStale(error: unknown): boolean {
	const code = codeOf(error);
	return code === "26000" || (code === "0A000" && (error as Error).message.startsWith("cached plan"));
}

/** Whether two transactions were in each other's way: the one that was refused succeeds when it is run again. */
export function isConflict(error: unknown): boolean {
	const code = codeOf(error);
	return code === "40001" || code === "40P01";
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html, and the system's own errors. */
const CODES = new Set([
	"25006", // read-only: a standby, or a primary that is failing over
	"25P03", // idle in a transaction for too long
	"40001", // serialization failure
	"40P01", // deadlock
	"55P03", // lock not available
	"57014", // statement timeout
	"57P01", // shutting down
	"57P02", // crashed
	"57P03", // starting up
	"57P05", // idle session ended
	"58030", // input/output error
	"ECONNREFUSED",
	"ECONNRESET",
	"ECONNABORTED",
	"EPIPE",
	"ETIMEDOUT",
	"EHOSTUNREACH",
	"ENETUNREACH",
	"ENOTFOUND",
	"EAI_AGAIN",
]);

/** 08: the connection broke; 53: connections, memory or disk are used up. */
const SQLSTATE_CLASSES = new Set(["08", "53"]);

/** Errors of the drivers that have no code: a connection that broke or that did not come in time, a closed database. */
const MESSAGES =
	/^Connection terminated|timeout exceeded when trying to connect|not queryable|after calling end on the pool|Client was closed|PGlite is clos|^Network connection lost/;

function codeOf(error: unknown): string | undefined {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	return typeof code === "string" ? code : undefined;
}

/** A refused connection to a name with several addresses is an AggregateError without a message of its own. */
function reasonOf(cause: unknown): string {
	if (cause instanceof AggregateError && cause.errors[0]) return reasonOf(cause.errors[0]);
	if (cause instanceof Error) return cause.message || codeOf(cause) || cause.name;
	return String(cause);
}
