/** A queue of the platform's that carries telemetry from the edge to its consumer. */
export interface IngestQueue {
	/** Bytes that a message may have. */
	readonly messageBytes: number;
	/** Resolves once the queue keeps the message; it hands it over at least once. */
	send(message: Uint8Array): Promise<void>;
}
