/** What one statement may take, in milliseconds. */
export interface Deadline {
	/** On the server, which then refuses it by itself and keeps the connection. */
	statement: number;
	/** Of that, waiting for a lock. */
	lock: number;
	/** Until its answer has come; then the client gives the connection up, whatever the server does. */
	answer: number;
}

/** The deadline of a statement that the server may work on for so many milliseconds. */
export function deadlineOf(statementMs: number): Deadline {
	return {
		statement: statementMs,
		// Whoever waits for a lock holds up a connection, and does no work.
		lock: Math.ceil(statementMs / 4),
		// The server's refusal is the better one and is to come first.
		answer: Math.ceil(statementMs * 1.25),
	};
}

/**
 * For statements of a request. An exporter waits for ten seconds and sends again; a database that needs longer for one
 * large batch is to get it done all the same.
 */
export const REQUEST_MS = 20_000;

/** Begins a transaction and bounds its statements, in one round trip and also through a pooler, which keeps no session. */
export function beginWithin({ statement, lock }: Deadline): string {
	return `BEGIN; ${settings("SET LOCAL", statement, lock)};
		SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS}`;
}

/** Bounds the statements of a session that are in no transaction. */
export function sessionWithin({ statement, lock }: Deadline): string {
	return settings("SET", statement, lock);
}

function settings(set: string, statement: number, lock: number): string {
	return `${set} statement_timeout = ${statement}; ${set} lock_timeout = ${lock}`;
}

/** A client that is gone without a word, in the midst of a transaction, keeps its locks for no longer than this. */
const IDLE_MS = 20_000;
