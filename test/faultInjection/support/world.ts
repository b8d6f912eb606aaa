import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { folderWithDatabase } from "../../support/folder.ts";
import { type RunningServer, startServer } from "../../support/vagusProcess.ts";
import {
	type DatabaseFault,
	type DatabaseName,
	type FromProgram,
	type Ports,
	ROLE_NAMES,
	type Role,
	type ServiceFault,
	type ToDatabases,
	type ToService,
} from "./roles.ts";

/** Services that run and send their telemetry to a Vagus of their own. */
export interface FaultWorld {
	vagus: RunningServer;
	ports: Ports;
	breakService(role: Role, fault: ServiceFault): void;
	breakDatabase(database: DatabaseName, fault: DatabaseFault): void;
	/** Replaces a service by another version of it, which has this fault from its start. */
	deploy(role: Role, version: string, fault: ServiceFault): Promise<void>;
	/** Ends the services; resolves when all that they had to send is stored. */
	endServices(): Promise<void>;
	close(): Promise<void>;
}

export async function startWorld(): Promise<FaultWorld> {
	const cwd = await folderWithDatabase();
	const vagus = await startServer({ cwd });
	const databases = startProgram("databases.ts", {});
	const ports = await portsOf(databases);
	const services = new Map<Role, ChildProcess>();
	const start = async (role: Role, version: string, port = 0) => {
		const child = startProgram("service.ts", {
			ROLE: role,
			PORT: String(port),
			OTEL_SERVICE_NAME: role,
			OTEL_RESOURCE_ATTRIBUTES: `service.version=${version},deployment.environment.name=production`,
			OTEL_EXPORTER_OTLP_ENDPOINT: vagus.url,
			OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${vagus.key}`,
			...OFTEN,
		});
		services.set(role, child);
		return child;
	};
	const told = (role: Role, message: ToService) => services.get(role)?.send(message);
	const children = await Promise.all(ROLE_NAMES.map((role) => start(role, "1.0.0")));
	for (const child of children) Object.assign(ports, await portsOf(child));
	for (const role of ROLE_NAMES) told(role, { ports });
	return {
		vagus,
		ports,
		breakService: (role, fault) => told(role, { fault }),
		breakDatabase: (database, fault) => databases.send({ database, fault } satisfies ToDatabases),
		deploy: async (role, version, fault) => {
			// As orchestrators do it: the new one is ready before the old one goes, but for the port that both need here.
			const old = services.get(role);
			if (old) await end(old);
			const child = await start(role, version, ports[role]);
			await portsOf(child);
			told(role, { ports });
			told(role, { fault });
		},
		endServices: async () => {
			await Promise.all([...services.values()].map(end));
			services.clear();
		},
		close: async () => {
			for (const child of services.values()) child.kill("SIGKILL");
			databases.kill("SIGKILL");
			await vagus.stop();
			await rm(cwd, { recursive: true, force: true });
		},
	};
}

/** Everything is sent twice a second, since an incident is to last for seconds here. */
const OFTEN = {
	OTEL_METRIC_EXPORT_INTERVAL: "500",
	OTEL_METRIC_EXPORT_TIMEOUT: "500",
	OTEL_BSP_SCHEDULE_DELAY: "500",
	OTEL_BLRP_SCHEDULE_DELAY: "500",
	OTEL_NODE_RESOURCE_DETECTORS: "env",
};

function startProgram(file: string, env: Record<string, string>): ChildProcess {
	return fork(new URL(`../program/${file}`, import.meta.url), { env: { PATH: process.env.PATH, ...env } });
}

/** The ports that a program says it listens on. What it may have said before is waited for no more than until it ends. */
function portsOf(child: ChildProcess): Promise<Ports> {
	return new Promise((resolve, reject) => {
		child.once("message", (message) => resolve((message as FromProgram).ports));
		child.once("exit", (code) => reject(new Error(`A program of the fault injection ended with ${code}.`)));
	});
}

async function end(child: ChildProcess): Promise<void> {
	const ended = once(child, "exit");
	child.send({ end: true } satisfies ToService);
	await ended;
}
