import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { context, metrics, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

export interface DatabasePool {
	query(text: string): Promise<string>;
	/** From now on some queries keep their connection. */
	leak(): void;
	/** From now on connections are made to this port. */
	move(port: number): void;
}

/** A pool of connections to a database, with the spans and metrics that instrumentations of databases make. */
export function databasePool(name: string, port: number): DatabasePool {
	const free: Connection[] = [];
	const waiting: ((connection: Connection) => void)[] = [];
	const state = { port, leaking: false, made: 0 };
	const attributes = { "db.system.name": "postgresql", "server.address": name, "server.port": port };
	metrics
		.getMeter("pool")
		.createObservableGauge("db.client.connection.pending_requests")
		.addCallback((result) => result.observe(waiting.length, { "db.client.connection.pool.name": name }));

	const release = (connection: Connection) => {
		const next = waiting.shift();
		if (next) next(connection);
		else free.push(connection);
	};
	const acquire = async (): Promise<Connection> => {
		const known = free.pop();
		if (known) return known;
		if (state.made < MOST_CONNECTIONS) {
			state.made += 1;
			return open(state.port).catch((error) => {
				state.made -= 1;
				throw error;
			});
		}
		return new Promise((resolve, reject) => {
			const take = (connection: Connection) => {
				clearTimeout(timer);
				resolve(connection);
			};
			const timer = setTimeout(() => {
				waiting.splice(waiting.indexOf(take), 1);
				reject(new Error("timeout exceeded when trying to connect"));
			}, ACQUIRE_MS);
			waiting.push(take);
		});
	};
	return {
		query: async (text) => {
			const connection = await inSpan("pool.connect", attributes, acquire);
			try {
				const answer = await inSpan(text, { ...attributes, "db.query.text": text }, () => connection.ask(text));
				if (!(state.leaking && Math.random() < LEAKED)) release(connection);
				return answer;
			} catch (error) {
				state.made -= 1;
				throw error;
			}
		},
		leak: () => {
			state.leaking = true;
		},
		move: (to) => {
			state.port = to;
			attributes["server.port"] = to;
			attributes["server.address"] = `${name}-2`;
			for (const connection of free.splice(0)) connection.close();
			state.made = 0;
		},
	};
}

const MOST_CONNECTIONS = 8;
const ACQUIRE_MS = 800;
const LEAKED = 0.4;

interface Connection {
	ask(text: string): Promise<string>;
	close(): void;
}

async function open(port: number): Promise<Connection> {
	const socket: Socket = connect(port, "127.0.0.1");
	await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
	socket.on("error", () => {});
	const lines = createInterface({ input: socket });
	return {
		ask: (text) =>
			new Promise((resolve, reject) => {
				const closed = () => reject(new Error("Connection terminated unexpectedly"));
				if (socket.destroyed) return closed();
				socket.once("close", closed);
				lines.once("line", (line) => {
					socket.off("close", closed);
					resolve(line);
				});
				socket.write(`${text}\n`);
			}),
		close: () => socket.destroy(),
	};
}

/** Runs work as a call to a database. */
async function inSpan<Result>(name: string, attributes: object, work: () => Promise<Result>): Promise<Result> {
	const tracer = trace.getTracer("pool");
	return tracer.startActiveSpan(
		name,
		{ kind: SpanKind.CLIENT, attributes: { ...attributes } },
		context.active(),
		async (span: Span) => {
			try {
				return await work();
			} catch (error) {
				span.recordException(error as Error);
				span.setStatus({ code: SpanStatusCode.ERROR, message: String((error as Error).message) });
				throw error;
			} finally {
				span.end();
			}
		},
	);
}
