import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A way to a TCP server that a test can break. */
export interface TcpProxy {
	port: number;
	/** Breaks what is connected and refuses what would connect. */
	cut(): Promise<void>;
	/** Breaks what is connected as a host does that knows nothing of it: by a reset. */
	reset(): void;
	/** Passes on so many bytes more towards the server, and breaks the connection that they end on in their midst. */
	cutAfter(bytes: number): void;
	/** Keeps what is connected so, and lets nothing through any more, as a NAT gateway does that has forgotten it. */
	stall(): void;
	/** Takes connections and lets nothing through, neither on them nor on those that there are, until `thaw`. */
	freeze(): void;
	thaw(): void;
	/** Lets connections through again, on the same port. */
	restore(): Promise<void>;
	/** Leads connections that come from now on to another port. */
	leadTo(port: number): void;
	close(): Promise<void>;
}

export async function startTcpProxy(host: string, port: number): Promise<TcpProxy> {
	const sockets = new Set<Socket>();
	const stalled = new WeakSet<Socket>();
	let frozen = false;
	let target = port;
	let bytesLeft = Number.POSITIVE_INFINITY;
	const breakAll = () => {
		for (const socket of sockets) socket.destroy();
	};
	const resume = (socket: Socket) => {
		if (!frozen && !stalled.has(socket)) socket.resume();
	};
	const accept = (client: Socket) => {
		const server = connect(target, host);
		forward(client, server, (chunk) => {
			const part = chunk.subarray(0, bytesLeft);
			bytesLeft -= part.length;
			if (part.length === chunk.length) return part;
			bytesLeft = Number.POSITIVE_INFINITY;
			server.end(part);
			client.destroy();
			return null;
		});
		forward(server, client, (chunk) => chunk);
	};
	/** Passes on what `take` makes of what comes. */
	const forward = (from: Socket, to: Socket, take: (chunk: Buffer) => Buffer | null) => {
		sockets.add(from);
		from
			.on("data", (chunk) => {
				const part = take(chunk);
				if (part && !to.write(part)) from.pause();
			})
			.on("end", () => to.end())
			.on("error", () => to.destroy())
			.on("close", () => sockets.delete(from));
		to.on("drain", () => resume(from));
		if (frozen) from.pause();
	};
	const listen = async (on: number): Promise<Server> => {
		const server = createServer(accept);
		server.listen(on, "127.0.0.1");
		await once(server, "listening");
		return server;
	};
	let server = await listen(0);
	const address = server.address() as AddressInfo;
	const cut = async () => {
		const closed = once(server, "close");
		server.close();
		breakAll();
		await closed;
	};
	return {
		port: address.port,
		cut,
		reset: () => {
			for (const socket of sockets) socket.resetAndDestroy();
		},
		cutAfter: (bytes) => {
			bytesLeft = bytes;
		},
		stall: () => {
			for (const socket of sockets) stalled.add(socket.pause());
		},
		freeze: () => {
			frozen = true;
			for (const socket of sockets) socket.pause();
		},
		thaw: () => {
			frozen = false;
			for (const socket of sockets) resume(socket);
		},
		restore: async () => {
			server = await listen(address.port);
		},
		leadTo: (port) => {
			target = port;
		},
		close: async () => {
			if (server.listening) await cut();
			breakAll();
		},
	};
}
