import type { SentCiReport } from "../../../../core/report/ciReport.ts";
import { fitReport } from "./fitReport.ts";
import { type Outcome, type PostOptions, postReport, type Server } from "./postReport.ts";
import { openSpool, type Spool } from "./spool.ts";

export type Delivery = Outcome & {
	/** Where the report lies now, where it was not accepted. */
	keptIn: string | null;
	/** How many earlier reports were accepted now. */
	caughtUp: number;
	/** Of earlier reports that the server will never take, why. */
	setAside: string[];
};

/** Finds the server; throws a sentence where there is none. */
export type FindServer = () => Promise<Server>;

/**
 * Delivers a report, then what earlier calls had to keep. The report is kept before it is sent, so that it is not lost
 * with a process that is ended meanwhile.
 */
export async function deliver(
	report: SentCiReport,
	root: string,
	findServer: FindServer,
	options: PostOptions = {},
): Promise<Delivery> {
	const body = fitReport(report);
	const spool = await openSpool(root);
	const name = await spool?.keep(report.runId, body).catch(() => null);
	const { server, outcome } = await send(body, findServer, options);
	const keptIn = spool && name ? await settle(spool, name, outcome) : null;
	const isThere = outcome.kind !== "undelivered";
	const earlier = server && spool && isThere ? await catchUp(spool, server) : { caughtUp: 0, setAside: [] };
	return { ...outcome, ...earlier, keptIn };
}

async function send(
	body: string,
	findServer: FindServer,
	options: PostOptions,
): Promise<{ server: Server | null; outcome: Outcome }> {
	try {
		const server = await findServer();
		return { server, outcome: await postReport(server, body, options) };
	} catch (error) {
		return { server: null, outcome: { kind: "undelivered", reason: (error as Error).message } };
	}
}

/** Returns where the report lies then. */
async function settle(spool: Spool, name: string, outcome: Outcome): Promise<string | null> {
	if (outcome.kind === "refused") return spool.setAside(name, outcome.reason);
	if (outcome.kind === "undelivered") return spool.folder;
	await spool.remove(name);
	return null;
}

/** Sends what is kept, oldest first, until one cannot be delivered; that one and the later ones wait for the next call. */
async function catchUp(spool: Spool, server: Server): Promise<Pick<Delivery, "caughtUp" | "setAside">> {
	let caughtUp = 0;
	const setAside: string[] = [];
	for (const name of await spool.list()) {
		const body = await spool.read(name);
		if (body === null) continue;
		const outcome = await postReport(server, body, { pauses: [] });
		if (outcome.kind === "undelivered") break;
		await settle(spool, name, outcome);
		if (outcome.kind === "accepted") caughtUp += 1;
		else setAside.push(outcome.reason);
	}
	return { caughtUp, setAside };
}
