import type { SentCiReport } from "../../../core/report/ciReport.ts";
import type { Delivery } from "./deliver/deliver.ts";
import { summaryOf } from "./summaryOf.ts";

/** Says what became of a report: to people in a line, or to programs as JSON. Warnings go to stderr. */
export function tell(report: SentCiReport, delivery: Delivery, asJson: boolean): void {
	for (const reason of delivery.setAside) warn(`An earlier report was set aside: ${reason}`);
	if (delivery.kind !== "accepted") warnOf(delivery);
	if (asJson) console.log(JSON.stringify(asAnswer(report, delivery)));
	else if (delivery.kind === "accepted") console.log(oneLine(acceptance(report, delivery)));
}

/** Writes a sentence to stderr. */
export function warn(sentence: string): void {
	console.error(oneLine(`vagus: ${sentence}`));
}

function warnOf({ reason, kind, keptIn }: Delivery & { reason: string }): void {
	const refused = kind === "refused";
	warn(`The report was ${refused ? "refused" : "not delivered"}: ${reason}`);
	if (keptIn) warn(refused ? `It lies in ${keptIn}.` : `It is kept in ${keptIn} and is sent with the next one.`);
	else warn("It is lost: neither the project's .vagus/reports nor the user's cache can be written.");
}

function asAnswer({ runId }: SentCiReport, delivery: Delivery): object {
	if (delivery.kind === "accepted") return delivery.reply;
	const { kind, reason, keptIn } = delivery;
	return { runId, status: kind, reason, keptIn };
}

function acceptance(report: SentCiReport, { reply, url, caughtUp }: Extract<Delivery, { kind: "accepted" }>): string {
	const already = reply.status === "duplicate" ? ", which was there already" : "";
	const earlier = caughtUp > 0 ? `; ${caughtUp} that waited too` : "";
	return `Reported ${summaryOf(report)} to ${url} as ${reply.runId}${already}${earlier}.`;
}

/** Words of a server and of files are not to steer a terminal. */
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, " ");
