import { z } from "zod";
import { queueLimits } from "../limits.ts";
import { headedBytes, splitHeader } from "./headedBytes.ts";

/** Why a message was given up. */
export interface DeadLetterReason {
	/** What the last try failed with. */
	reason: string;
	/** How often the message was handed over. */
	attempts: number;
	/** When it was given up. */
	at: Date;
}

/** A message behind a line that says why it was given up. */
export function deadLetter(message: Uint8Array, { reason, attempts, at }: DeadLetterReason): Uint8Array {
	const line: DeadLetterLine = {
		deadLetter: { reason: reason.slice(0, queueLimits.reasonLength), attempts, at: at.toISOString() },
	};
	return headedBytes(line, messageOfDeadLetter(message));
}

/** The message that a dead letter holds, as it was before; any other message as it is. */
export function messageOfDeadLetter(message: Uint8Array): Uint8Array {
	return reasonLine(message)?.bytes ?? message;
}

type DeadLetterLine = z.infer<typeof deadLetterLine>;

const deadLetterLine = z.object({
	deadLetter: z.object({ reason: z.string(), attempts: z.int(), at: z.iso.datetime() }),
});

function reasonLine(message: Uint8Array): { bytes: Uint8Array } | null {
	try {
		const { header, bytes } = splitHeader(message);
		return deadLetterLine.safeParse(header).success ? { bytes } : null;
	} catch {
		// Whatever it is, it is no dead letter.
		return null;
	}
}
