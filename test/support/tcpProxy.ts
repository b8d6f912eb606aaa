import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A way to a TCP server that a test can cut. */
export interface TcpProxy {
	port: number;
	/** Breaks what is connected and refuses what would connect. */
	cut(): Promise<void>;
	/** Keeps what is connected so, and lets nothing through any more, as a NAT gateway does that has forgotten it. */
	stall(): void;
	/** Lets connections through again, on the same port. */
	restore(): Promise<void>;
	close(): Promise<void>;
}

export async function startTcpProxy(host: string, port: number): Promise<TcpProxy> {
	const sockets = new Set<Socket>();
	const listen = async (on: number): Promise<Server> => {
		const server = createServer((socket) => {
			const upstream = connect(port, host);
			for (const [from, to] of [
				[socket, upstream],
				[upstream, socket],
			] as const) {
				sockets.add(from);
				from.on("error", () => to.destroy()).on("close", () => sockets.delete(from));
				from.pipe(to);
			}
		});
		server.listen(on, "127.0.0.1");
		await once(server, "listening");
		return server;
	};
	let server = await listen(0);
	const address = server.address() as AddressInfo;
	const cut = async () => {
		const closed = once(server, "close");
		server.close();
		for (const socket of sockets) socket.destroy();
		await closed;
	};
	return {
		port: address.port,
		cut,
		stall: () => {
			for (const socket of sockets) socket.unpipe().pause();
		},
		restore: async () => {
			server = await listen(address.port);
		},
		close: async () => {
			if (server.listening) await cut();
		},
	};
}
