import { connect } from "node:net";
import { createWebSocketStream, WebSocketServer } from "ws";

/** A WebSocket door to a TCP server, as Neon's proxy is one. */
export async function startWebSocketProxy(
	host: string,
	port: number,
): Promise<{ address: string; close(): Promise<void> }> {
	const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
	server.on("connection", (socket) => {
		const stream = createWebSocketStream(socket);
		const upstream = connect(port, host);
		stream.on("error", () => upstream.destroy());
		upstream.on("error", () => stream.destroy());
		stream.pipe(upstream).pipe(stream);
	});
	await new Promise((resolve) => server.once("listening", resolve));
	const address = server.address() as { port: number };
	return {
		address: `127.0.0.1:${address.port}/v1`,
		close: async () => {
			for (const client of server.clients) client.terminate();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
