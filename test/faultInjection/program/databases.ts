import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { DATABASES, type DatabaseName, type FromProgram, type Ports, type ToDatabases } from "../support/roles.ts";

// Two databases that answer each line with a line. They send no telemetry, as databases mostly don't.
const servers = new Map<DatabaseName, { server: Server; sockets: Set<Socket>; delayMs: number }>();
const ports: Ports = {};
for (const name of DATABASES) {
	const of = { server: createServer(), sockets: new Set<Socket>(), delayMs: 2 };
	of.server.on("connection", (socket) => {
		of.sockets.add(socket.on("error", () => {}).on("close", () => of.sockets.delete(socket)));
		createInterface({ input: socket }).on("line", () => setTimeout(() => socket.write("ok\n"), of.delayMs));
	});
	await new Promise<void>((resolve) => of.server.listen(0, "127.0.0.1", resolve));
	const address = of.server.address();
	if (address === null || typeof address === "string") throw new Error(`${name} has no port.`);
	ports[name] = address.port;
	servers.set(name, of);
}

process.on("message", ({ fault, database }: ToDatabases) => {
	const of = servers.get(database);
	if (!of) return;
	if (fault === "slow database") {
		of.delayMs = 300;
	} else {
		of.server.close();
		for (const socket of of.sockets) socket.destroy();
	}
});
process.on("disconnect", () => process.exit());
process.send?.({ ports } satisfies FromProgram);
