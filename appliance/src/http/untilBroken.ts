/** The bytes of a stream; where it breaks, `broken` is called, and the bytes have an end. */
export function untilBroken(
	stream: ReadableStream<Uint8Array>,
	broken: (error: unknown) => void,
): ReadableStream<Uint8Array> {
	const reader = stream.getReader();
	const source: UnderlyingDefaultSource<Uint8Array> = {
		pull: async (controller) => {
			try {
				const { done, value } = await reader.read();
				if (done) controller.close();
				else controller.enqueue(value);
			} catch (error) {
				broken(error);
				controller.close();
			}
		},
		cancel: (reason) => reader.cancel(reason),
	};
	// Nothing is read before it can be sent.
	return new ReadableStream(source, { highWaterMark: 0 });
}
