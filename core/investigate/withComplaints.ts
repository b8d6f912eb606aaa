import { complaintsOf, type MessageCounts } from "./messages.ts";

/** Who calls whom, by traces and by messages in which one service complains of another. */
export function withComplaints(
	callees: ReadonlyMap<string, ReadonlySet<string>>,
	messages: MessageCounts[],
	services: ReadonlySet<string>,
): Map<string, Set<string>> {
	const found = new Map([...callees].map(([service, called]) => [service, new Set(called)]));
	for (const message of messages) {
		const called = found.get(message.service) ?? new Set();
		for (const name of complaintsOf(message, services)) called.add(name);
		found.set(message.service, called);
	}
	return found;
}
